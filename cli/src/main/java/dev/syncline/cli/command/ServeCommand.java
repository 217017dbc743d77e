package dev.syncline.cli.command;

import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.Server;
import dev.syncline.server.account.Links;
import dev.syncline.server.time.Timekeeper;
import dev.syncline.server.web.Web;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the server. */
@Command(
    name = "serve",
    description = {
      "Starts the server: its pages and its API, over the project of this folder.",
      "It runs until it is stopped (Ctrl-C, SIGTERM), and then lets what is being written end."
          + " While there is no user it says with which link the administrator is created."
    })
final class ServeCommand extends ProjectCommand {
  /**
   * So much longer than its grace the process waits for the server: while what is answered ends (2
   * s), what is noted of jobs (5 s) and traces are sent (5 s).
   */
  private static final Duration LEEWAY = Duration.ofSeconds(15);

  @Mixin ServeOptions options;
  @Mixin UrlOption url;

  @Override
  Screen perform(Session session) {
    session.follow();
    Web.Place place = options.place(session);
    Duration grace = options.grace(session);
    Server.Settings settings =
        new Server.Settings(
            place,
            url.of(session),
            session.console().zone(),
            options.atATime(session),
            Timekeeper.Pace.USUAL,
            grace,
            ServeOptions.environment(session));
    options.beginLog(session);
    Project project = session.project();
    requireKnownState(project);
    session.interrupt().patience(grace.plus(LEEWAY));
    List<String> same = session.sameProject();
    try (Service service = Service.of(project, session.console());
        Server server =
            service.start(
                settings, Service.commands(session, same), Service.terminals(session, same))) {
      session.show(begun(session, service, server.address(), server.port()));
      session.interrupt().await();
      return ended(server.stop(), grace);
    }
  }

  /**
   * A state store that may be named in what cannot be read is not to be taken for another. Whatever
   * else is wrong can be mended on the pages, and what only the server keeps is not wrong there.
   */
  private static void requireKnownState(Project project) {
    if (project.places().named().isEmpty() && Files.exists(project.places().config())) {
      LoadedConfiguration loaded = project.loaded();
      if (loaded.isUnread()) {
        throw CommandError.configuration(
            loaded.findings().stream().filter(Finding::isError).toList());
      }
    }
  }

  private static Screen begun(Session session, Service service, String address, int port) {
    List<String> lines = new ArrayList<>();
    lines.add(address + "/ serves " + session.project().places().config());
    Optional<Links.Link> first = service.accounts().links().first();
    first.ifPresent(
        link ->
            lines.add(
                "There is no user yet. Create the administrator with this link, which is good once"
                    + " and until "
                    + Words.moment(link.until().toEpochMilli(), session.console().zone())
                    + ":\n"
                    + ServeLinkCommand.address(address, link)));
    return new Notice(
        ExitCode.IN_STEP,
        lines,
        List.of(),
        Json.map(
            "url",
            address + "/",
            "port",
            port,
            "link",
            first.map(link -> ServeLinkCommand.address(address, link)).orElse(null)));
  }

  private static Screen ended(List<String> left, Duration grace) {
    if (left.isEmpty()) {
      return Notice.done(
          "The server has stopped; nothing is half-written.", Json.map("left", left));
    }
    return new Notice(
        ExitCode.ERROR,
        List.of(
            "The server has stopped, and did not wait longer than "
                + grace.toSeconds()
                + " s (--grace) for: "
                + String.join(", ", left)
                + ". The next run settles what they left open."),
        List.of(),
        Json.map("left", left));
  }
}
