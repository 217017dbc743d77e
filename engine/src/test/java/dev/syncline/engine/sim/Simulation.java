package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.laws.Seeds;
import dev.syncline.engine.Batching;
import dev.syncline.engine.Ends;
import dev.syncline.engine.Engine;
import dev.syncline.engine.Progress;
import dev.syncline.engine.RunOptions;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.verify.Certificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The whole engine over two systems in memory, a real state store and a clock that is told the
 * time, while users edit both sides, connections break and the process dies: everything by one
 * seed. Afterwards faults and users rest, and it runs until nothing changes.
 */
final class Simulation {
  /** So few that every run has several batches under way; in steps that a seed repeats. */
  private static final Batching BATCHING = new Batching(3, 2, false);

  private static final int RUNS_TO_REST = 12;

  private final SplittableRandom random;
  private final Trace trace;
  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases = new EnumMap<>(Side.class);
  private final Map<Side, MemoryLedger> ledgers = new EnumMap<>(Side.class);
  private final Chronicle chronicle;
  private final SimUsers users;
  private final SimFaults faults;
  private final Function<Path, StateStore> opener;
  private final Path file;
  private final Path temp;
  private final Batching batching;
  private StateStore store;
  private long now = 1_700_000_000_000L;
  private boolean began;

  Simulation(long seed, Path folder, Function<Path, StateStore> opener, Trace trace) {
    this.random = Seeds.random(seed);
    this.trace = trace;
    this.schema = SimSchema.random(random.split());
    this.chronicle = new Chronicle(schema, trace);
    for (Side side : Side.values()) {
      databases.put(side, schema.database(side));
      ledgers.put(side, new MemoryLedger());
      chronicle.watch(side, databases.get(side));
    }
    this.users = new SimUsers(schema, databases, random.split());
    this.faults = new SimFaults(random.split(), users, trace);
    this.opener = opener;
    this.file = folder.resolve("sim-" + seed + ".db");
    this.temp = folder;
    this.store = opener.apply(file);
    // Batches so small that most runs have several, and some of them open when the process dies.
    this.batching = new Batching(1 + random.nextInt(4), 1 + random.nextInt(4), false);
  }

  /** Does it all and returns what is wrong in the end; empty when nothing is. */
  List<String> play() {
    try {
      trace.line(() -> Shown.of(schema));
      users.begin();
      int acts = 1 + random.nextInt(7);
      for (int i = 0; i < acts; i++) {
        act();
      }
      return rest();
    } finally {
      store.close();
    }
  }

  /** Users do something, and a run goes well or does not. */
  private void act() {
    int deeds = random.nextInt(5);
    trace.line(() -> "users");
    for (int i = 0; i < deeds; i++) {
      users.act();
    }
    switch (random.nextInt(4)) {
      case 0 -> faults.often(0, 0, 0);
      case 1 -> faults.often(0, 0, 12);
      case 2 -> faults.often(60, 0, 0);
      default -> faults.often(60, 40, 20);
    }
    boolean approve = !schema.guarded() || oneIn(random, 2);
    try {
      run(approve);
    } catch (Faults.Crash | ConnectorException e) {
      trace.line(() -> "  run ended: " + e.getMessage());
    }
    if (faults.dead()) {
      faults.revive();
      store.close();
      store = opener.apply(file);
    }
    faults.often(0, 0, 0);
    if (oneIn(random, 6)) {
      planOnly();
    }
  }

  private RunResult run(boolean approve) {
    trace.line(() -> "run");
    faults.runBegins();
    chronicle.run(
        schema.sync().firstSync() == dev.syncline.engine.Sync.FirstSync.MATCH
            && schema.sync().matchLater());
    RunResult result =
        engine()
            .run(
                approve ? RunOptions.ALL.approved() : RunOptions.ALL,
                item -> trace.line(() -> "  " + Shown.of(schema, item)));
    trace.line(() -> "  halted " + result.halted() + ", due " + result.due());
    trace.line(() -> "  " + Links.of(store, schema));
    began = true;
    return result;
  }

  private Engine engine() {
    StateStore fragile = CrashingStore.over(store, faults);
    return new Engine(
        fragile,
        new Ends(connector(Side.SOURCE), connector(Side.TARGET)),
        schema.sync(),
        () -> now += 1_000,
        temp,
        Progress.NONE,
        BATCHING);
  }

  private MemoryConnector connector(Side side) {
    return new MemoryConnector(side.word(), databases.get(side), ledgers.get(side), faults);
  }

  /** A plan reads and decides, and changes nothing anywhere. */
  private void planOnly() {
    trace.line(() -> "plan");
    Contents before = Contents.of(databases, store, schema);
    engine().plan(RunOptions.ALL, item -> trace.line(() -> "  " + Shown.of(schema, item)));
    Contents after = Contents.of(databases, store, schema);
    if (!before.equals(after)) {
      chronicle.problems().add("a plan changed " + before + " to " + after);
    }
  }

  /** Runs without faults until nothing changes, then looks at everything. */
  private List<String> rest() {
    List<String> problems = new ArrayList<>();
    RunResult last = null;
    Contents before = null;
    int runs = 0;
    do {
      if (runs++ == RUNS_TO_REST) {
        problems.add("it does not come to rest: run " + runs + " still changed something");
        return problems;
      }
      before = Contents.of(databases, store, schema);
      last = run(true);
    } while (last.tally().applied() > 0 || !before.equals(Contents.of(databases, store, schema)));
    if (last.tally().matched() > 0) {
      problems.add("records are matched that were matched before");
    }
    problems.addAll(chronicle.problems());
    Links links = Links.of(store, schema);
    problems.addAll(links.problems());
    Agreement agreement = new Agreement(schema, chronicle, links, last.due());
    problems.addAll(agreement.problems());
    problems.addAll(new Edits(schema, chronicle, store).problems());
    problems.addAll(new Identity(schema, chronicle).problems());
    Certificate certificate = engine().verify(Set.of());
    if (!agreement.agreesWith(certificate.certifies())) {
      problems.add(
          "verify "
              + (certificate.certifies() ? "certifies" : "does not certify")
              + " what is "
              + (agreement.inStep() ? "" : "not ")
              + "in step: "
              + agreement.apart()
              + "; it names "
              + certificate.tasks().stream().flatMap(t -> t.differences.stream()).toList());
    }
    return problems;
  }

  boolean began() {
    return began;
  }
}
