package dev.syncline.engine.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A schema of a PostgreSQL database that holds a state store, and how to get there. Understands
 * what {@code psql} does ({@code postgresql://user:password@host:port/database}) and what JDBC does
 * ({@code jdbc:postgresql://host/database?user=…}); {@code currentSchema} names the schema.
 */
public final class PostgresAddress implements StoreAddress {
  /** The schema where none is named: one of its own, for its tables have simple names. */
  public static final String SCHEMA = "syncline_state";

  /** How long a process that says nothing keeps what only one may have. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  private static final Pattern URL =
      Pattern.compile("(?:jdbc:)?postgres(?:ql)?:(//[^/?]*|)(/?[^?]*)(?:\\?(.*))?", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$-]{0,62}");

  private final String url;
  private final String schema;
  private final String user;
  private final String password;
  private final Duration lease;

  private PostgresAddress(String url, String schema, String user, String password, Duration lease) {
    this.url = url;
    this.schema = schema;
    this.user = user;
    this.password = password;
    this.lease = lease;
  }

  /** Whether a text is the URL of a PostgreSQL database. */
  public static boolean isOne(String text) {
    return text.matches("(?s)(jdbc:postgresql:|postgres(ql)?://).*");
  }

  /**
   * Understands a URL; the account in it is taken out of what is shown.
   *
   * @throws StoreException if it cannot be understood
   */
  public static PostgresAddress parse(String text) {
    Matcher m = URL.matcher(text);
    if (!m.matches()) {
      throw wrong("it is no URL of a PostgreSQL database");
    }
    String host = m.group(1);
    String user = "";
    String password = "";
    int at = host.lastIndexOf('@');
    if (at >= 0) {
      String[] account = host.substring("//".length(), at).split(":", 2);
      user = decoded(account[0].replace("+", "%2B"));
      password = account.length > 1 ? decoded(account[1].replace("+", "%2B")) : "";
      host = "//" + host.substring(at + 1);
    }
    String schema = SCHEMA;
    List<String> others = new ArrayList<>();
    for (String parameter : (m.group(3) == null ? "" : m.group(3)).split("&", -1)) {
      String[] pair = parameter.split("=", 2);
      String value = pair.length > 1 ? pair[1] : "";
      switch (pair[0]) {
        case "" -> {}
        case "user" -> user = decoded(value);
        case "password" -> password = decoded(value);
        case "currentSchema" -> schema = decoded(value);
        default -> others.add(parameter);
      }
    }
    if (!NAME.matcher(schema).matches()) {
      throw wrong("currentSchema is to name one schema");
    }
    String url = "jdbc:postgresql:" + host + m.group(2);
    return new PostgresAddress(
        others.isEmpty() ? url : url + "?" + String.join("&", others),
        schema,
        user,
        password,
        LEASE);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("a \"%\" in it is not followed by two hexadecimal digits; write it as %25");
    }
  }

  /** What is wrong, without what was written: that may be a password. */
  private static StoreException wrong(String why) {
    return new StoreException(
        "the URL of the state store cannot be understood: "
            + why
            + ". Write one like postgresql://host:5432/database?currentSchema="
            + SCHEMA,
        null);
  }

  /** The same as another user. */
  public PostgresAddress as(String name, String secret) {
    return new PostgresAddress(url, schema, name, secret, lease);
  }

  /**
   * The same with another lease.
   *
   * @param term how long a process that says nothing keeps what only one may have
   */
  public PostgresAddress withLease(Duration term) {
    return new PostgresAddress(url, schema, user, password, term);
  }

  /** As JDBC takes it, without the account and the schema. */
  public String url() {
    return url;
  }

  /** The schema's name. */
  public String schema() {
    return schema;
  }

  /** The account's name; empty where none is given. */
  public String user() {
    return user;
  }

  /** Never to be shown. */
  public String password() {
    return password;
  }

  Duration lease() {
    return lease;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PostgresAddress that
        && url.equals(that.url)
        && schema.equals(that.schema)
        && user.equals(that.user)
        && password.equals(that.password)
        && lease.equals(that.lease);
  }

  @Override
  public int hashCode() {
    return Objects.hash(url, schema, user, password, lease);
  }

  @Override
  public String shown() {
    return url.substring("jdbc:".length()).replaceFirst("\\?.*", "") + ", schema " + schema;
  }

  @Override
  public String toString() {
    return shown();
  }
}
