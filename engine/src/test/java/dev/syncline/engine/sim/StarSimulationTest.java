package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.store.FastStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever users do in three databases and whatever breaks in the syncs between them, in the end
 * all hold the same. {@code -Dsim.seeds=N}, {@code -Dsim.from=N} and {@code -Dsim.seed=N} as for
 * {@link SimulationTest}.
 */
class StarSimulationTest {
  private static final int SEEDS = 100;

  @TempDir Path folder;

  /** Plays what a seed tells, and returns what is wrong. */
  private interface Play {
    List<String> of(long seed, Path folder, Trace trace) throws IOException;
  }

  @Test
  void allComeToAgreeWhateverHappens() throws IOException {
    all(
        (seed, own, trace) -> {
          try (StarSimulation star = new StarSimulation(seed, own, FastStores::open, trace)) {
            return star.play();
          }
        });
  }

  /** As long as nothing is edited anew before all syncs have run. */
  @Test
  void aRingComesToAgreeWhenOneAtATimeIsEdited() throws IOException {
    all(
        (seed, own, trace) -> {
          try (RingSimulation ring = new RingSimulation(seed, own, FastStores::open, trace)) {
            return ring.play();
          }
        });
  }

  private void all(Play play) throws IOException {
    Long only = Long.getLong("sim.seed");
    long from = only != null ? only : Long.getLong("sim.from", 0);
    long to = only != null ? only + 1 : from + Integer.getInteger("sim.seeds", SEEDS);
    List<String> problems = new ArrayList<>();
    for (long seed = from; seed < to; seed++) {
      Trace trace = new Trace(only != null);
      Path own = Files.createDirectory(folder.resolve("seed-" + seed));
      try {
        for (String problem : play.of(seed, own, trace)) {
          problems.add("seed " + seed + ": " + problem);
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      } finally {
        trace.lines().forEach(System.out::println);
      }
    }
    assertThat(problems).isEmpty();
  }
}
