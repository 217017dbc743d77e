package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.FastStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation notices what it is there to notice: each of its oracles is seen to fail. */
class OraclesTest {
  private static final int SEEDS = 150;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFaultIsNoticed(PlantedFault fault) throws IOException {
    Set<String> unseen = new LinkedHashSet<>(fault.signs());
    for (long seed = 0; seed < SEEDS && !unseen.isEmpty(); seed++) {
      Path own = Files.createDirectory(folder.resolve("seed-" + seed));
      try (Simulation simulation =
          new Simulation(seed, fault.kind(), own, FastStores::open, new Trace(false), fault)) {
        List<String> problems = simulation.play();
        unseen.removeIf(sign -> problems.stream().anyMatch(p -> p.contains(sign)));
      } catch (RuntimeException | AssertionError e) {
        // The engine noticed it itself, which is well, but not what is asked here.
      }
    }
    assertThat(unseen).as("what the simulation did not notice of %s", fault).isEmpty();
  }

  @Test
  void linksThatAreNotOneToOne() {
    Base nothing = Base.unknown(1, 1);
    Links links =
        new Links(
            Map.of(
                1,
                List.of(
                    new Link(Key.of(1L), Key.of(1001L), nothing, 0, 0),
                    new Link(Key.of(2L), Key.of(1001L), nothing, 0, 0))));
    assertThat(links.problems()).hasSize(1).first().asString().contains("TARGET 1001 twice");
  }
}
