package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.server.observe.Logs;
import dev.syncline.server.web.Certificate;
import dev.syncline.server.web.SignOn;
import dev.syncline.server.web.Web;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and how a server is reached. Each option has a variable of the environment beside it. */
final class ServeOptions {
  static final int PORT = 8765;
  private static final int GRACE = 60;
  private static final int AT_A_TIME = 4;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address it listens on; SYNCLINE_HOST. Default: 127.0.0.1")
  @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port; 0 takes any that is free; SYNCLINE_PORT. Default: " + PORT)
  @Nullable Integer port;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Its certificate, and those that signed it, as PEM; SYNCLINE_TLS_CERTIFICATE.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of that certificate, as PEM; SYNCLINE_TLS_KEY.")
  @Nullable Path key;

  @Option(
      names = "--behind-proxy",
      description = {
        "A proxy speaks TLS for it, and says in X-Forwarded-For who asks, which is believed;"
            + " SYNCLINE_BEHIND_PROXY=true."
      })
  boolean behindProxy;

  @Option(
      names = "--at-a-time",
      paramLabel = "N",
      description = "So many syncs run at the same time; SYNCLINE_AT_A_TIME. Default: " + AT_A_TIME)
  @Nullable Integer atATime;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description =
          "How long it waits, when it is stopped, for what is being written; SYNCLINE_GRACE."
              + " Default: "
              + GRACE)
  @Nullable Integer grace;

  @Option(
      names = "--log",
      paramLabel = "text|json",
      description =
          "How lines of the log are written, on the error stream; SYNCLINE_LOG. Default: text")
  @Nullable String log;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description =
          "From which level on: error, warning, info or debug; SYNCLINE_LOG_LEVEL. Default: info")
  @Nullable String level;

  /** Begins the log of this process. */
  void beginLog(Session session) {
    Map<String, String> variables = session.console().environment();
    Logs.Form form =
        switch (text(log, variables, "SYNCLINE_LOG", "text")) {
          case "text" -> Logs.Form.TEXT;
          case "json" -> Logs.Form.JSON;
          default -> throw CommandError.usage("--log (SYNCLINE_LOG) is text or json");
        };
    Level from =
        switch (text(level, variables, "SYNCLINE_LOG_LEVEL", "info")) {
          case "error" -> Level.SEVERE;
          case "warning" -> Level.WARNING;
          case "info" -> Level.INFO;
          case "debug" -> Level.FINE;
          default ->
              throw CommandError.usage(
                  "--log-level (SYNCLINE_LOG_LEVEL) is error, warning, info or debug");
        };
    Logs.begin(form, from, session.console().err());
  }

  /**
   * What libraries and logins find in the environment.
   *
   * @throws CommandError if what is said there of logins has no sense
   */
  static Map<String, String> environment(Session session) {
    Map<String, String> variables = session.console().environment();
    try {
      SignOn.of(variables);
      return variables;
    } catch (IllegalArgumentException e) {
      throw CommandError.usage(String.valueOf(e.getMessage()).replaceFirst("\\.\\z", ""));
    }
  }

  /**
   * Where it is reached.
   *
   * @throws CommandError if it would be open to others without TLS, or something does not fit
   */
  Web.Place place(Session session) {
    Map<String, String> variables = session.console().environment();
    String address = text(host, variables, "SYNCLINE_HOST", "127.0.0.1");
    int number = number("--port", port, variables, "SYNCLINE_PORT", PORT, 0, 65_535);
    boolean proxy = behindProxy || truth(variables, "SYNCLINE_BEHIND_PROXY");
    Certificate proof = proof(session, variables);
    Web.Place place = place(address, number, proof, proxy);
    if (proof == null && !proxy && !place.local()) {
      throw CommandError.usage(
          "without TLS the server listens on this machine alone, and "
              + address
              + " is reached by others, who could read passwords on their way. Give it a certificate"
              + " with --tls-certificate and --tls-key, or say --behind-proxy if a proxy speaks TLS"
              + " for it and nobody gets past that");
    }
    return place;
  }

  private static Web.Place place(
      String address, int number, @Nullable Certificate proof, boolean proxy) {
    try {
      return new Web.Place(address, number, proof, proxy);
    } catch (IllegalArgumentException e) {
      throw CommandError.usage(e.getMessage() + "; correct --host");
    }
  }

  private @Nullable Certificate proof(Session session, Map<String, String> variables) {
    Path chain = path(session, certificate, variables, "SYNCLINE_TLS_CERTIFICATE");
    Path secret = path(session, key, variables, "SYNCLINE_TLS_KEY");
    if (chain == null && secret == null) {
      return null;
    }
    if (chain == null || secret == null) {
      throw CommandError.usage(
          "--tls-certificate and --tls-key go together, and only one of them is given");
    }
    try {
      return new Certificate(chain, secret);
    } catch (Certificate.Unusable e) {
      throw CommandError.failed(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Path path(
      Session session, @Nullable Path given, Map<String, String> variables, String variable) {
    String text = text(given == null ? null : given.toString(), variables, variable, "");
    return text.isEmpty() ? null : session.console().folder().resolve(text);
  }

  int atATime(Session session) {
    Map<String, String> variables = session.console().environment();
    return number("--at-a-time", atATime, variables, "SYNCLINE_AT_A_TIME", AT_A_TIME, 1, 1_000);
  }

  Duration grace(Session session) {
    Map<String, String> variables = session.console().environment();
    return Duration.ofSeconds(
        number("--grace", grace, variables, "SYNCLINE_GRACE", GRACE, 0, 86_400));
  }

  private static String text(
      @Nullable String given, Map<String, String> variables, String variable, String otherwise) {
    String text = given == null ? variables.getOrDefault(variable, "") : given;
    return text.isBlank() ? otherwise : text.strip();
  }

  private static int number(
      String option,
      @Nullable Integer given,
      Map<String, String> variables,
      String variable,
      int otherwise,
      int least,
      int most) {
    String text = text(null, variables, variable, "");
    String name = given == null ? variable : option;
    long number;
    try {
      number = given != null ? given : text.isEmpty() ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      number = -1;
    }
    if (number < least || number > most) {
      throw CommandError.usage(name + " has to be a whole number from " + least + " to " + most);
    }
    return (int) number;
  }

  private static boolean truth(Map<String, String> variables, String variable) {
    String text = text(null, variables, variable, "false");
    return switch (text) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> throw CommandError.usage(variable + " is \"" + text + "\"; say true or false");
    };
  }
}
