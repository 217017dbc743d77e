package dev.syncline.cli.command;

import dev.syncline.connect.ConnectorException;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pauses a sync. */
@Command(
    name = "stop",
    description = {
      "Pauses a sync.",
      "A run that is on, in any terminal, ends after its current batch. Until it is started again"
          + " it does not run; its links are kept."
    })
final class StopCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Override
  Screen perform(Session session) {
    List<Screen> screens = new ArrayList<>();
    Project project = session.project();
    StateStore store = project.store();
    for (SyncConfig sync : syncs.of(project)) {
      pause(store, sync);
      List<String> lines = new ArrayList<>();
      lines.add(sync.name() + " is stopped. Its links are kept.");
      lines.addAll(letGo(session.project(), sync));
      store.runs(sync.id(), 1).stream()
          .map(project::told)
          .filter(run -> run.endedMillis() == 0)
          .forEach(
              run ->
                  lines.add(
                      "Run "
                          + run.id()
                          + (run.result().equals("killed")
                              ? " was killed; the next run settles what it left open."
                              : " is still on, and ends soon.")));
      screens.add(
          new Notice(
              ExitCode.IN_STEP,
              lines,
              List.of("syncline start " + sync.name()),
              Json.map("sync", sync.name(), "phase", "paused")));
    }
    return new Screens(screens);
  }

  /** A sync that does not run must not fill anybody's disk; when it starts it compares in full. */
  private static List<String> letGo(Project project, SyncConfig sync) {
    boolean read =
        project.store().captures(sync.id()).stream()
            .anyMatch(s -> Captures.method(s) == Capturing.Method.LOG);
    if (!read) {
      return List.of();
    }
    try {
      Set<String> gone = project.open(sync).letGo();
      return gone.isEmpty()
          ? List.of("Another sync reads the same log, which the servers go on keeping for it.")
          : List.of(
              "The servers keep no more of their logs for "
                  + Words.list(List.copyOf(gone))
                  + ": a start begins anew, and compares everything.");
    } catch (ConnectorException | CommandError e) {
      return List.of(
          "What the servers keep of their logs for it could not be let go ("
              + e.getMessage()
              + "). Stop it again, or they keep it up to what they are told to.");
    }
  }

  /** A run in any process sees it between two batches. */
  private static void pause(StateStore store, SyncConfig sync) {
    try (StateStore.Change change = store.begin()) {
      Optional<SyncState> before = store.sync(sync.id());
      change.putSync(
          new SyncState(
              sync.id(),
              sync.name(),
              Phase.PAUSED,
              "",
              before.map(SyncState::lastSyncMillis).orElse(0L),
              before.map(SyncState::tasks).orElse(Map.of()),
              before.map(SyncState::configHash).orElse("")));
      change.commit();
    }
  }
}
