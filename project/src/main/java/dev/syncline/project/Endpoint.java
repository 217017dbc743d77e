package dev.syncline.project;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.app.Applications;
import dev.syncline.core.Side;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.ConnectionText;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A system as a person names it on the command line, before there is a configuration.
 *
 * @param name the connection's name
 * @param type what kind of system
 * @param url its JDBC URL as it is to be written
 * @param user the account; empty for none
 * @param variable the environment variable that holds the password, or the token of an application
 *     without a user; empty for none
 * @param application the application's name; empty for a database
 */
public record Endpoint(
    String name,
    ConnectionConfig.Type type,
    String url,
    String user,
    String variable,
    String application) {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final Pattern SECRET =
      Pattern.compile("(?i)[?&;][^=&;]*(password|passwd|pwd|secret|token)[^=&;]*=");

  /**
   * The system behind a URL; {@code jdbc:} may be left out, and so may all but the path of an
   * SQLite file. An application is written with its name in front of its address.
   *
   * @throws CommandError if it is no URL of a system that is known, or holds a password
   */
  public static Endpoint of(Side side, String typed, String name, String user, String variable) {
    Optional<String> application =
        Applications.names().stream().filter(a -> typed.matches(a + ":https?://.+")).findFirst();
    if (application.isPresent()) {
      String address = typed.substring(application.get().length() + 1);
      refuseSecret(side, address);
      return new Endpoint(
          name.isEmpty() ? application.get() : name,
          ConnectionConfig.Type.APP,
          address,
          user,
          variable,
          application.get());
    }
    String url = url(typed);
    ConnectionConfig.Type type =
        Arrays.stream(ConnectionConfig.Type.values())
            .filter(t -> t.isDatabase() && !t.isSourceOfModels()) // else no tables are proposed
            .filter(t -> url.startsWith("jdbc:" + t.word() + ":"))
            .findFirst()
            .orElseThrow(
                () ->
                    CommandError.usage(
                        "\""
                            + ConnectionSpec.shown(typed)
                            + "\" is no system that is known; write a URL such as"
                            + " jdbc:postgresql://localhost/crm, jdbc:mariadb://localhost/shop,"
                            + " jdbc:mysql://localhost/shop or jdbc:sqlite:shop.db, or an application"
                            + " with its name in front, such as directus:http://localhost:8055"));
    refuseSecret(side, url);
    String called = name.isEmpty() ? nameIn(url, side) : name;
    return new Endpoint(called, type, url, user, variable, "");
  }

  private static void refuseSecret(Side side, String url) {
    if (SECRET.matcher(url).find() || ConnectionSpec.namesAccount(url)) {
      throw CommandError.usage(
          "the URL of the "
              + side.word()
              + " holds an account or a password, which does not belong into a URL; leave"
              + " it out, name the account with --"
              + side.word()
              + "-user and a variable that holds its password with --"
              + side.word()
              + "-password-env");
    }
  }

  private static String url(String typed) {
    if (typed.startsWith("jdbc:")) {
      return typed;
    }
    if (typed.startsWith("postgres://")) {
      return "jdbc:postgresql" + typed.substring("postgres".length());
    }
    if (typed.contains("://")) {
      return "jdbc:" + typed;
    }
    return typed.matches("(?i).*\\.(db|sqlite|sqlite3|db3)") ? SQLITE + typed : typed;
  }

  /** The database's name, as far as it can be a connection's. */
  private static String nameIn(String url, Side side) {
    String path = url.replaceAll("[?;].*", "");
    String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
    String plain = last.replaceAll("\\.[A-Za-z0-9]+$", "").replaceAll("[^\\p{L}\\p{N}_-]+", "-");
    return plain.isEmpty() || plain.equals("-") ? side.word() : plain;
  }

  /** The same under another name. */
  public Endpoint named(String other) {
    return new Endpoint(other, type, url, user, variable, application);
  }

  /** The same with a variable for the password that its name suggests, where that is set. */
  public Endpoint withUsualVariable(Map<String, String> environment) {
    String usual = usualVariable();
    boolean take =
        variable.isEmpty()
            && type != ConnectionConfig.Type.SQLITE
            && environment.containsKey(usual);
    return take ? new Endpoint(name, type, url, user, usual, application) : this;
  }

  /** The variable that its name suggests for the password or the token. */
  public String usualVariable() {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_")
        + (needsToken() ? "_TOKEN" : "_PASSWORD");
  }

  /** Whether a token and no password logs in. */
  public boolean needsToken() {
    return !application.isEmpty() && user.isEmpty();
  }

  /** How to reach it now. */
  public ConnectionSpec spec(Map<String, String> environment, Path folder) {
    String password = "";
    if (!variable.isEmpty()) {
      password = environment.get(variable);
      if (password == null) {
        throw CommandError.failed(
            "the environment variable "
                + variable
                + ", which is to hold the "
                + (needsToken() ? "token" : "password")
                + " of "
                + name
                + ", is not set. Set it: export "
                + variable
                + "=…");
      }
    }
    if (!application.isEmpty()) {
      return ConnectionSpec.application(
          name, application, url, user, needsToken() ? "" : password, needsToken() ? password : "");
    }
    return ConnectionSpec.of(name, type.word(), absolute(folder), user, password);
  }

  private String absolute(Path folder) {
    if (type != ConnectionConfig.Type.SQLITE) {
      return url;
    }
    String path = url.substring(SQLITE.length());
    boolean plain = !path.isEmpty() && !path.startsWith(":") && !path.startsWith("file:");
    return plain ? SQLITE + folder.resolve(path).normalize() : url;
  }

  /** How it is written into a configuration in a folder. */
  public ConnectionText text(Path from, Path folder) {
    Optional<String> secret =
        variable.isEmpty() ? Optional.empty() : Optional.of("${" + variable + "}");
    return new ConnectionText(
        name,
        type,
        from.equals(folder) ? url : absolute(from),
        user.isEmpty() ? Optional.empty() : Optional.of(user),
        needsToken() ? Optional.empty() : secret,
        application,
        needsToken() ? secret : Optional.empty());
  }
}
