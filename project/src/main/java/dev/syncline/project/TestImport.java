package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Provisional;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Lease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    try (Lease alone = alone();
        Provisional one = begun(source);
        Provisional other = begun(Objects.equals(source, target) ? null : target)) {
      return work.get();
    }
  }

  private @Nullable Connector written(Side side) {
    if (!sync.sync().writes(side)) {
      return null;
    }
    unavailable(sync, side)
        .ifPresent(
            why -> {
              throw CommandError.failed(
                  "not available: "
                      + why
                      + ". Nothing was sent. What would be written is shown by: syncline "
                      + (sync.config().promotion().isPresent()
                          ? "review PLAN"
                          : "plan " + sync.sync().name()));
            });
    return sync.plain(side);
  }

  /** Why nothing at all that is written on a side could be tried; empty where something can. */
  static Optional<String> unavailable(OpenSync sync, Side side) {
    Connector system = sync.plain(side);
    if (system.provisional().isEmpty()) {
      return Optional.of(
          system.name()
              + " ("
              + system.product()
              + ") has no transactions, so that nothing could be taken back");
    }
    List<Optional<String>> reasons =
        sync.sync().tasks().stream().map(task -> untried(sync, task, side)).distinct().toList();
    return reasons.contains(Optional.<String>empty())
        ? Optional.empty()
        : reasons.stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> untried(OpenSync sync, Task task, Side side) {
    return sync.plain(side)
        .provisional()
        .flatMap(system -> system.untried(task.schema(side).name()));
  }

  /** Why writes of some tasks are not sent, but taken for done; by the task's id. */
  public Map<Integer, String> untried() {
    Map<Integer, String> untried = new LinkedHashMap<>();
    for (Task task : sync.sync().tasks()) {
      for (Side side : Side.values()) {
        if (sync.sync().writes(side)) {
          untried(sync, task, side).ifPresent(why -> untried.put(task.id(), why));
        }
      }
    }
    return untried;
  }

  /** Where nothing was ever remembered, no other process can run it either. */
  private @Nullable Lease alone() {
    return project.hasStore() ? project.turns().take(sync.sync()) : null;
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
