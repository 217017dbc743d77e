package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.laws.Seeds;
import dev.syncline.engine.store.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** A star of databases, while users edit everywhere and things break. */
final class StarSimulation implements AutoCloseable {
  private final SplittableRandom random;
  private final Trace trace;
  private final SimNodes nodes;

  StarSimulation(long seed, Path folder, Function<Path, StateStore> opener, Trace trace)
      throws IOException {
    this.random = Seeds.random(seed);
    this.trace = trace;
    this.nodes =
        new SimNodes(
            StarSchema.star(random.split()),
            random,
            Seeds.random(~seed),
            Simulation.marks(seed),
            this::usersAct,
            folder,
            opener,
            trace);
  }

  private void usersAct(int deeds) {
    pick(random, nodes.all()).users().act(deeds);
  }

  /** Does it all and returns what is wrong in the end; empty when nothing is. */
  List<String> play() {
    nodes.all().forEach(node -> node.users().begin());
    for (int acts = 2 + random.nextInt(9); acts > 0; acts--) {
      trace.line(() -> "users");
      usersAct(random.nextInt(5));
      SimNodes.Node node = pick(random, nodes.all());
      trace.line(() -> node.schema().sync().name());
      node.operator().troubled();
    }
    return nodes.rest();
  }

  @Override
  public void close() {
    nodes.close();
  }
}
