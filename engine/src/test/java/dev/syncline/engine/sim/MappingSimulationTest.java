package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever kinds of fields, filters and parts a mapping has, whatever users edit and wherever the
 * process dies: both sides come to agree, one more run writes nothing, and what one side alone
 * edited changes nothing there. {@code -Dsim.seeds=100000} tries more seeds, {@code -Dsim.seed=7}
 * one of them, and tells its story.
 */
class MappingSimulationTest {
  private static final int SEEDS = 60;

  /** As many runs as it may take until what one of them wrote has been followed to its end. */
  private static final int RUNS = 4;

  @TempDir Path folder;

  @Test
  void mappingsOfAllKindsComeToAgreeWhateverHappens() throws IOException {
    long from = Long.getLong("sim.seed", Long.getLong("sim.from", 0));
    long to = Long.getLong("sim.seed", Integer.getInteger("sim.seeds", SEEDS) - 1);
    assertThat(failures(UnaryOperator.identity(), from, to)).isEmpty();
  }

  /** An oracle that cannot fail shows nothing: so it has to see what goes wrong on purpose. */
  @Test
  void rowsThatAreOverlookedAreSeen() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    UnaryOperator<Connector> overlooking =
        real ->
            LookupSimulationTest.finding(
                real, (columns, rows) -> random.nextInt(20) > 0 ? rows : List.of());
    assertThat(failures(overlooking, 0, SEEDS)).isNotEmpty();
  }

  private List<String> failures(UnaryOperator<Connector> targetAs, long from, long to)
      throws IOException {
    List<String> failures = new ArrayList<>();
    for (long seed = from; seed <= to && failures.size() < 5; seed++) {
      try (MappedWorld world =
          new MappedWorld(seed, Files.createTempDirectory(folder, "world"), targetAs)) {
        for (String problem : play(new SplittableRandom(seed), world)) {
          failures.add("seed " + seed + ": " + problem);
        }
      }
    }
    return failures;
  }

  private static List<String> play(SplittableRandom random, MappedWorld world) {
    List<String> problems = new ArrayList<>();
    for (int round = 3 + random.nextInt(6); round > 0; round--) {
      world.edit(Side.TARGET, random.nextInt(9));
      world.edit(Side.SOURCE, random.nextInt(9));
      for (int deaths = random.nextInt(3); deaths > 0; deaths--) {
        world.runAndDie();
      }
      for (int run = 0; run < RUNS; run++) {
        world.run();
      }
      if (world.run() > 0) {
        problems.add("one more run wrote something");
      }
      world.settled();
      problems.addAll(world.problems());
      if (!world.isAnyDue()) {
        problems.addAll(oneSided(random, world));
      }
    }
    return problems;
  }

  /** What one side alone edits, be it what is looked up there, changes nothing of that side. */
  private static List<String> oneSided(SplittableRandom random, MappedWorld world) {
    Side edited = random.nextBoolean() ? Side.SOURCE : Side.TARGET;
    world.edit(edited, 1);
    Map<Object, List<Object>> before = world.kept(edited);
    world.run();
    world.settled();
    Map<Object, List<Object>> after = world.kept(edited);
    return before.equals(after)
        ? List.of()
        : List.of("an edit of the " + edited.word() + " made " + before + " " + after);
  }
}
