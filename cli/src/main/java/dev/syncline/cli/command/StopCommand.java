package dev.syncline.cli.command;

import dev.syncline.cli.screen.Json;
import dev.syncline.cli.screen.Notice;
import dev.syncline.cli.screen.Screen;
import dev.syncline.cli.screen.Screens;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.store.SyncState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pauses a sync. */
@Command(
    name = "stop",
    description = {"Pauses a sync.", "It does not run until it is started again. Links are kept."})
final class StopCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Override
  Screen perform(Session session) {
    List<Screen> screens = new ArrayList<>();
    StateStore store = session.project().store();
    for (SyncConfig sync : syncs.of(session.project())) {
      Optional<SyncState> before = store.sync(sync.id());
      try (StateStore.Change change = store.begin()) {
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
      screens.add(
          Notice.done(
              sync.name() + " is stopped. Its links are kept.",
              Json.map("sync", sync.name(), "phase", "paused"),
              "syncline start " + sync.name()));
    }
    return new Screens(screens);
  }
}
