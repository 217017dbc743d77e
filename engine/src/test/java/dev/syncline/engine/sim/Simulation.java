package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.laws.Seeds;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.model.Key;
import dev.syncline.engine.Batching;
import dev.syncline.engine.RunOptions;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoRefused;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The whole engine over two systems in memory, a real state store and a clock that is told the
 * time, while users edit both sides, connections break and the process dies: everything by one
 * seed. Afterwards faults and users rest, and it runs until nothing changes.
 */
final class Simulation implements AutoCloseable {
  private static final int RUNS_TO_REST = 12;

  private final SplittableRandom random;
  private final Trace trace;
  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases = new EnumMap<>(Side.class);
  private final Chronicle chronicle;
  private final SimUsers users;
  private final SimFaults faults;
  private final SimEngine engine;
  private final Path folder;
  private int plans;

  Simulation(long seed, Path folder, Function<Path, StateStore> opener, Trace trace) {
    this(seed, folder, opener, trace, PlantedFault.NONE);
  }

  Simulation(
      long seed,
      Path folder,
      Function<Path, StateStore> opener,
      Trace trace,
      PlantedFault planted) {
    this.random = Seeds.random(seed);
    this.trace = trace;
    this.folder = folder;
    this.schema = SimSchema.random(random.split());
    this.chronicle = new Chronicle(schema, trace);
    for (Side side : Side.values()) {
      databases.put(side, schema.database(side));
      chronicle.watch(side, databases.get(side));
    }
    this.users = new SimUsers(schema, databases, random.split());
    this.faults = new SimFaults(random.split(), users, trace);
    // Batches so small that most runs have several, and some of them open when the process dies.
    Batching batching = new Batching(1 + random.nextInt(4), 1 + random.nextInt(4), false);
    this.engine =
        new SimEngine(
            schema, databases, faults, planted, chronicle, batching, trace, opener, folder);
  }

  /** Does it all and returns what is wrong in the end; empty when nothing is. */
  List<String> play() {
    trace.line(() -> Shown.of(schema));
    users.begin();
    int acts = 1 + random.nextInt(7);
    for (int i = 0; i < acts; i++) {
      trace.line(() -> "users");
      users.act(random.nextInt(5));
      troubled(this::act);
    }
    // What is changed when all has been in step is seen by capture alone.
    for (int i = random.nextInt(4); i > 0; i--) {
      engine.run(RunOptions.ALL.approved());
      trace.line(() -> "users");
      users.act(random.nextInt(6));
    }
    return rest();
  }

  /** Does something while users edit and things break, or some of that, and cleans up after. */
  private void troubled(Runnable act) {
    switch (random.nextInt(4)) {
      case 0 -> faults.often(0, 0, 0);
      case 1 -> faults.often(0, 0, 12);
      case 2 -> faults.often(60, 0, 0);
      default -> faults.often(60, 40, 20);
    }
    try {
      act.run();
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
    users.act(random.nextInt(3));
    if (oneIn(random, 4)) {
      engine.run(options());
    }
    int before = chronicle.written().size();
    try {
      engine.apply(file);
    } finally {
      chronicle.written().stream()
          .skip(before)
          .filter(w -> !plan.says(w))
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

  /** Runs without faults until nothing changes, then looks at everything. */
  private List<String> rest() {
    List<String> problems = new ArrayList<>();
    RunResult last;
    Contents before;
    int runs = 0;
    do {
      if (runs++ == RUNS_TO_REST) {
        problems.add("it does not come to rest: run " + runs + " still changed something");
        problems.addAll(chronicle.problems());
        return problems;
      }
      before = Contents.of(databases, engine.store(), schema);
      last = engine.run(RunOptions.ALL.approved());
    } while (last.tally().applied() > 0
        || !before.equals(Contents.of(databases, engine.store(), schema)));
    if (last.tally().matched() > 0) {
      problems.add("records are matched that were matched before");
    }
    problems.addAll(chronicle.problems());
    Links links = Links.of(engine.store(), schema);
    problems.addAll(links.problems());
    Agreement agreement =
        new Agreement(schema, chronicle, links, last.due(), SimPins.of(engine.store(), schema));
    problems.addAll(agreement.problems());
    problems.addAll(new Edits(schema, chronicle, engine.store()).problems());
    problems.addAll(new Identity(schema, chronicle, engine.store()).problems());
    problems.addAll(
        new Sabotage(schema, databases, engine, chronicle, links, random.split())
            .problems(agreement));
    return problems;
  }

  @Override
  public void close() {
    engine.close();
  }
}
