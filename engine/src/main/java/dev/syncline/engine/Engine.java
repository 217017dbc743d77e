package dev.syncline.engine;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.LaterNotes;
import dev.syncline.engine.apply.Recovery.Recovered;
import dev.syncline.engine.capture.Signs;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.run.Run;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Stopped;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.undo.LeftAlone;
import dev.syncline.engine.undo.UndoRefused;
import dev.syncline.engine.verify.Certificate;
import dev.syncline.engine.verify.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one engine: plans and runs a sync. */
public final class Engine {
  private static final String SNAPSHOT = "snapshot";

  private final StateStore store;
  private final Ends ends;
  private final Sync sync;
  private final LongSupplier clock;
  private final Path temp;
  private final Progress progress;
  private final Batching batching;
  private final Retention retention;

  /**
   * An engine for one sync.
   *
   * @param clock milliseconds since the epoch
   * @param temp a folder for what does not fit into memory; emptied by whoever made it
   */
  public Engine(
      StateStore store, Ends ends, Sync sync, LongSupplier clock, Path temp, Progress progress) {
    this(store, ends, sync, clock, temp, progress, Batching.USUAL);
  }

  /** An engine that takes records together in batches of given sizes, and forgets nothing. */
  public Engine(
      StateStore store,
      Ends ends,
      Sync sync,
      LongSupplier clock,
      Path temp,
      Progress progress,
      Batching batching) {
    this(
        store,
        ends,
        sync,
        clock,
        temp,
        progress,
        batching,
        new Retention(store, Optional.empty(), clock));
  }

  /** An engine that forgets what it wrote after a while. */
  public Engine(
      StateStore store,
      Ends ends,
      Sync sync,
      LongSupplier clock,
      Path temp,
      Progress progress,
      Batching batching,
      Retention retention) {
    this.store = store;
    this.ends = ends;
    this.sync = sync;
    this.clock = clock;
    this.temp = temp;
    this.progress = progress;
    this.batching = batching;
    this.retention = retention;
  }

  /**
   * Decides everything and writes nothing; each line of the plan goes to {@code sink}.
   *
   * @throws Stopped when a person asks to stop
   */
  public PlanResult plan(RunOptions options, Consumer<PlanItem> sink) {
    try (StateStore scratch = LinkView.temporary(temp)) {
      Run run =
          new Run(
              sync,
              ends,
              new LinkView(store, scratch),
              options.approved(),
              clock,
              temp,
              new Stopped.Following(progress, () -> false),
              sink,
              batching);
      run.prepare();
      run.perform();
      return new PlanResult(run.tally(), run.halted());
    }
  }

  /**
   * Performs the sync; each line of what it decides goes to {@code sink}. When a person asks to
   * stop, or pauses the sync from anywhere, it ends after the current batch.
   */
  public RunResult run(RunOptions options, Consumer<PlanItem> sink) {
    boolean snapshot = options.sends() == RunOptions.Sends.NOTHING;
    return perform(snapshot ? SNAPSHOT : "run", options, sink, null, Run::perform);
  }

  /**
   * Decides how a run is taken back, and writes nothing.
   *
   * @throws UndoRefused if it cannot be undone at all
   */
  public UndoPlan planUndo(long undone, RunOptions options, Consumer<PlanItem> sink) {
    undoable(undone);
    Run run =
        new Run(
            sync,
            ends,
            new LinkView(store, null),
            options,
            clock,
            temp,
            new Stopped.Following(progress, () -> false),
            sink,
            batching);
    run.prepare();
    List<LeftAlone> left = run.planUndo(undone);
    return new UndoPlan(new PlanResult(run.tally(), run.halted()), left);
  }

  /**
   * Takes a run back: what it wrote and nobody changed since. It is a run like any other, which can
   * itself be undone. A sync that is stopped may be undone, too.
   *
   * @throws UndoRefused if it cannot be undone at all
   */
  public UndoResult undo(long undone, RunOptions options, Consumer<PlanItem> sink) {
    undoable(undone);
    List<LeftAlone> left = new ArrayList<>();
    RunResult result =
        perform(
            "undo",
            options,
            sink,
            null,
            run -> {
              run.undo(undone);
              left.addAll(run.left());
            });
    return new UndoResult(result, left);
  }

  private void undoable(long undone) {
    RunRecord run =
        store
            .run(undone)
            .orElseThrow(
                () -> new UndoRefused("there is no run " + undone + ". See: syncline runs"));
    if (run.sync() != sync.id()) {
      throw new UndoRefused("run " + undone + " is not one of " + sync.name());
    }
    long[] known = {0};
    store.journal(
        undone,
        batch ->
            known[0] +=
                batch.entries().stream().filter(e -> e.outcome().equals("applied")).count());
    long wrote = Counts.applied(run.counts());
    if (known[0] < wrote) {
      throw new UndoRefused(
          "run "
              + undone
              + " wrote "
              + wrote
              + " records, but the journal knows only "
              + known[0]
              + " of them any more: older entries are forgotten. It cannot be undone.");
    }
  }

  /**
   * Performs a saved plan: what it says and nothing else.
   *
   * @throws PlanFile.Refused if the file is not the plan that was saved, is a plan of something
   *     else, or was applied before
   */
  public RunResult apply(Path planFile, RunOptions options, Consumer<PlanItem> sink) {
    String hash = PlanFile.verify(planFile);
    PlanFile.Header header = PlanFile.header(planFile);
    if (!header.store().equals(store.id()) || header.sync() != sync.id()) {
      throw new PlanFile.Refused(
          planFile
              + " is a plan of the sync "
              + header.name()
              + " of another state store, not of "
              + sync.name()
              + ". Make a plan here with: syncline plan --save FILE");
    }
    if (!header.configHash().equals(sync.configHash())) {
      throw new PlanFile.Refused(
          planFile
              + " was made from another configuration of "
              + sync.name()
              + ". Plan again with: syncline plan --save FILE");
    }
    if (LaterNotes.since(ends, store, sync.id()).isPresent()) {
      throw new PlanFile.Refused(
          planFile
              + " cannot be applied: the state store was put back from an older copy, and has to learn"
              + " what was written since. Run once without a plan: syncline run "
              + sync.name()
              + ". Then plan again with: syncline plan --save FILE");
    }
    store
        .planApplied(hash)
        .ifPresent(
            r -> {
              throw new PlanFile.Refused(
                  planFile.getFileName()
                      + " was applied before, by run "
                      + r.id()
                      + (header.comparison().isPresent()
                          ? ". Compare again with: syncline plan "
                              + sync.name()
                              + " --from ENVIRONMENT"
                          : ". Plan again with: syncline plan --save FILE"));
            });
    return perform("plan", options, sink, hash, run -> run.perform(planFile));
  }

  /** The header of a plan made now. */
  public PlanFile.Header header() {
    return new PlanFile.Header(
        store.id(), sync.id(), sync.name(), sync.configHash(), clock.getAsLong(), Optional.empty());
  }

  /**
   * Why a side is taken for another system than the one that is linked; nothing where it is not.
   *
   * @param tasks those of which the side's records are looked at
   */
  public Optional<String> unfamiliar(Side side, List<Task> tasks) {
    return new Familiarity(store, ends).doubt(tasks, side);
  }

  /** Begins a stretch of runs for which the sync is taken only once. */
  Tenure tenure() {
    return new Tenure();
  }

  /**
   * Runs that follow each other in one process, and between which nobody takes the sync over: only
   * the first has to take it and to settle what was left open, until one of them fails.
   */
  final class Tenure {
    private @Nullable Map<Side, Long> tokens;

    RunResult run(RunOptions options, Consumer<PlanItem> sink) {
      Map<Side, Long> held = tokens;
      AtomicReference<Map<Side, Long>> taken = new AtomicReference<>(Map.of());
      tokens = null; // until it has ended well
      RunResult result =
          perform(
              "run",
              options,
              sink,
              null,
              Run::perform,
              (run, id) -> {
                Recovered recovered = Recovered.NOTHING;
                if (held == null) {
                  recovered = run.begin(id);
                } else {
                  run.resume(id, held);
                }
                taken.set(run.tokens());
                return recovered;
              });
      tokens = taken.get();
      return result;
    }

    /** The next run has to take the sync anew. */
    void end() {
      tokens = null;
    }
  }

  /** How a run begins; returns what an earlier one had left open. */
  private interface Beginning {
    Recovered of(Run run, long id);
  }

  private RunResult perform(
      String kind,
      RunOptions options,
      Consumer<PlanItem> sink,
      @Nullable String planHash,
      Consumer<Run> work) {
    return perform(kind, options, sink, planHash, work, Run::begin);
  }

  private RunResult perform(
      String kind,
      RunOptions options,
      Consumer<PlanItem> sink,
      @Nullable String planHash,
      Consumer<Run> work,
      Beginning beginning) {
    long started = clock.getAsLong();
    Run run =
        new Run(
            sync,
            ends,
            new LinkView(store, null),
            options,
            clock,
            temp,
            new Stopped.Following(progress, kind.equals("undo") ? () -> false : this::paused),
            sink,
            batching);
    run.prepare();
    long id;
    try (StateStore.Change change = store.begin()) {
      id = change.openRun(sync.id(), kind, started, planHash);
      change.commit();
    }
    progress.opened(id);
    Recovered recovered = Recovered.NOTHING;
    String result;
    try {
      try {
        recovered = beginning.of(run, id);
        work.accept(run);
        result = !run.halted().isEmpty() && !options.approve() ? "halted" : "done";
      } catch (Stopped e) {
        result = "stopped";
      } catch (RuntimeException | Error e) {
        deliver(e);
        throw e;
      }
      deliver();
    } catch (RuntimeException | Error e) {
      closeFailed(id, kind, started, run, options, planHash, e);
      throw e;
    }
    String why = result.equals("halted") ? String.join("\n", run.halted()) : "";
    close(id, kind, started, result, why, run, options, planHash);
    return new RunResult(
        id,
        run.tally(),
        options.approve() ? List.of() : run.halted(),
        run.due(),
        recovered.done(),
        recovered.again(),
        result.equals("stopped"),
        clock.getAsLong() - started);
  }

  /** What was written has to be where others find it before anybody is told that it was. */
  private void deliver() {
    for (Side side : Side.values()) {
      if (sync.writes(side)) {
        ends.on(side).deliver();
      }
    }
  }

  /** Also what a run wrote before it failed; why it failed is what is said. */
  private void deliver(Throwable why) {
    try {
      deliver();
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /** Says of a run that it failed. What cannot be said now must not hide why it did. */
  private void closeFailed(
      long id,
      String kind,
      long started,
      Run run,
      RunOptions options,
      @Nullable String planHash,
      Throwable why) {
    try {
      close(id, kind, started, "failed", reason(why), run, options, planHash);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /** Why a run failed, as far as it may be written down. */
  private String reason(Throwable why) {
    return sync.tasks().stream().allMatch(Task::journalsAll)
        ? String.valueOf(why.getMessage())
        : "what was said of it is not kept, for it may quote what is never journaled";
  }

  private void close(
      long id,
      String kind,
      long started,
      String result,
      String why,
      Run run,
      RunOptions options,
      @Nullable String planHash) {
    try (StateStore.Change change = store.begin()) {
      if (!result.equals("failed")) {
        boolean stopped = result.equals("stopped");
        boolean looked = kind.equals("run") || kind.equals(SNAPSHOT);
        run.finish(change, looked, stopped);
        SyncState after = state(result, run, options, looked && !stopped);
        // What a historical sync wrote says nothing of what is too much from now on.
        after.tasks().keySet().stream()
            .filter(
                task -> !store.sync(sync.id()).map(b -> b.tasks().containsKey(task)).orElse(false))
            .forEach(change::approve);
        change.putSync(after);
        if (result.equals("done") && looked && isWhole(options)) {
          change.putOutline(sync.id(), sync.outline());
        }
        if (options.approve()) {
          sync.tasks().forEach(t -> change.approve(t.id()));
        }
      }
      change.closeRun(
          new RunRecord(
              id,
              sync.id(),
              kind,
              started,
              clock.getAsLong(),
              result,
              Counts.json(sync, run.tally(), run.due()),
              result.equals("done") ? planHash : null,
              why));
      change.commit();
    }
    if (!result.equals("failed")) {
      run.forget();
      retention.ran();
    }
  }

  private SyncState state(String result, Run run, RunOptions options, boolean whole) {
    @Nullable SyncState before = store.sync(sync.id()).orElse(null);
    boolean halted = result.equals("halted");
    SyncState.Phase standing = before == null ? SyncState.Phase.DRAFT : before.resumes();
    Map<Integer, Boolean> complete = new HashMap<>(before == null ? Map.of() : before.tasks());
    if (!halted && whole && options.whole() && !options.linkOnly()) {
      for (Task task : sync.tasks()) {
        if (options.includes(task.id())) {
          complete.put(task.id(), true);
        }
      }
    }
    boolean inStep = result.equals("done") && whole && isWhole(options) && nothingDue(run, options);
    return new SyncState(
        sync.id(),
        sync.name(),
        halted ? SyncState.Phase.HALTED : standing,
        halted ? String.join("\n", run.halted()) : "",
        inStep ? clock.getAsLong() : before == null ? 0 : before.lastSyncMillis(),
        complete,
        sync.configHash(),
        standing);
  }

  private boolean isWhole(RunOptions options) {
    return options.whole() && options.tasks().isEmpty() && sync.resting().isEmpty();
  }

  private boolean nothingDue(Run run, RunOptions options) {
    return run.due().isEmpty()
        && (!options.patient()
            || sync.tasks().stream().allMatch(t -> store.dueCounts(t.id()).isEmpty()));
  }

  /**
   * Proves both sides equal through the mapping, or lists what is not.
   *
   * @throws Stopped when a person asks to stop
   */
  public Certificate verify(Set<Integer> tasks) {
    return verify(tasks, Verifier.Way.CHECKSUMS);
  }

  /**
   * Proves both sides equal through the mapping, or lists what is not.
   *
   * @param cheapest no cheaper way is taken
   * @throws Stopped when a person asks to stop
   */
  public Certificate verify(Set<Integer> tasks, Verifier.Way cheapest) {
    Progress followed = new Stopped.Following(progress, () -> false);
    return new Verifier(sync, ends, store, temp, followed, batching.parallel())
        .verify(tasks, cheapest);
  }

  /** What tells a watch whether there is something to do. */
  Signs signs() {
    return new Signs(store, ends, sync, clock);
  }

  /** Both systems learn what {@link Connector#retried} says. */
  void retried(BooleanSupplier over) {
    for (Side side : Side.values()) {
      ends.on(side).retried(over);
    }
  }

  /** Milliseconds since the epoch. */
  long now() {
    return clock.getAsLong();
  }

  private boolean paused() {
    return store.sync(sync.id()).filter(s -> s.phase() == SyncState.Phase.PAUSED).isPresent();
  }
}
