package dev.syncline.cli.command;

import dev.syncline.cli.project.Project;
import dev.syncline.cli.screen.FootprintScreen;
import dev.syncline.cli.screen.Screen;
import dev.syncline.connect.Connector;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes what Syncline made in the users' systems. */
@Command(
    name = "uninstall",
    description = {
      "Lists what Syncline made in the configured systems, and removes it.",
      "Records, links and the state store are not touched."
    })
final class UninstallCommand extends ProjectCommand {
  @Option(
      names = {"-y", "--yes"},
      description = "Removes it without asking.")
  boolean yes;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    Map<String, List<String>> footprints = new LinkedHashMap<>();
    for (ConnectionConfig connection : project.configuration().connections()) {
      footprints.put(connection.name(), project.connector(connection.name()).footprint());
    }
    boolean any = footprints.values().stream().anyMatch(f -> !f.isEmpty());
    FootprintScreen listed =
        new FootprintScreen(footprints, false, project.places().state().toString());
    if (!any || !yes && !confirmed(session, footprints)) {
      return listed;
    }
    forgetCaptures(project);
    footprints.forEach(
        (connection, made) -> {
          if (!made.isEmpty()) {
            Connector connector = project.connector(connection);
            connector.uninstall();
          }
        });
    return new FootprintScreen(footprints, true, project.places().state().toString());
  }

  /** First, so that nobody trusts triggers that are dropped in a moment. */
  private static void forgetCaptures(Project project) {
    if (!Files.exists(project.places().state())) {
      return;
    }
    try (StateStore.Change change = project.store().begin()) {
      project
          .configuration()
          .syncs()
          .forEach(sync -> sync.tasks().forEach(task -> change.forgetCapture(task.id())));
      change.commit();
    }
  }

  private static boolean confirmed(Session session, Map<String, List<String>> footprints) {
    if (!session.console().asks() || session.json()) {
      return false;
    }
    var page = session.page();
    footprints.forEach(
        (connection, made) -> {
          page.line(connection);
          made.forEach(m -> page.line("  " + m));
        });
    session.say(page);
    return session.confirm("Remove this?");
  }
}
