package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;

import dev.syncline.core.Side;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Three databases and the syncs between them, each in a process and with a store of its own. Each
 * sync is judged as though it were the only one, since the others are to it users like any; and all
 * together by what the databases hold in the end.
 */
final class SimNodes implements AutoCloseable {
  private static final int ROUNDS_TO_REST = 16;

  private final SplittableRandom random;
  private final Trace trace;
  private final int marks;
  private final List<Node> nodes = new ArrayList<>();
  private final AllAlike alike;
  private boolean settled;

  /** A sync with what belongs to it. */
  record Node(
      SimSchema schema,
      Map<Side, MemoryDatabase> databases,
      Chronicle chronicle,
      SimUsers users,
      SimEngine engine,
      SimOperator operator) {
    private boolean did(MemoryDatabase.Changed change) {
      return change.origin() != null && change.origin().startsWith(engine.store().id() + ":");
    }

    private Contents contents() {
      return Contents.of(databases, engine.store(), schema);
    }
  }

  /**
   * Makes them.
   *
   * @param captures tells how unruly captures are
   * @param users does so many things as people do while a sync runs
   */
  SimNodes(
      StarSchema schema,
      SplittableRandom random,
      SplittableRandom captures,
      int marks,
      IntConsumer users,
      Path folder,
      Function<Path, StateStore> opener,
      Trace trace)
      throws IOException {
    this.random = random;
    this.marks = marks;
    this.trace = trace;
    List<MemoryDatabase> all = schema.databases();
    all.forEach(database -> database.ledger().unruly(() -> oneIn(captures, 4)));
    this.alike = new AllAlike(all, schema.spokes().getFirst().schema().tables());
    for (StarSchema.Spoke spoke : schema.spokes()) {
      Path own = Files.createDirectory(folder.resolve(spoke.schema().sync().name()));
      nodes.add(node(spoke, all, users, own, opener));
    }
    for (Node node : nodes) {
      trace.line(() -> node.schema.sync().name() + ": " + Shown.of(node.schema));
    }
  }

  private Node node(
      StarSchema.Spoke spoke,
      List<MemoryDatabase> all,
      IntConsumer usersAct,
      Path folder,
      Function<Path, StateStore> opener) {
    SimSchema schema = spoke.schema();
    int place = nodes.size();
    Map<Side, MemoryDatabase> databases = new EnumMap<>(Side.class);
    Chronicle chronicle = new Chronicle(schema, trace);
    for (Side side : Side.values()) {
      databases.put(side, all.get(spoke.number(side)));
      chronicle.watch(side, databases.get(side), change -> nodes.get(place).did(change));
    }
    SimUsers users = new SimUsers(schema, databases, random.split(), "abc".charAt(place) + "");
    SimFaults faults = new SimFaults(random.split(), usersAct, trace);
    Batching batching = new Batching(1 + random.nextInt(4), 1 + random.nextInt(4), marks, false);
    SimEngine engine =
        new SimEngine(
            schema,
            databases,
            faults,
            PlantedFault.NONE,
            chronicle,
            batching,
            trace,
            opener,
            folder);
    SimOperator operator =
        new SimOperator(
            schema, databases, chronicle, usersAct, faults, engine, random.split(), trace, folder);
    return new Node(schema, databases, chronicle, users, engine, operator);
  }

  List<Node> all() {
    return nodes;
  }

  /** Whether nothing waited for a person when all came to rest. */
  boolean settled() {
    return settled;
  }

  /** Runs all in turn without faults until nothing changes, then looks at everything. */
  List<String> rest() {
    List<String> problems = new ArrayList<>();
    List<RunResult> last;
    List<Contents> before;
    int rounds = 0;
    do {
      if (rounds++ == ROUNDS_TO_REST) {
        settled = false;
        return List.of("it goes round and round: round " + rounds + " still changed something");
      }
      before = nodes.stream().map(Node::contents).toList();
      last = nodes.stream().map(this::run).toList();
    } while (last.stream().anyMatch(r -> r.tally().applied() > 0)
        || !before.equals(nodes.stream().map(Node::contents).toList()));
    settled = true;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      settled &= last.get(i).due().isEmpty();
      settled &= SimPins.of(node.engine.store(), node.schema).pins().isEmpty();
      String name = node.schema.sync().name();
      Judgement.of(
              node.schema,
              node.databases,
              node.engine,
              node.chronicle,
              last.get(i).due(),
              random.split())
          .forEach(problem -> problems.add(name + ": " + problem));
    }
    problems.addAll(alike.problems(settled));
    return problems;
  }

  private RunResult run(Node node) {
    trace.line(() -> node.schema.sync().name());
    return node.engine.run(RunOptions.ALL.approved());
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.engine.close());
  }
}
