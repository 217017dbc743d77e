package dev.syncline.engine;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.store.SyncState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one engine: plans and runs a sync. */
public final class Engine {
  private final StateStore store;
  private final Ends ends;
  private final Sync sync;
  private final LongSupplier clock;
  private final Path temp;
  private final Progress progress;

  /**
   * An engine for one sync.
   *
   * @param clock milliseconds since the epoch
   * @param temp a folder for what does not fit into memory; emptied by whoever made it
   */
  public Engine(
      StateStore store, Ends ends, Sync sync, LongSupplier clock, Path temp, Progress progress) {
    this.store = store;
    this.ends = ends;
    this.sync = sync;
    this.clock = clock;
    this.temp = temp;
    this.progress = progress;
  }

  /** Decides everything and writes nothing; each line of the plan goes to {@code sink}. */
  public PlanResult plan(RunOptions options, Consumer<PlanItem> sink) {
    Path file;
    try {
      file = Files.createTempFile(temp, "plan", ".db");
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("no room for a plan in " + temp, e);
    }
    try (StateStore scratch = Stores.open(file)) {
      Run run =
          new Run(sync, ends, new LinkView(store, scratch), options.approved(), clock, temp, progress, sink);
      run.prepare();
      run.perform();
      return new PlanResult(run.tally(), run.halted());
    }
  }

  /** Performs the sync; each line of what it decides goes to {@code sink}. */
  public RunResult run(RunOptions options, Consumer<PlanItem> sink) {
    long started = clock.getAsLong();
    Run run =
        new Run(sync, ends, new LinkView(store, null), options, clock, temp, progress, sink);
    run.prepare();
    long id;
    try (StateStore.Change change = store.begin()) {
      id = change.openRun(sync.id(), "run", started, null);
      change.commit();
    }
    int recovered = 0;
    String result = "failed";
    try {
      recovered = run.begin(id);
      run.perform();
      result = !run.halted().isEmpty() && !options.approve() ? "halted" : "done";
    } finally {
      close(id, started, result, run, options);
    }
    return new RunResult(
        id,
        run.tally(),
        options.approve() ? java.util.List.of() : run.halted(),
        run.due(),
        recovered,
        clock.getAsLong() - started);
  }

  private void close(long id, long started, String result, Run run, RunOptions options) {
    try (StateStore.Change change = store.begin()) {
      if (!result.equals("failed")) {
        run.finish(change);
        change.putSync(state(result, run, options));
        if (options.approve()) {
          sync.tasks().forEach(t -> change.approve(t.id()));
        }
      }
      change.closeRun(
          new RunRecord(
              id, sync.id(), "run", started, clock.getAsLong(), result, Counts.json(sync, run.tally()),
              null));
      change.commit();
    }
  }

  private SyncState state(String result, Run run, RunOptions options) {
    @Nullable SyncState before = store.sync(sync.id()).orElse(null);
    boolean halted = result.equals("halted");
    SyncState.Phase phase =
        halted
            ? SyncState.Phase.HALTED
            : before == null
                ? SyncState.Phase.DRAFT
                : before.phase() == SyncState.Phase.HALTED ? SyncState.Phase.LIVE : before.phase();
    Map<Integer, Boolean> complete = new HashMap<>(before == null ? Map.of() : before.tasks());
    if (!halted && options.whole() && !options.linkOnly()) {
      for (Task task : sync.tasks()) {
        if (options.includes(task.id())) {
          complete.put(task.id(), true);
        }
      }
    }
    boolean inStep = !halted && run.due().stream().map(Due::reason).findAny().isEmpty();
    return new SyncState(
        sync.id(),
        sync.name(),
        phase,
        halted ? String.join("\n", run.halted()) : "",
        inStep ? clock.getAsLong() : before == null ? 0 : before.lastSyncMillis(),
        complete,
        sync.configHash());
  }
}
