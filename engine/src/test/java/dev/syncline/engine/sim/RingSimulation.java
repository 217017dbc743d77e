package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.laws.Seeds;
import dev.syncline.engine.store.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A ring of databases, of which one at a time is edited, until all syncs came to rest; meanwhile
 * they run in any order, and things break.
 */
final class RingSimulation implements AutoCloseable {
  private final SplittableRandom random;
  private final Trace trace;
  private final SimNodes nodes;

  RingSimulation(long seed, Path folder, Function<Path, StateStore> opener, Trace trace)
      throws IOException {
    this.random = Seeds.random(seed);
    this.trace = trace;
    this.nodes =
        new SimNodes(
            StarSchema.ring(random.split()),
            random,
            Seeds.random(~seed),
            Simulation.marks(seed),
            deeds -> {},
            folder,
            opener,
            trace);
    nodes.all().forEach(node -> node.users().only(Side.SOURCE));
  }

  /** Does it all and returns what is wrong whenever it rests; empty when nothing is. */
  List<String> play() {
    List<String> problems = new ArrayList<>();
    for (int rounds = 2 + random.nextInt(4); rounds > 0; rounds--) {
      trace.line(() -> "users");
      pick(random, nodes.all()).users().act(1 + random.nextInt(6));
      for (int runs = random.nextInt(5); runs > 0; runs--) {
        SimNodes.Node node = pick(random, nodes.all());
        trace.line(() -> node.schema().sync().name());
        node.operator().unattended();
      }
      problems.addAll(nodes.rest());
      if (!nodes.settled()) {
        // What is held has not been everywhere yet, and so nobody may edit it anew.
        break;
      }
    }
    return problems;
  }

  @Override
  public void close() {
    nodes.close();
  }
}
