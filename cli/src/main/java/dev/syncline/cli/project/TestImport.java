package dev.syncline.cli.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Provisional;
import dev.syncline.core.Side;
import dev.syncline.engine.config.SyncConfig;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of which nothing lasts: it remembers in a copy of the state store, and writes in
 * transactions that are taken back. It counts as a run of the sync, of which there is one at a
 * time: it holds the rows that it wrote.
 */
public final class TestImport implements AutoCloseable {
  private final Project project;
  private final Project copy;
  private final OpenSync sync;

  /**
   * A test of a sync.
   *
   * @param project where it is configured, and remembered
   */
  public TestImport(Project project, SyncConfig config) {
    this.project = project;
    this.copy = project.onCopy();
    this.sync = copy.open(config);
  }

  /** The sync over the copy. */
  public OpenSync sync() {
    return sync;
  }

  /**
   * Does something to the sync, and takes back what was written.
   *
   * @throws CommandError if a system that is to be written cannot take anything back, or another
   *     process runs the sync
   */
  public <T> T take(Supplier<T> work) {
    @Nullable Connector source = written(Side.SOURCE);
    @Nullable Connector target = written(Side.TARGET);
    try (RunLock alone = alone();
        Provisional one = begun(source);
        Provisional other = begun(Objects.equals(source, target) ? null : target)) {
      return work.get();
    }
  }

  private @Nullable Connector written(Side side) {
    if (!sync.sync().writes(side)) {
      return null;
    }
    Connector system = sync.plain(side);
    if (system.provisional().isEmpty()) {
      throw CommandError.failed(
          "not available: "
              + system.name()
              + " ("
              + system.product()
              + ") has no transactions, so that nothing could be taken back. Nothing was sent."
              + " What would be written is shown by: syncline plan "
              + sync.sync().name());
    }
    return system;
  }

  /** Where nothing was ever remembered, no other process can run it either. */
  private @Nullable RunLock alone() {
    return project.hasStore()
        ? RunLock.take(project.places().state(), sync.sync().id(), sync.sync().name())
        : null;
  }

  private static @Nullable Provisional begun(@Nullable Connector system) {
    if (system == null) {
      return null;
    }
    Provisional provisional = system.provisional().orElseThrow();
    provisional.begin();
    return provisional;
  }

  @Override
  public void close() {
    copy.close();
  }
}
