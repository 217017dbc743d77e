package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;

import dev.syncline.core.Side;
import dev.syncline.core.laws.Seeds;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The whole engine over two systems in memory, a real state store and a clock that is told the
 * time, while users edit both sides, connections break and the process dies: everything by one
 * seed. Afterwards faults and users rest, and it runs until nothing changes.
 */
final class Simulation implements AutoCloseable {
  private static final int RUNS_TO_REST = 12;

  /** What tells the generator of one kind of trouble from the others. */
  private static final long CAPTURES = 0xCA97;

  private static final long LOGS = 0x106;

  private static final long FORMULAS = 0xF0;

  /** What is drawn besides tables, users and troubles, which are the same of one seed. */
  enum Kind {
    PLAIN,
    /** Changes are told by logs. */
    LOGGED,
    /** Formulas make some of the fields. */
    MADE,
    /** Filters and constants leave some of the rows out. */
    FILTERED;

    private SimSchema over(SimSchema any, long seed) {
      SplittableRandom formulas = Seeds.random(seed ^ FORMULAS);
      SimSchema schema =
          switch (this) {
            case PLAIN, LOGGED -> any;
            case MADE -> any.made(formulas);
            case FILTERED -> any.filtered(formulas);
          };
      boolean logged = this == LOGGED || schema != any && oneIn(formulas, 4);
      return logged ? schema.logged(Seeds.random(seed ^ LOGS)) : schema;
    }
  }

  private final SplittableRandom random;
  private final Trace trace;
  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases = new EnumMap<>(Side.class);
  private final Chronicle chronicle;
  private final SimUsers users;
  private final SimFaults faults;
  private final SimEngine engine;
  private final SimOperator operator;

  /** How often both sides are compared in full, which finds what left no mark. */
  private final long sweep;

  Simulation(
      long seed,
      Kind kind,
      Path folder,
      Function<Path, StateStore> opener,
      Trace trace,
      PlantedFault planted) {
    this.random = Seeds.random(seed);
    this.trace = trace;
    this.schema = kind.over(SimSchema.random(random.split()), seed);
    this.chronicle = new Chronicle(schema, trace);
    for (Side side : Side.values()) {
      databases.put(side, schema.database(side));
      chronicle.watch(side, databases.get(side));
    }
    this.users = new SimUsers(schema, databases, random.split());
    this.faults = new SimFaults(random.split(), users::act, trace);
    SplittableRandom rare = Seeds.random(~seed);
    if (oneIn(rare, 3)) {
      faults.rare(rare);
    }
    SplittableRandom captures = Seeds.random(seed ^ CAPTURES);
    if (schema.isLogged() || oneIn(captures, 2)) {
      faults.unruly(captures);
      databases.values().forEach(database -> database.ledger().unruly(() -> faults.unruly("")));
    }
    this.sweep = schema.sync().capturing().sweepMillis();
    if (sweep < Long.MAX_VALUE) {
      databases.values().forEach(database -> database.ledger().lose(faults::losesMark));
    }
    // Batches so small that most runs have several, and some of them open when the process dies.
    Batching batching =
        new Batching(1 + random.nextInt(4), 1 + random.nextInt(4), marks(seed), false);
    this.engine =
        new SimEngine(
            schema, databases, faults, planted, chronicle, batching, trace, opener, folder);
    this.operator =
        new SimOperator(
            schema, databases, chronicle, users::act, faults, engine, random, trace, folder);
  }

  /** In some histories so few marks that more of them wait again and again. */
  static int marks(long seed) {
    return Math.floorMod(seed, 5) == 1 ? (int) Math.floorMod(seed / 5, 4L) : 500;
  }

  /** Does it all and returns what is wrong in the end; empty when nothing is. */
  List<String> play() {
    trace.line(() -> Shown.of(schema));
    users.begin();
    int acts = 1 + random.nextInt(7);
    for (int i = 0; i < acts; i++) {
      trace.line(() -> "users");
      users.act(random.nextInt(5));
      if (sweep < Long.MAX_VALUE) {
        // What is stamped with a moment that was read already is found when all is compared.
        databases.values().forEach(database -> database.clock().pass(faults.databaseClockJump()));
      }
      operator.troubled();
    }
    // What is changed when all has been in step is seen by capture alone.
    for (int i = random.nextInt(4); i > 0; i--) {
      engine.run(RunOptions.ALL.approved());
      trace.line(() -> "users");
      users.act(random.nextInt(6));
    }
    return rest();
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
      if (faults.isRare() && sweep < Long.MAX_VALUE) {
        engine.turnClock(sweep);
      }
      last = engine.run(RunOptions.ALL.approved());
    } while (last.tally().applied() > 0
        || !before.equals(Contents.of(databases, engine.store(), schema)));
    if (last.tally().matched() > 0) {
      problems.add("records are matched that were matched before");
    }
    problems.addAll(Judgement.of(schema, databases, engine, chronicle, last.due(), random.split()));
    return problems;
  }

  @Override
  public void close() {
    engine.close();
  }
}
