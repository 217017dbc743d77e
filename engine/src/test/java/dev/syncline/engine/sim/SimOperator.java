package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.model.Key;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.undo.UndoRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * Whoever operates a sync: runs it, plans, saves and applies plans, decides conflicts and takes
 * runs back, while users edit and things break.
 */
final class SimOperator {
  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases;
  private final Chronicle chronicle;
  private final IntConsumer users;
  private final SimFaults faults;
  private final SimEngine engine;
  private final SplittableRandom random;
  private final Trace trace;
  private final Path folder;
  private int plans;

  SimOperator(
      SimSchema schema,
      Map<Side, MemoryDatabase> databases,
      Chronicle chronicle,
      IntConsumer users,
      SimFaults faults,
      SimEngine engine,
      SplittableRandom random,
      Trace trace,
      Path folder) {
    this.schema = schema;
    this.databases = databases;
    this.chronicle = chronicle;
    this.users = users;
    this.faults = faults;
    this.engine = engine;
    this.random = random;
    this.trace = trace;
    this.folder = folder;
  }

  /** Does something while users edit and things break, or some of that, and cleans up after. */
  void troubled() {
    switch (random.nextInt(4)) {
      case 0 -> faults.often(0, 0, 0);
      case 1 -> faults.often(0, 0, 12);
      case 2 -> faults.often(60, 0, 0);
      default -> faults.often(60, 40, 20);
    }
    try {
      act();
    } catch (Faults.Crash | ConnectorException e) {
      trace.line(() -> "  ended: " + e.getMessage());
    }
    faults.often(0, 0, 0);
    engine.restart();
  }

  private void act() {
    switch (random.nextInt(12)) {
      case 0 -> planned();
      case 1 -> savedPlan();
      case 2 -> decide();
      case 3 -> undo();
      default -> engine.run(options());
    }
  }

  private RunOptions options() {
    boolean approve = !schema.guarded() || oneIn(random, 2);
    Set<Integer> tasks = new TreeSet<>();
    if (oneIn(random, 8)) {
      tasks.add(pick(random, schema.tables()).task());
    }
    long limit = oneIn(random, 10) ? 1 + random.nextInt(3) : 0;
    return new RunOptions(approve, oneIn(random, 20), false, tasks, record(), limit);
  }

  /** Mostly all records, and now and then one only. */
  private Optional<Key> record() {
    if (!oneIn(random, 12)) {
      return Optional.empty();
    }
    MemoryDatabase database = databases.get(pick(random, List.of(Side.values())));
    List<Key> keys =
        List.copyOf(database.table(pick(random, schema.tables()).name()).rows().keySet());
    return keys.isEmpty() ? Optional.empty() : Optional.of(pick(random, keys));
  }

  /** A plan reads and decides, and changes nothing anywhere but what users do meanwhile. */
  private void planned() {
    faults.often(0, 0, 0);
    Contents before = Contents.of(databases, engine.store(), schema);
    engine.plan(options());
    Contents after = Contents.of(databases, engine.store(), schema);
    if (!before.equals(after)) {
      chronicle.problems().add("a plan changed " + before + " to " + after);
    }
  }

  /** A plan is saved, time passes, and it is applied: what it says, and nothing else. */
  private void savedPlan() {
    Path file = folder.resolve("plan-" + plans++);
    SimPlan plan = engine.plan(file);
    users.accept(random.nextInt(3));
    if (oneIn(random, 4)) {
      engine.run(options());
    }
    int before = chronicle.written().size();
    try {
      engine.apply(file);
    } finally {
      chronicle.written().stream()
          .skip(before)
          .filter(w -> !plan.says(w) && !chronicle.isLate(w.operation()))
          .forEach(w -> chronicle.problems().add("a saved plan did what it does not say: " + w));
    }
  }

  /** A run is taken back, whichever it was. */
  private void undo() {
    List<RunRecord> runs = engine.store().runs(schema.sync().id(), 100);
    if (runs.isEmpty()) {
      return;
    }
    try {
      engine.undo(pick(random, runs).id(), options().approved());
    } catch (UndoRefused refused) {
      trace.line(() -> "  refused: " + refused.getMessage());
    }
  }

  /** A person decides a conflict, and the sync runs. */
  private void decide() {
    List<Due> conflicts = new ArrayList<>();
    for (SimTable table : schema.tables()) {
      engine
          .store()
          .due(
              table.task(),
              due -> {
                if (due.reason() == Due.Reason.CONFLICT) {
                  conflicts.add(due);
                }
              });
    }
    if (!conflicts.isEmpty()) {
      Due due = pick(random, conflicts);
      String choice = pick(random, List.of("source", "target"));
      List<FieldRule> fields = schema.sync().task(due.task()).orElseThrow().fields();
      String field = oneIn(random, 2) ? "*" : pick(random, fields).name();
      trace.line(() -> "a person chooses the " + choice + " for " + field + " of " + due);
      chronicle.decided(schema.tables().get(due.task() - 1), due.side(), due.key());
      try (StateStore.Change change = engine.store().begin()) {
        change.putDecision(
            new Decision(due.task(), due.side(), due.key(), field, choice, due.seen(), 1));
        change.commit();
      }
    }
    engine.run(RunOptions.ALL.approved());
  }
}
