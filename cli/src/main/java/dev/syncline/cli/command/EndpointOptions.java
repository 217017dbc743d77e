package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.project.CommandError;
import dev.syncline.project.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The two systems on the command line; what is missing is asked for. */
final class EndpointOptions {
  @Option(
      names = "--source",
      paramLabel = "URL",
      description =
          "The source, such as jdbc:postgresql://localhost/crm, crm.db or"
              + " directus:http://localhost:8055")
  @Nullable String source;

  @Option(names = "--source-user", paramLabel = "USER", description = "Its account.")
  String sourceUser = "";

  @Option(
      names = "--source-password-env",
      paramLabel = "VARIABLE",
      description =
          "The environment variable that holds its password, or an application's token. Default:"
              + " NAME_PASSWORD or NAME_TOKEN if set")
  String sourceVariable = "";

  @Option(
      names = "--source-name",
      paramLabel = "NAME",
      description = "What to call it. Default: its database's name")
  String sourceName = "";

  @Option(names = "--target", paramLabel = "URL", description = "The target, likewise.")
  @Nullable String target;

  @Option(names = "--target-user", paramLabel = "USER", description = "Its account.")
  String targetUser = "";

  @Option(
      names = "--target-password-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds its password.")
  String targetVariable = "";

  @Option(names = "--target-name", paramLabel = "NAME", description = "What to call it.")
  String targetName = "";

  /** Both, by different names. */
  List<Endpoint> endpoints(Session session) {
    Map<String, String> environment = session.console().environment();
    Endpoint first = endpoint(session, Side.SOURCE, source, sourceName, sourceUser, sourceVariable);
    Endpoint second =
        endpoint(session, Side.TARGET, target, targetName, targetUser, targetVariable);
    if (first.name().equals(second.name())) {
      first = first.named(first.name() + "-source");
      second = second.named(second.name() + "-target");
    }
    return List.of(first.withUsualVariable(environment), second.withUsualVariable(environment));
  }

  private static Endpoint endpoint(
      Session session, Side side, @Nullable String url, String name, String user, String variable) {
    if (url != null) {
      return Endpoint.of(side, url, name, user, variable);
    }
    if (!session.console().asks()) {
      throw CommandError.usage(
          "--"
              + side.word()
              + " is missing: the URL of the "
              + side.word()
              + ", such as jdbc:postgresql://localhost/crm");
    }
    String typed =
        session.ask(
            "URL of the "
                + side.word()
                + ", such as jdbc:postgresql://localhost/crm, or the path of an SQLite file:",
            "");
    Endpoint endpoint = Endpoint.of(side, typed, name, user, variable);
    if (endpoint.url().startsWith("jdbc:sqlite:") || !user.isEmpty()) {
      return endpoint;
    }
    boolean database = endpoint.application().isEmpty();
    String account =
        session.ask(database ? "Its user:" : "Its user (empty if a token logs in):", "");
    Endpoint known = with(endpoint, account, variable);
    String usual = known.withUsualVariable(session.console().environment()).variable();
    String holds =
        session.ask(
            "The environment variable that holds its "
                + (known.needsToken() ? "token" : "password")
                + " (empty for none):",
            usual);
    return with(endpoint, account, holds);
  }

  private static Endpoint with(Endpoint endpoint, String account, String variable) {
    return new Endpoint(
        endpoint.name(),
        endpoint.type(),
        endpoint.url(),
        account,
        variable,
        endpoint.application());
  }
}
