package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.laws.Seeds;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.sync.Batching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When nobody writes in between, a run does what the plan just before it said: the same numbers per
 * task and side. {@code -Dsim.seeds=N} and {@code -Dsim.seed=N} as for {@link SimulationTest}.
 */
class PlanAndRunTest {
  private static final int SEEDS = 100;
  private static final int TIMES = 3;

  @TempDir Path folder;
  private int compared;

  @Test
  void aRunDoesWhatThePlanSaid() throws IOException {
    Long only = Long.getLong("sim.seed");
    long from = only != null ? only : Long.getLong("sim.from", 0);
    long to = only != null ? only + 1 : from + Integer.getInteger("sim.seeds", SEEDS);
    List<String> problems = new ArrayList<>();
    for (long seed = from; seed < to; seed++) {
      Trace trace = new Trace(only != null);
      try {
        for (String problem : play(seed, trace)) {
          problems.add("seed " + seed + ": " + problem);
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      } finally {
        trace.lines().forEach(System.out::println);
      }
    }
    assertThat(problems).isEmpty();
    assertThat(compared).as("plans compared with their runs").isGreaterThan((int) (to - from) - 1);
  }

  /** What was refused before is tried: its time might come between a plan and its run. */
  private static final RunOptions TRIED =
      RunOptions.ALL.approved().sending(RunOptions.Sends.REFUSED);

  /** Which sides were compared in full: the time for that may come after the plan was made. */
  private static List<Boolean> inFull(SimSchema schema, Tally tally) {
    return schema.tables().stream()
        .flatMap(t -> Arrays.stream(tally.task(t.task()).full))
        .map(why -> !why.isEmpty())
        .toList();
  }

  private List<String> play(long seed, Trace trace) throws IOException {
    SplittableRandom random = Seeds.random(seed);
    SimSchema schema = SimSchema.random(random.split());
    Chronicle chronicle = new Chronicle(schema, trace);
    Map<Side, MemoryDatabase> databases = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      databases.put(side, schema.database(side));
      chronicle.watch(side, databases.get(side));
    }
    SimUsers users = new SimUsers(schema, databases, random.split());
    SimFaults faults = new SimFaults(random.split(), users::act, trace);
    faults.often(0, 0, 0);
    Path own = Files.createDirectory(folder.resolve("seed-" + seed));
    List<String> problems = new ArrayList<>();
    trace.line(() -> Shown.of(schema));
    try (SimEngine engine =
        new SimEngine(
            schema,
            databases,
            faults,
            PlantedFault.NONE,
            chronicle,
            // A plan knows who is held among what it decides together, and before.
            new Batching(100, 2, 500, false),
            trace,
            FastStores::open,
            own)) {
      users.begin();
      for (int i = 0; i < TIMES; i++) {
        users.act(random.nextInt(8));
        PlanResult plan = engine.plan(TRIED);
        RunResult run = engine.run(TRIED);
        if (refused(run) || !inFull(schema, plan.tally()).equals(inFull(schema, run.tally()))) {
          continue;
        }
        compared++;
        boolean referred = schema.tables().stream().allMatch(PlanAndRunTest::refersBothWays);
        for (SimTable table : schema.tables()) {
          boolean all = table.values().stream().allMatch(v -> v.flow() == Flow.BOTH);
          all &= refersBothWays(table);
          Map<String, Long> said = numbers(plan.tally().task(table.task()), all, referred);
          Map<String, Long> did = numbers(run.tally().task(table.task()), all, referred);
          if (!said.equals(did)) {
            problems.add(
                "time " + i + ", " + table.name() + ": the plan said " + said + ", the run " + did);
          }
        }
      }
    }
    return problems;
  }

  private static boolean refersBothWays(SimTable table) {
    return table.references().stream().allMatch(r -> r.flow() == Flow.BOTH);
  }

  /** Whether something was refused when it was written: no plan foresees that, nor its effects. */
  private static boolean refused(RunResult run) {
    return run.tally().planned() > run.tally().applied();
  }

  /**
   * What a task's table shows, by name and without zeros.
   *
   * @param all whether its records are copied whole: else what a system puts into the fields that
   *     do not flow to a new record is known, and decided, only when it is there
   * @param referred whether the same holds of all references, which keep records from being deleted
   */
  private static Map<String, Long> numbers(Tally.OfTask task, boolean all, boolean referred) {
    Map<String, Long> numbers = new TreeMap<>();
    numbers.put("matched", task.matched);
    numbers.put("unlinked", task.unlinked);
    for (Side side : Side.values()) {
      numbers.put("creates on the " + side.word(), task.planned.creates(side));
      if (all) {
        numbers.put("updates on the " + side.word(), task.planned.updates(side));
      }
      if (referred) {
        numbers.put("deletes on the " + side.word(), task.planned.deletes(side));
      }
    }
    task.held.forEach(
        (reason, n) -> {
          if (all || reason != PlanItem.Reason.CONFLICT) {
            numbers.put("held, " + reason, n);
          }
        });
    numbers.values().removeIf(n -> n == 0);
    return numbers;
  }
}
