package dev.syncline.cli;

import dev.syncline.cli.command.Service;
import dev.syncline.project.CommandError;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import dev.syncline.project.Terminals;
import dev.syncline.project.text.Console;
import dev.syncline.server.Server;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.time.Timekeeper;
import dev.syncline.server.web.Way;
import dev.syncline.server.web.Web;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server over a folder, as {@code serve} starts it. */
final class Serving implements AutoCloseable {
  /** Nobody wants to wait in a test. */
  static final Timekeeper.Pace SOON =
      new Timekeeper.Pace(Duration.ofMillis(400), Duration.ofMillis(100), Duration.ofSeconds(2));

  final Accounts accounts;
  final Terminals terminals;
  private final String scheme;
  private final Project project;
  private final Service service;
  private final Server server;

  Serving(Path folder) {
    this(folder, Map.of());
  }

  Serving(Path folder, Map<String, String> environment) {
    this(folder, environment, 0);
  }

  /**
   * @param port 0 for any that is free
   */
  Serving(Path folder, Map<String, String> environment, int port) {
    this(folder, environment, new Web.Place("127.0.0.1", port, null, false));
  }

  Serving(Path folder, Map<String, String> environment, Web.Place place) {
    this(folder, environment, place, ZoneOffset.UTC);
  }

  Serving(Path folder, Map<String, String> environment, Web.Place place, ZoneId zone) {
    this.scheme = place.certificate() == null ? "http" : "https";
    Console console =
        new Console(
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(PrintStream.nullOutputStream()),
                new BufferedReader(Reader.nullReader()),
                false,
                false,
                false,
                100,
                environment,
                folder,
                zone,
                System::currentTimeMillis)
            .silent();
    this.project =
        new Project(Places.of(folder, null, null), environment, System::currentTimeMillis);
    this.service = Service.of(project, console);
    this.accounts = service.accounts();
    this.terminals = new TypedElsewhere(console, project.places(), List.of());
    try {
      this.server =
          service.start(
              new Server.Settings(
                  place,
                  Optional.ofNullable(environment.get("SYNCLINE_URL")),
                  zone,
                  4,
                  SOON,
                  Duration.ofMinutes(1),
                  environment),
              (caller, words) -> Main.perform(console, caller, words),
              terminals);
    } catch (CommandError e) {
      service.close();
      project.close();
      throw e;
    }
  }

  /** An address on it. */
  String url(String path) {
    return scheme + "://127.0.0.1:" + server.port() + path;
  }

  /** A token of a new user who may do that. */
  String token(Role role, Names syncs) {
    return token(robot(role), role, syncs);
  }

  /** A token of a user, which may less than that user. */
  String token(User user, Role role, Names syncs) {
    return accounts.tokens().make(user, "ci", role, syncs, null, "127.0.0.1").text().text();
  }

  /** A new user. */
  User robot(Role role) {
    return accounts
        .users()
        .add(
            Actor.COMMAND_LINE,
            "robot-" + role.word() + "-" + System.nanoTime(),
            new User.Profile("Robot", null, role, Names.ALL, false),
            null);
  }

  /** What the audit log says that such asked for, and what became of it; the oldest first. */
  List<String> noted(Actor.Kind kind) {
    return accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 500).reversed().stream()
        .filter(line -> line.by().kind() == kind)
        .map(AuditLog.Line::event)
        .map(
            event ->
                Stream.of(
                        event.action().words(),
                        event.outcome().word(),
                        event.about(),
                        event.sync(),
                        event.detail())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  /** All ways into it. */
  List<Way> ways() {
    return server.ways();
  }

  int port() {
    return server.port();
  }

  /** Lets a new user who may do that into the server, in a browser. */
  void enter(Browser browser, Role role) {
    User user =
        accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                role.word() + "-" + System.nanoTime(),
                new User.Profile("Ada", null, role, Names.ALL, false),
                null);
    browser.cookie(
        "syncline", accounts.sessions().begin(user, "127.0.0.1", "test").text(), url("/"));
  }

  @Override
  public void close() {
    server.close();
    service.close();
    project.close();
  }
}
