package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.Engine;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import dev.syncline.engine.verify.Ways;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The engine in a process that may die: afterwards a new one is made over the same systems and the
 * same file of the state store, as they were left.
 */
final class SimEngine implements AutoCloseable {
  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases;
  private final SimFaults faults;
  private final PlantedFault planted;
  private final Chronicle chronicle;
  private final Batching batching;
  private final Trace trace;
  private final Function<Path, StateStore> opener;
  private final Path folder;
  private final LateWrites late;
  private StateStore store;
  private long now = 1_700_000_000_000L;

  SimEngine(
      SimSchema schema,
      Map<Side, MemoryDatabase> databases,
      SimFaults faults,
      PlantedFault planted,
      Chronicle chronicle,
      Batching batching,
      Trace trace,
      Function<Path, StateStore> opener,
      Path folder) {
    this.schema = schema;
    this.databases = databases;
    this.faults = faults;
    this.planted = planted;
    this.chronicle = chronicle;
    this.batching = batching;
    this.trace = trace;
    this.opener = opener;
    this.folder = folder;
    this.late = new LateWrites(faults, chronicle);
    this.store = opener.apply(file());
  }

  private Path file() {
    return folder.resolve("state.db");
  }

  StateStore store() {
    return store;
  }

  /** A new process, if the last one died. */
  void restart() {
    if (faults.dead()) {
      faults.revive();
      store.close();
      store = opener.apply(file());
    }
  }

  private Engine engine() {
    return new Engine(
        CrashingStore.over(planted.over(store), faults),
        new Ends(connector(Side.SOURCE), connector(Side.TARGET)),
        planted.over(schema.sync()),
        () -> now += 1_000,
        folder,
        Progress.NONE,
        batching);
  }

  private Connector connector(Side side) {
    MemoryDatabase database = databases.get(side);
    return planted.over(late.over(side.word(), database), database);
  }

  RunResult run(RunOptions options) {
    trace.line(() -> "run " + options);
    begins();
    boolean whole = false;
    try {
      RunResult result = engine().run(options, this::shown);
      ended(result);
      checkFigures(result);
      whole =
          options.whole()
              && options.tasks().isEmpty()
              && result.halted().isEmpty()
              && !result.stopped();
      return result;
    } finally {
      chronicle.over(whole);
    }
  }

  /** Decides and writes nothing. */
  PlanResult plan(RunOptions options) {
    trace.line(() -> "plan " + options);
    begins();
    return engine().plan(options, this::shown);
  }

  /** The same for everything, into a file. */
  SimPlan plan(Path planFile) {
    trace.line(() -> "plan to a file");
    begins();
    SimPlan plan = new SimPlan(schema, chronicle);
    Engine engine = engine();
    try (PlanFile.Writer writer =
        new PlanFile.Writer(planFile, engine.header(), schema.sync(), store.fingerprinter())) {
      engine.plan(
          RunOptions.ALL,
          item -> {
            shown(item);
            writer.add(item);
            plan.add(item);
          });
      writer.finish();
    }
    return plan;
  }

  /** Takes a run back. */
  void undo(long run, RunOptions options) {
    trace.line(() -> "undo " + run + " " + options);
    begins();
    UndoResult result = engine().undo(run, options, this::shown);
    ended(result.run());
    trace.line(() -> "  left alone " + result.left());
  }

  /** Applies a saved plan. */
  RunResult apply(Path planFile) {
    trace.line(() -> "apply the plan");
    begins();
    RunResult result = engine().apply(planFile, RunOptions.ALL.approved(), this::shown);
    ended(result);
    return result;
  }

  Certificate verify() {
    Engine engine = engine();
    return planted == PlantedFault.NONE
        ? Ways.agree(engine)
        : planted.over(engine.verify(Set.of()));
  }

  private void begins() {
    faults.runBegins();
    turnClock(faults.clockJump());
    Sync sync = schema.sync();
    chronicle.run(sync.firstSync() == Sync.FirstSync.MATCH && sync.matchLater());
  }

  /** Somebody sets the clock of the machine that runs the sync. */
  void turnClock(long millis) {
    now += millis;
  }

  private void shown(PlanItem item) {
    trace.line(() -> "  " + Shown.of(schema, item));
  }

  private void ended(RunResult result) {
    trace.line(() -> "  halted " + result.halted() + ", due " + result.due());
    trace.line(() -> "  " + Links.of(store, schema));
  }

  /** What a run did is what it planned, and where nothing is left over it failed to do nothing. */
  private void checkFigures(RunResult result) {
    boolean whole = result.due().isEmpty() && result.halted().isEmpty() && !result.stopped();
    for (int task : result.tally().tasks()) {
      for (Side side : Side.values()) {
        for (ToLongFunction<Tally.Writes> some :
            List.<ToLongFunction<Tally.Writes>>of(
                w -> w.creates(side), w -> w.updates(side), w -> w.deletes(side))) {
          long failed = result.tally().task(task).figures(some).failed();
          if (failed < 0 || failed > 0 && whole) {
            throw new AssertionError("task " + task + " on the " + side + ": " + failed);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
