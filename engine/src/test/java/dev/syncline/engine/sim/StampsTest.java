package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stamping;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that look only at what timestamps tell. */
class StampsTest {
  private static final long DAY = 86_400_000;
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    shop.capturing = timestamps(Method.TIMESTAMPS, DAY, 0);
    for (int i = 0; i < 20; i++) {
      shop.person(shop.source, "p" + i + "@x", "P" + i, "1", null);
    }
    later(60);
    run();
    later(60);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private static Capturing timestamps(Method method, long sweep, long keySweep) {
    return new Capturing(Map.of(Side.SOURCE, method, Side.TARGET, method), sweep)
        .with(
            new Stamping(
                OVERLAP,
                keySweep,
                Map.of(
                    Shop.PEOPLE, BySide.of(side -> MemoryStamps.COLUMNS),
                    Shop.ORDERS, BySide.of(side -> MemoryStamps.COLUMNS))));
  }

  private void later(long seconds) {
    for (MemoryDatabase db : List.of(shop.source, shop.target)) {
      db.clock().pass(Duration.ofSeconds(seconds));
    }
  }

  private RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  private static long looked(RunResult result) {
    Tally.OfTask people = result.tally().task(Shop.PEOPLE);
    return people.looked[0] + people.looked[1];
  }

  private void inStep() {
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    assertThat(shop.engine(Policies.DEFAULT).verify(Set.of()).certifies()).isTrue();
  }

  @Test
  void looksAtWhatChangedAndAtNothingElse() {
    shop.set(shop.source, "people", 3, "name", "Changed");
    run();
    later(60);
    shop.set(shop.target, "people", 1006, "name", "Changed");
    run();
    later(60);
    shop.set(shop.source, "people", 4, "name", "Changed");
    shop.set(shop.target, "people", 1005, "phone", "9");
    RunResult result = run();
    // On each side the last of the run before, too: a cursor includes its own moment.
    assertThat(looked(result)).isLessThan(6);
    assertThat(result.tally().applied()).isEqualTo(2);
    assertThat(run().tally().applied()).isZero();
    inStep();
  }

  @Test
  void findsWhatIsDeleted() {
    shop.delete(shop.target, "people", 1007);
    shop.delete(shop.source, "people", 9);
    assertThat(run().tally().applied()).isEqualTo(2);
    assertThat(Shop.people(shop.source)).hasSize(18);
    inStep();
  }

  @Test
  void looksForDeletedRecordsOnlySoOftenAsAskedFor() {
    shop.capturing = timestamps(Method.TIMESTAMPS, DAY, 100_000_000L);
    shop.delete(shop.source, "people", 9);
    assertThat(run().tally().applied()).isZero();
    shop.capturing = timestamps(Method.TIMESTAMPS, DAY, 1);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void haltsWhenTheKeysOfASideAreAllGone() {
    shop.guard = dev.syncline.core.plan.Guard.OFF;
    for (long id = 1; id <= 20; id++) {
      shop.delete(shop.source, "people", id);
    }
    assertThat(run().halted()).anyMatch(h -> h.contains("is empty"));
    assertThat(Shop.people(shop.target)).hasSize(20);
  }

  @Test
  void findsWhatALongTransactionWroteThatWasOpenWhenItRead() {
    shop.source.clock().begin();
    later(3600);
    shop.set(shop.source, "people", 3, "name", "Before the other ends");
    run();
    shop.source.clock().stampWith(shop.source.clock().end());
    shop.set(shop.source, "people", 4, "name", "Long");
    shop.source.clock().stampWith(null);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void findsWithinTheOverlapWhatNobodyTellsOf() {
    shop.source.clock().blind();
    shop.set(shop.source, "people", 3, "name", "Present");
    run();
    shop.source.clock().stampWith(shop.source.clock().now().minus(OVERLAP));
    shop.set(shop.source, "people", 4, "name", "Ten seconds ago");
    shop.source.clock().stampWith(null);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void theSweepFindsWhatIsBeyondTheOverlap() {
    shop.source.clock().blind();
    shop.set(shop.source, "people", 3, "name", "Present");
    run();
    shop.source.clock().stampWith(shop.source.clock().now().minus(OVERLAP).minusSeconds(5));
    shop.set(shop.source, "people", 4, "name", "Too long ago");
    shop.source.clock().stampWith(null);
    assertThat(run().tally().applied()).as("the bound that docs/capture.md states").isZero();
    shop.capturing = timestamps(Method.TIMESTAMPS, 1, 0);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  /** Several rows bear one stamp, and one of them comes after the cursor has reached it. */
  @Test
  void aMomentIsReadAgainForWhatComesLaterInIt() {
    shop.source.clock().blind();
    shop.capturing =
        new Capturing(Map.of(Side.SOURCE, Method.TIMESTAMPS, Side.TARGET, Method.TIMESTAMPS), DAY)
            .with(
                new Stamping(
                    Duration.ZERO,
                    0,
                    Map.of(
                        Shop.PEOPLE, BySide.of(side -> MemoryStamps.COLUMNS),
                        Shop.ORDERS, BySide.of(side -> MemoryStamps.COLUMNS))));
    for (int i = 3; i < 9; i++) {
      shop.set(shop.source, "people", i, "name", "In the same second as the others");
      assertThat(run().tally().applied()).isEqualTo(1);
    }
    inStep();
  }

  @Test
  void aStampFromTheFutureTakesNothingAlong() {
    shop.source.clock().stampWith(Instant.parse("2099-01-01T00:00:00Z"));
    shop.set(shop.source, "people", 3, "name", "From the future");
    shop.source.clock().stampWith(null);
    run();
    later(60);
    shop.set(shop.source, "people", 4, "name", "Now");
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void rowsWithoutAnyStampAreAlwaysLookedAt() {
    Object[] row = shop.source.table("people").get(Key.of(3L));
    row[5] = null;
    row[6] = null;
    run();
    row[2] = "Written by hand, without a stamp";
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void aRowThatWasNeverChangedIsFoundByWhenItWasCreated() {
    shop.source.clock().lateUpdates();
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    assertThat(run().tally().applied()).isEqualTo(1);
    later(60);
    shop.set(shop.source, "people", 21, "name", "Ann Lee");
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void autoTakesTimestampsWhereColumnsAreNamed() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.order(shop.source, "A1", ann);
    run();
    shop.capturing = timestamps(Method.AUTO, DAY, 0);
    shop.set(shop.source, "people", 3, "name", "Changed");
    RunResult result = run();
    assertThat(result.tally().applied()).isEqualTo(1);
    assertThat(result.tally().task(Shop.PEOPLE).full).containsOnly("");
    inStep();
  }

  @Test
  void fromTriggersToTimestampsAndBackNothingIsMissed() {
    shop.capturing =
        new Capturing(Map.of(Side.SOURCE, Method.TRIGGERS, Side.TARGET, Method.TRIGGERS), DAY);
    run();
    shop.set(shop.source, "people", 3, "name", "Once");
    shop.capturing = timestamps(Method.TIMESTAMPS, DAY, 0);
    assertThat(run().tally().applied()).isEqualTo(1);
    later(60);
    shop.set(shop.source, "people", 3, "name", "Twice");
    shop.capturing =
        new Capturing(Map.of(Side.SOURCE, Method.TRIGGERS, Side.TARGET, Method.TRIGGERS), DAY);
    assertThat(run().tally().applied()).isEqualTo(1);
    shop.set(shop.source, "people", 3, "name", "Thrice");
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void otherColumnsHaveAnotherCursor() {
    Stamping updated =
        new Stamping(
            OVERLAP,
            0,
            Map.of(
                Shop.PEOPLE,
                BySide.of(s -> new dev.syncline.connect.AuditColumns(null, "updated_at", null))));
    shop.set(shop.source, "people", 3, "name", "Changed");
    shop.capturing = shop.capturing.with(updated);
    RunResult result = run();
    assertThat(result.tally().task(Shop.PEOPLE).full).allMatch(why -> !why.isEmpty());
    assertThat(result.tally().applied()).isEqualTo(1);
  }

  @Test
  void aPlanMovesNoCursor() {
    shop.set(shop.source, "people", 3, "name", "Changed");
    assertThat(shop.plan(Policies.DEFAULT)).hasSize(1);
    later(3600);
    assertThat(shop.plan(Policies.DEFAULT)).hasSize(1);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }
}
