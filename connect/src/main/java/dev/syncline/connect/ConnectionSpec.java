package dev.syncline.connect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How to reach a system.
 *
 * @param name the connection's name in the configuration, for messages
 * @param type postgresql, mysql, mariadb, sqlite, duckdb, jdbc for a database whose driver lies in
 *     a folder, app for an application behind HTTP, http for an endpoint that only takes, or folder
 *     for a tree of files
 * @param url its JDBC URL; an application's begins with http:// or https://; a folder's is its path
 * @param user the account's name; empty where there is none
 * @param password the account's password; empty where there is none
 * @param token what an application takes instead of a user and a password; empty for none
 * @param bounds how much of it is used at a time, and how long it is waited for
 * @param zone the zone in which its timestamps without a zone are meant
 * @param properties further properties for the driver
 * @param description what tells how to speak to it. Of an application: the name of one that
 *     Syncline describes, or the path of a description; of an endpoint also the description itself,
 *     as JSON; of type jdbc: the folder of the driver; else empty
 * @param models what is read like tables of a database
 * @param privacy how what is said to it is kept from others
 */
public record ConnectionSpec(
    String name,
    String type,
    String url,
    String user,
    String password,
    String token,
    Bounds bounds,
    ZoneId zone,
    Map<String, String> properties,
    String description,
    List<Model> models,
    Privacy privacy) {

  /**
   * How much of a system is used at a time, and how long it is waited for.
   *
   * @param connections how many may be open at a time; a stream of rows holds one while it is open,
   *     and so does a batch while it is written
   * @param lockTimeout how long a write waits for a row that somebody else holds
   * @param statementTimeout how long one statement may take, streams excepted; zero: no bound
   * @param valueBytes a value of more bytes is not read; it stands as a flaw in its row
   */
  public record Bounds(
      int connections, Duration lockTimeout, Duration statementTimeout, long valueBytes) {
    /** What holds where nothing is configured. */
    public static final Bounds USUAL =
        new Bounds(4, Duration.ofSeconds(5), Duration.ZERO, DEFAULT_MAX_VALUE_BYTES);
  }

  /** What is behind it when it is no database. */
  public static final String APPLICATION = "app";

  /** A DuckDB database, or none, where only files are read. */
  public static final String DUCKDB = "duckdb";

  /** A database whose driver Syncline does not bring. */
  public static final String JDBC = "jdbc";

  /** An application of which nothing can be read. */
  public static final String ENDPOINT = "http";

  /** Largest value read where nothing is configured. */
  public static final long DEFAULT_MAX_VALUE_BYTES = 16L << 20;

  /** No other word is taken for a secret of so many characters. */
  private static final int WITHIN_WORDS = 8;

  private static final Pattern SECRET_PARAMETER =
      Pattern.compile("(?i)([?&;][^=&;]*(?:password|passwd|pwd|secret|token)[^=&;]*=)([^&;]*)");

  /** An account before a host; a slash or a question mark may be part of its password. */
  private static final Pattern ACCOUNT =
      Pattern.compile("//[^/?]*@|//[^/?]*:[^/?,\\]]*[^0-9/?,:\\]].*@");

  public ConnectionSpec {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    models = List.copyOf(models);
  }

  /** A connection of which nothing is said about privacy. */
  public ConnectionSpec(
      String name,
      String type,
      String url,
      String user,
      String password,
      String token,
      Bounds bounds,
      ZoneId zone,
      Map<String, String> properties,
      String description,
      List<Model> models) {
    this(
        name,
        type,
        url,
        user,
        password,
        token,
        bounds,
        zone,
        properties,
        description,
        models,
        Privacy.UNSAID);
  }

  /** A connection with everything else at its default. */
  public static ConnectionSpec of(
      String name, String type, String url, String user, String password) {
    return new ConnectionSpec(
        name, type, url, user, password, "", Bounds.USUAL, ZoneOffset.UTC, Map.of(), "", List.of());
  }

  /** An application, with everything else at its default. */
  public static ConnectionSpec application(
      String name, String description, String url, String user, String password, String token) {
    return new ConnectionSpec(
        name,
        APPLICATION,
        url,
        user,
        password,
        token,
        Bounds.USUAL,
        ZoneOffset.UTC,
        Map.of(),
        description,
        List.of());
  }

  /** The same system within other bounds. */
  public ConnectionSpec within(Bounds others) {
    return with(others, properties, models, privacy);
  }

  /** The same system, with further properties for the driver. */
  public ConnectionSpec with(Map<String, String> others) {
    return with(bounds, others, models, privacy);
  }

  /** The same system with queries that are read like tables. */
  public ConnectionSpec with(List<Model> queries) {
    return with(bounds, properties, queries, privacy);
  }

  /** The same system, otherwise kept from others. */
  public ConnectionSpec with(Privacy other) {
    return with(bounds, properties, models, other);
  }

  private ConnectionSpec with(
      Bounds in, Map<String, String> further, List<Model> queries, Privacy keeping) {
    return new ConnectionSpec(
        name, type, url, user, password, token, in, zone, further, description, queries, keeping);
  }

  /** Whether it is spoken to over HTTP. */
  public boolean isApplication() {
    return type.equals(APPLICATION) || type.equals(ENDPOINT);
  }

  /** The URL without anything that could be a password. */
  public String shownUrl() {
    return withoutPassword(shown(url));
  }

  /** A URL without an account and without parameters that could be a password. */
  public static String shown(String url) {
    return ACCOUNT.matcher(SECRET_PARAMETER.matcher(url).replaceAll("$1***")).replaceAll("//***@");
  }

  /** Whether a URL names an account, and perhaps its password, before the host. */
  public static boolean namesAccount(String url) {
    return ACCOUNT.matcher(url).find();
  }

  /** A text, such as a driver's message, without passwords and the token. */
  public String withoutPassword(String text) {
    String shown = without(token, without(password, text));
    for (String secret : privacy.secrets()) {
      shown = without(secret, shown);
    }
    for (String secret : secretsInUrl()) {
      shown = without(secret, shown);
    }
    return shown;
  }

  /** What the URL's parameters hold, as it is written and as a driver decodes it. */
  private List<String> secretsInUrl() {
    List<String> secrets = new ArrayList<>();
    SECRET_PARAMETER.matcher(url).results().forEach(m -> secrets.add(m.group(2)));
    for (String secret : List.copyOf(secrets)) {
      try {
        secrets.add(URLDecoder.decode(secret, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        // Not encoded: what is written is all there is.
      }
    }
    return secrets;
  }

  /**
   * A text with a secret hidden. A short one is hidden where it stands as a word of its own, for
   * hidden within other words ({@code syn} within {@code sync}) it could be read from the gap.
   */
  public static String without(String secret, String text) {
    if (secret.length() < 3) {
      return text;
    }
    if (secret.length() >= WITHIN_WORDS) {
      return text.replace(secret, "***");
    }
    return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(secret) + "(?![\\p{L}\\p{N}])")
        .matcher(text)
        .replaceAll("***");
  }

  /** The connection without its password. */
  @Override
  public String toString() {
    return name + " (" + type + " at " + shownUrl() + ")";
  }
}
