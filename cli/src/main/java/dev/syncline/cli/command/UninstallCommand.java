package dev.syncline.cli.command;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.Project;
import dev.syncline.project.screen.FootprintScreen;
import dev.syncline.project.screen.Screen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    String state = project.address().shown();
    if (!any || !yes && !confirmed(session, footprints)) {
      return FootprintScreen.listed(footprints, state);
    }
    forgetCaptures(project);
    Map<String, String> failures = new LinkedHashMap<>();
    Map<String, List<String>> left = new LinkedHashMap<>();
    footprints.forEach(
        (connection, made) -> {
          if (!made.isEmpty()) {
            remove(project.connector(connection))
                .ifPresent(
                    failure -> {
                      failures.put(connection, failure);
                      left.put(connection, left(project.connector(connection), made));
                    });
          }
        });
    return new FootprintScreen(footprints, true, failures, left, state);
  }

  /** One system that cannot be cleared does not keep the others from it; answers why it cannot. */
  private static Optional<String> remove(Connector connector) {
    try {
      connector.uninstall();
      return Optional.empty();
    } catch (ConnectorException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What is there still; all of it where nobody can tell. */
  private static List<String> left(Connector connector, List<String> made) {
    try {
      List<String> now =
          connector.footprint().stream().map(UninstallCommand::withoutCount).toList();
      return made.stream().filter(m -> now.contains(withoutCount(m))).toList();
    } catch (ConnectorException e) {
      return made;
    }
  }

  /** Of a table the number of rows may have changed meanwhile. */
  private static String withoutCount(String made) {
    return made.replaceFirst(" \\(\\d+ rows\\)", "");
  }

  /** First, so that nobody trusts triggers that are dropped in a moment; of removed syncs, too. */
  private static void forgetCaptures(Project project) {
    if (!project.hasStore()) {
      return;
    }
    try (StateStore.Change change = project.store().begin()) {
      project.store().captures().stream()
          .filter(s -> project.configuration().connection(s.connection()).isPresent())
          .forEach(s -> change.forgetCapture(s.subject()));
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
