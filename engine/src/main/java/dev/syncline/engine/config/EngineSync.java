package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.engine.sync.Sync;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes of a compiled sync what the engine runs. */
public final class EngineSync {
  private EngineSync() {}

  /** The engine's sync of a compiled sync without errors. */
  public static Sync of(CompiledSync compiled) {
    SyncConfig sync = compiled.sync();
    return new Sync(
        sync.id(),
        sync.name(),
        compiled.tasks(),
        sync.guard(),
        switch (sync.firstSync()) {
          case MATCH -> Sync.FirstSync.MATCH;
          case COPY -> Sync.FirstSync.COPY;
        },
        sync.matchOn() == SyncConfig.MatchOn.NEW_RECORDS,
        Arrays.stream(Side.values()).filter(sync::creates).collect(Collectors.toSet()),
        compiled.hash(),
        compiled.outline().text(),
        compiled.paused().stream().map(Paused::resting).toList(),
        compiled.capturing());
  }
}
