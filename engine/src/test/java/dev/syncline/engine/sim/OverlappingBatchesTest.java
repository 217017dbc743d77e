package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Guard;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.sync.Batching;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Batches of a first load overlap, and those of updates with what is decided; a crash among them
 * leaves several open, and doubles nothing.
 */
class OverlappingBatchesTest {
  private static final int PEOPLE = 20;
  private static final Batching LOCKSTEP = new Batching(2, 2, 500, false);

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    for (int i = 0; i < PEOPLE; i++) {
      shop.person(shop.source, "p" + i + "@x.org", "Person " + i, "0" + i, null);
    }
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_WRITE, 1", "BEFORE_COMMIT, 1", "AFTER_COMMIT, 1",
    "BEFORE_WRITE, 4", "BEFORE_COMMIT, 4", "AFTER_COMMIT, 4",
    "AFTER_COMMIT, 10"
  })
  void aCrashLeavesSeveralBatchesOpenWhichTheNextRunSettles(Faults.Step step, int write) {
    assertThatThrownBy(() -> run(LOCKSTEP, new DiesOnce(step, write)))
        .isInstanceOf(Faults.Crash.class);
    assertThat(shop.store.openBatches(7))
        .as("written, and opened while it was written")
        .hasSizeBetween(write == 10 ? 1 : 2, 3)
        .allMatch(JournalBatch::open);
    recovers(LOCKSTEP);
  }

  @ParameterizedTest
  @CsvSource({"BEFORE_WRITE, 3", "BEFORE_COMMIT, 3", "AFTER_COMMIT, 3", "AFTER_COMMIT, 10"})
  void onThreadsOfTheirOwnToo(Faults.Step step, int write) {
    Batching parallel = new Batching(2, 2, 500, true);
    assertThatThrownBy(() -> run(parallel, new DiesOnce(step, write)))
        .isInstanceOf(Faults.Crash.class);
    assertThat(shop.store.openBatches(7)).isNotEmpty();
    recovers(parallel);
  }

  @Test
  void allThatIsSubmittedIsApplied() {
    RunResult result = run(new Batching(3, 2, 500, true), Faults.NONE);
    assertThat(result.inStep()).isTrue();
    assertThat(result.tally().applied()).isEqualTo(PEOPLE);
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source)).hasSize(PEOPLE);
  }

  @ParameterizedTest
  @CsvSource({
    "false, BEFORE_WRITE, 2",
    "false, BEFORE_COMMIT, 4",
    "false, AFTER_COMMIT, 4",
    "true, BEFORE_COMMIT, 2",
    "true, AFTER_COMMIT, 4"
  })
  void updatesOfBothSidesOverlapWithTheDecisionsOfOthers(
      boolean parallel, Faults.Step step, int write) {
    Batching batching = new Batching(2, 2, 500, parallel);
    run(batching, Faults.NONE);
    rename();
    assertThatThrownBy(() -> run(batching, new DiesOnce(step, write)))
        .isInstanceOf(Faults.Crash.class);
    assertThat(shop.store.openBatches(7)).isNotEmpty();
    recovers(batching);
    assertThat(Shop.people(shop.source).values()).allMatch(p -> p.startsWith("Renamed"));
  }

  @Test
  void updatesThatTheGuardMayStopWaitForIt() {
    run(LOCKSTEP, Faults.NONE);
    rename();
    Map<String, String> source = Shop.people(shop.source);
    Map<String, String> target = Shop.people(shop.target);
    shop.guard = new Guard(Guard.Limit.OFF, Guard.Limit.OFF, new Guard.Limit(0.1, 3));
    assertThat(run(LOCKSTEP, Faults.NONE).halted()).hasSize(2);
    assertThat(Shop.people(shop.source)).isEqualTo(source);
    assertThat(Shop.people(shop.target)).isEqualTo(target);
    shop.guard = Guard.OFF;
    recovers(LOCKSTEP);
  }

  @Test
  void whatIsComputedForABatchIsNotDisturbedByAnother() {
    Batching parallel = new Batching(2, 2, 500, true);
    run(parallel, Faults.NONE);
    rename();
    List<String> taken = new CopyOnWriteArrayList<>();
    shop.targetAs = connector -> new SideBySide(connector, taken);
    assertThat(run(parallel, Faults.NONE).inStep()).isTrue();
    assertThat(taken).as("rows that were taken for changed").isEmpty();
  }

  /** Takes two batches at a time, and asks over and over whether their rows are as was decided. */
  private static final class SideBySide extends Forwarding {
    private final List<String> taken;

    SideBySide(Connector connector, List<String> taken) {
      super(connector);
      this.taken = taken;
    }

    @Override
    public int writers() {
      return 2;
    }

    @Override
    public List<WriteOutcome> write(WriteBatch batch) {
      for (Write write : batch.writes()) {
        if (write instanceof Write.Update u) {
          Row row = fetch(u.shape(), List.of(u.key())).getFirst();
          for (int i = 0; i < 20_000; i++) {
            if (!u.asSeen().test(row)) {
              taken.add(u.operation());
              break;
            }
          }
        }
      }
      return super.write(batch);
    }
  }

  /** Half of the people on the source, the others on the target. */
  private void rename() {
    for (int i = 0; i < PEOPLE; i++) {
      MemoryDatabase db = i % 2 == 0 ? shop.source : shop.target;
      shop.set(db, "people", Shop.only(db, "p" + i + "@x.org"), "name", "Renamed " + i);
    }
  }

  /** Nothing is missing and nothing doubled, and a third run has nothing to do. */
  private void recovers(Batching batching) {
    RunResult second = run(batching, Faults.NONE);
    assertThat(second.inStep()).isTrue();
    Map<String, String> people = Shop.people(shop.source);
    assertThat(Shop.people(shop.target)).isEqualTo(people).hasSize(PEOPLE);
    assertThat(shop.store.openBatches(7)).isEmpty();
    assertThat(shop.store.countLinks(Shop.PEOPLE)).isEqualTo(PEOPLE);
    assertThat(run(batching, Faults.NONE).tally().planned()).isZero();
  }

  private RunResult run(Batching batching, Faults faults) {
    return shop.engine(Policies.DEFAULT, faults, batching).run(RunOptions.ALL, item -> {});
  }

  /** Dies when so many writes have come to a step; from then on the process is dead. */
  private static final class DiesOnce implements Faults {
    private final Step step;
    private final int write;
    private final AtomicInteger reached = new AtomicInteger();
    private volatile boolean dead;

    DiesOnce(Step step, int write) {
      this.step = step;
      this.write = write;
    }

    @Override
    public void at(String connection, Step now) {
      dead |= now == step && reached.incrementAndGet() == write;
      if (dead) {
        throw new Crash(now + " of write " + write);
      }
    }

    @Override
    public Fate fate(String connection, WriteBatch batch) {
      return Fate.APPLIED_AND_TOLD;
    }

    @Override
    public boolean sloppy(String connection) {
      return false;
    }
  }
}
