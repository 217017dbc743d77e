package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.syncline.engine.sim.Simulation.Kind;
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
    all(Kind.PLAIN);
  }

  @Test
  void bothSidesComeToAgreeWhateverTheirLogsTell() throws IOException {
    all(Kind.LOGGED);
  }

  @Test
  void bothSidesComeToAgreeWhateverFormulasMake() throws IOException {
    all(Kind.MADE);
  }

  @Test
  void bothSidesComeToAgreeWhateverFiltersHide() throws IOException {
    all(Kind.FILTERED);
  }

  private void all(Kind kind) throws IOException {
    Long only = Long.getLong("sim.seed");
    if (only != null) {
      Trace trace = new Trace(true);
      List<String> problems;
      try {
        problems = play(only, kind, trace);
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
        problems = play(seed, kind, new Trace(false));
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
        25_807, 34_357, 38_069, 39_212, 44_055, 45_279, 49_828, 202_530, 202_812, 301_350, 301_972,
        303_600, 305_517, 321_920, 334_569, 336_062, 336_782, 1_006_884, 1_017_052, 1_019_597,
        2_015_843
      })
  void whatWentWrongOnceGoesRight(long seed) throws IOException {
    assertThat(play(seed, Kind.PLAIN, new Trace(false))).isEmpty();
  }

  /** The same of those whose changes logs told. */
  @ParameterizedTest
  @ValueSource(longs = {200_085, 300_106, 301_831})
  void whatWentWrongOnceWithLogsGoesRight(long seed) throws IOException {
    assertThat(play(seed, Kind.LOGGED, new Trace(false))).isEmpty();
  }

  /** The same of those in which formulas made some of the fields. */
  @ParameterizedTest
  @ValueSource(longs = {929, 1248, 1381, 1407, 1654, 1795, 2184, 5_000_196, 8_000_623})
  void whatWentWrongOnceWithFormulasGoesRight(long seed) throws IOException {
    assertThat(play(seed, Kind.MADE, new Trace(false))).isEmpty();
  }

  /** The same of those in which filters hid some of the records. */
  @ParameterizedTest
  @ValueSource(longs = {8_000_407, 9_100_224})
  void whatWentWrongOnceWithFiltersGoesRight(long seed) throws IOException {
    assertThat(play(seed, Kind.FILTERED, new Trace(false))).isEmpty();
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

  private List<String> play(long seed, Kind kind, Trace trace) throws IOException {
    Path own = Files.createDirectory(folder.resolve("seed-" + seed));
    try (Simulation simulation =
        new Simulation(seed, kind, own, FastStores::open, trace, PlantedFault.NONE)) {
      return simulation.play();
    }
  }
}
