package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.syncline.engine.store.FastStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever users do and whatever breaks, in the end both sides agree and nothing is lost or
 * doubled. {@code -Dsim.seeds=100000} tries more seeds, {@code -Dsim.seed=N} replays one with a
 * trace.
 */
class SimulationTest {
  private static final int SEEDS = 200;

  @TempDir Path folder;

  @Test
  void bothSidesComeToAgreeWhateverHappens() throws IOException {
    all(false);
  }

  @Test
  void bothSidesComeToAgreeWhateverTheirLogsTell() throws IOException {
    all(true);
  }

  private void all(boolean logged) throws IOException {
    Long only = Long.getLong("sim.seed");
    if (only != null) {
      Trace trace = new Trace(true);
      List<String> problems;
      try {
        problems = play(only, logged, trace);
      } finally {
        trace.lines().forEach(System.out::println);
      }
      if (!problems.isEmpty()) {
        fail("seed " + only + ":\n  " + String.join("\n  ", problems));
      }
      return;
    }
    long from = Long.getLong("sim.from", 0);
    StringBuilder failures = new StringBuilder();
    int failed = 0;
    for (long seed = from;
        seed < from + Integer.getInteger("sim.seeds", SEEDS)
            && failed < Integer.getInteger("sim.failures", 10);
        seed++) {
      List<String> problems;
      try {
        problems = play(seed, logged, new Trace(false));
      } catch (RuntimeException | Error e) {
        problems = List.of(thrown(e));
      }
      if (!problems.isEmpty()) {
        failed++;
        failures
            .append("\nseed ")
            .append(seed)
            .append(" (replay with -Dsim.seed=")
            .append(seed)
            .append("):\n  ")
            .append(String.join("\n  ", problems));
      }
    }
    if (failed > 0) {
      fail(failures.toString());
    }
  }

  /** Histories in which something went wrong once. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        254, 292, 500, 573, 5502, 11_227, 13_498, 13_509, 14_194, 15_537, 19_734, 21_930, 22_402,
        25_807, 34_357, 38_069, 39_212, 44_055, 45_279, 49_828, 202_530, 202_812, 301_972, 303_600,
        321_920, 334_569, 336_062, 336_782, 1_006_884, 1_017_052, 1_019_597
      })
  void whatWentWrongOnceGoesRight(long seed) throws IOException {
    assertThat(play(seed, false, new Trace(false))).isEmpty();
  }

  /** The same of one whose changes logs told. */
  @Test
  void whatWentWrongOnceWithLogsGoesRight() throws IOException {
    assertThat(play(200_085, true, new Trace(false))).isEmpty();
  }

  /** An error with the lines of its trace that are our own. */
  private static String thrown(Throwable e) {
    StringBuilder text = new StringBuilder(e.toString());
    for (StackTraceElement at : e.getStackTrace()) {
      if (at.getClassName().startsWith("dev.syncline")) {
        text.append("\n    at ").append(at);
      }
    }
    return e.getCause() == null ? text.toString() : text + "\n  caused by " + thrown(e.getCause());
  }

  private List<String> play(long seed, boolean logged, Trace trace) throws IOException {
    Path own = Files.createDirectory(folder.resolve("seed-" + seed));
    try (Simulation simulation =
        new Simulation(seed, logged, own, FastStores::open, trace, PlantedFault.NONE)) {
      return simulation.play();
    }
  }
}
