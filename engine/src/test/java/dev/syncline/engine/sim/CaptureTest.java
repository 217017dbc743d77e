package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.capture.MarkedRows;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that look only at what triggers have marked. */
class CaptureTest {
  private static final long DAY = 86_400_000;

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    shop.capturing = triggers(DAY);
    for (int i = 0; i < 20; i++) {
      shop.person(shop.source, "p" + i + "@x", "P" + i, "1", null);
    }
    run();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private static Capturing triggers(long sweep) {
    return new Capturing(Map.of(Side.SOURCE, Method.TRIGGERS, Side.TARGET, Method.TRIGGERS), sweep);
  }

  private RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  private static long looked(RunResult result) {
    Tally.OfTask people = result.tally().task(Shop.PEOPLE);
    return people.rows[0] + people.rows[1];
  }

  private void inStep() {
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    assertThat(shop.engine(Policies.DEFAULT).verify(Set.of()).certifies()).isTrue();
  }

  @Test
  void looksAtWhatChangedAndAtNothingElse() {
    shop.set(shop.source, "people", 3, "name", "Changed");
    shop.set(shop.target, "people", 1005, "phone", "9");
    shop.delete(shop.target, "people", 1007);
    RunResult result = run();
    assertThat(looked(result)).isEqualTo(2);
    assertThat(result.tally().applied()).isEqualTo(3);
    inStep();
    assertThat(looked(run())).as("its own writes are not looked at").isZero();
  }

  /** What one side took of a record says nothing of what the other did not take. */
  @Test
  void anEditThatWasNotWrittenStaysDueThoughAnotherOfItsRecordWas() {
    for (String busy : List.of("source", "target")) {
      shop.set(shop.source, "people", 3, "name", "Changed " + busy);
      shop.set(shop.target, "people", 1003, "phone", "9" + busy);
      shop.engine(Policies.DEFAULT, Once.fate(busy, Faults.Fate.BUSY))
          .run(RunOptions.ALL, item -> {});
      run();
      inStep();
    }
  }

  /** What was compared by a clock a year ahead is not left alone for that year. */
  @Test
  void theFullCompareComesThoughTheClockWasWrong() {
    shop.turnClock(365 * DAY);
    run();
    shop.turnClock(-365 * DAY);
    assertThat(looked(run())).isEqualTo(40);
    assertThat(looked(run())).as("once").isZero();
  }

  @Test
  void matchesWhatIsNewWithWhatIsThere() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.order(shop.source, "A1", ann);
    shop.person(shop.target, "ann@x", "Ann", null, null);
    shop.person(shop.source, "p3@x", "Twin", "1", null);
    RunResult result = run();
    assertThat(result.due()).extracting(Due::reason).containsOnly(Due.Reason.AMBIGUOUS);
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 1 -").hasSize(21);
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "ann@x");
    shop.set(shop.source, "people", 22, "email", "twin@x");
    assertThat(run().due()).isEmpty();
    inStep();
  }

  @Test
  void looksAgainAtWhatIsDueUntilItIsDone() {
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "2", null);
    assertThat(run().due()).hasSize(2);
    assertThat(run().due()).as("nothing changed").hasSize(2);
    shop.delete(shop.source, "people", 22);
    assertThat(run().due()).isEmpty();
    inStep();
  }

  @Test
  void followsAKeyThatWasChanged() throws Violation {
    shop.source.update("people", Key.of(4L), List.of("id", "email"), new Object[] {104L, "new@x"});
    shop.source.update("people", Key.of(104L), List.of("id"), new Object[] {105L});
    shop.source.commit();
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    assertThat(Shop.people(shop.target)).containsEntry("new@x", "P3 1 -").hasSize(20);
    assertThat(result.tally().task(Shop.PEOPLE).applied.creates(Side.TARGET)).isZero();
    inStep();
  }

  /** A run that died after it wrote a record's key may have left an edit of it to the next. */
  @Test
  void whatWasEditedUnderAKeyThatSynclineChangedThenIsLookedAtUnderTheNewOne() throws Violation {
    ChangeTracking tracking =
        new MemoryTracking("source", shop.source, shop.source.ledger(), Faults.NONE);
    tracking.track("store", List.of("people"));
    shop.set(shop.source, "people", 3, "name", "Changed");
    shop.source.by("operation");
    shop.source.origin("store:1");
    shop.source.update("people", Key.of(3L), List.of("id"), new Object[] {103L});
    shop.source.update("people", Key.of(4L), List.of("id"), new Object[] {104L});
    shop.source.commit();
    shop.source.by(MemoryDatabase.USER);
    assertThat(
            MarkedRows.read(tracking, "store", "people", Set.of(), "store:1"::equals, 100)
                .keys("store:1"::equals))
        .containsExactly(Key.of(3L), Key.of(103L));
  }

  @Test
  void forgetsNoMarkOfARunThatFailed() {
    shop.set(shop.source, "people", 3, "name", "Changed");
    Faults broken =
        new Faults() {
          @Override
          public void at(String connection, Step step) {
            if (step == Step.BEFORE_WRITE && connection.equals("target")) {
              throw new ConnectorException(ConnectorException.Kind.UNREACHABLE, "gone", null);
            }
          }

          @Override
          public Fate fate(String connection, dev.syncline.connect.WriteBatch batch) {
            return Fate.APPLIED_AND_TOLD;
          }

          @Override
          public boolean sloppy(String connection) {
            return false;
          }
        };
    try {
      shop.engine(Policies.DEFAULT, broken).run(RunOptions.ALL, item -> {});
    } catch (ConnectorException e) {
      assertThat(e).hasMessageContaining("gone");
    }
    run();
    inStep();
  }

  @Test
  void aRunOfOneTaskLeavesNothingOutForTheOthers() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.order(shop.source, "A1", ann);
    RunOptions people =
        new RunOptions(false, false, false, Set.of(Shop.PEOPLE), java.util.Optional.empty(), 0);
    shop.engine(Policies.DEFAULT).run(people, item -> {});
    run();
    inStep();
  }

  @Test
  void comparesInFullWhenTheSweepIsDueAndFindsWhatNoTriggerSaw() {
    shop.source.table("people").rows().get(Key.of(3L))[2] = "Unseen";
    assertThat(run().tally().applied()).isZero();
    shop.capturing = triggers(1);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  /** The first run wrote twenty records, each of which left a mark that says so. */
  @Test
  void itsOwnWritesAreNeverTooMany() {
    assertThat(looked(runWithFewMarks())).isZero();
    assertThat(marksLeft(shop.targetLedger, "target")).isEqualTo(1);
    shop.set(shop.target, "people", 1003, "phone", "9");
    assertThat(looked(runWithFewMarks())).isEqualTo(1);
    inStep();
  }

  @Test
  void tooManyMarksAreAFullCompareOnce() throws Violation {
    run();
    for (long id = 1; id <= 15; id++) {
      shop.set(shop.source, "people", id, "name", "Changed " + id);
    }
    shop.source.update("people", Key.of(16L), List.of("id"), new Object[] {116L});
    shop.source.commit();
    RunResult result = runWithFewMarks();
    assertThat(result.tally().task(Shop.PEOPLE).full).anyMatch(why -> why.contains("more than 5"));
    assertThat(marksLeft(shop.sourceLedger, "source")).isEqualTo(1);
    inStep();
    shop.set(shop.source, "people", 3, "name", "Again");
    assertThat(looked(runWithFewMarks())).isEqualTo(1);
    inStep();
  }

  private RunResult runWithFewMarks() {
    return shop.engine(Policies.DEFAULT, Faults.NONE, new Batching(2, 2, 5, false))
        .run(RunOptions.ALL, item -> {});
  }

  private int marksLeft(MemoryLedger ledger, String connection) {
    return ledger.marks(shop.store.id() + "/" + connection, "people").size();
  }

  @Test
  void doesNotTrustMarksThatAnotherSyncReadMeanwhile() {
    shop.set(shop.source, "people", 3, "name", "Changed");
    Faults another =
        new Faults() {
          private boolean came;

          @Override
          public void at(String connection, Step step) {
            if (step == Step.BEFORE_WRITE && !came) {
              came = true;
              // A run of another sync of the store finds that the table was emptied at once.
              try (StateStore.Change change = shop.store.begin()) {
                shop.store.captures(7).forEach(state -> change.putCapture(state.distrusted()));
                change.commit();
              }
              shop.source.table("people").rows().get(Key.of(5L))[2] = "Unseen";
            }
          }

          @Override
          public Fate fate(String connection, dev.syncline.connect.WriteBatch batch) {
            return Fate.APPLIED_AND_TOLD;
          }

          @Override
          public boolean sloppy(String connection) {
            return false;
          }
        };
    shop.engine(Policies.DEFAULT, another).run(RunOptions.ALL, item -> {});
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void aPlanForgetsNothing() {
    shop.set(shop.source, "people", 3, "name", "Changed");
    assertThat(shop.plan(Policies.DEFAULT)).hasSize(1);
    assertThat(shop.plan(Policies.DEFAULT)).hasSize(1);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }

  @Test
  void aStorePutBackFromACopyComparesInFull() {
    run();
    Path copy = folder.resolve("copy.db");
    shop.store.backup(copy);
    shop.set(shop.source, "people", 3, "name", "Changed");
    run();
    shop.person(shop.source, "late@x", "Late", "1", null);
    assertThat(looked(run())).isEqualTo(1);
    shop.delete(shop.source, "people", 9);
    assertThat(looked(run())).as("a run that knows all marks").isZero();
    shop.reopen(copy);
    RunResult after = run();
    assertThat(after.tally().task(Shop.PEOPLE).full).allMatch(why -> why.contains("from a copy"));
    assertThat(after.due()).isEmpty();
    inStep();
    shop.set(shop.target, "people", 1003, "name", "And again");
    assertThat(looked(run())).isEqualTo(1);
    inStep();
  }

  @Test
  void aStorePutBackAtOnceAfterItsFirstRunComparesInFull() {
    Path copy = folder.resolve("copy.db");
    shop.store.backup(copy);
    shop.set(shop.source, "people", 3, "name", "Changed");
    run();
    shop.reopen(copy);
    shop.set(shop.target, "people", 1003, "phone", "7");
    assertThat(looked(run())).isGreaterThan(20);
    inStep();
  }

  @Test
  void whatWasDueWhenTheCopyWasMadeAndIsDoneNowIsNotDoneTwice() {
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "2", null);
    assertThat(run().due()).hasSize(2);
    Path copy = folder.resolve("copy.db");
    shop.store.backup(copy);
    shop.delete(shop.source, "people", 22);
    assertThat(run().due()).isEmpty();
    shop.reopen(copy);
    assertThat(run().due()).isEmpty();
    assertThat(Shop.people(shop.target)).hasSize(21);
    inStep();
  }

  @Test
  void triggersThatWereGoneForAWhileAreMadeAgainAndAllIsCompared() {
    shop.untrack(shop.source, "people");
    shop.set(shop.source, "people", 3, "name", "Unseen");
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
    assertThat(looked(run())).isZero();
  }

  @Test
  void fromTriggersToScanAndBackNothingIsMissed() {
    shop.set(shop.source, "people", 3, "name", "Once");
    shop.capturing = Capturing.SCAN;
    assertThat(run().tally().applied()).isEqualTo(1);
    shop.set(shop.source, "people", 3, "name", "Twice");
    shop.capturing = triggers(DAY);
    assertThat(run().tally().applied()).isEqualTo(1);
    inStep();
  }
}
