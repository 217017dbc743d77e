package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.WriteBatch;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.verify.Certificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on two small shops, step by step. */
class RunTest {
  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  private void inStep() {
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    assertThat(run().tally().applied()).as("one more run writes nothing").isZero();
    Certificate certificate = shop.engine(Policies.DEFAULT).verify(Set.of());
    assertThat(certificate.certifies()).as("%s", certificate.tasks().get(0).differences).isTrue();
  }

  @Test
  void firstSyncLinksFillsAndCreatesBothWays() {
    long ann = shop.person(shop.source, "ann@x", "Ann", null, null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", ann);
    shop.order(shop.source, "A1", bob);
    long zoe = shop.person(shop.target, "zoe@x", "Zoe", "9", null);
    long annThere = shop.person(shop.target, "ann@x", "Anna", "5", zoe);
    shop.order(shop.target, "B1", annThere);
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    assertThat(Shop.people(shop.source))
        .containsEntry("ann@x", "Ann 5 zoe@x")
        .containsEntry("bob@x", "Bob 1 ann@x")
        .containsEntry("zoe@x", "Zoe 9 -")
        .hasSize(3);
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "bob@x").containsEntry("B1", "ann@x");
    inStep();
  }

  @Test
  void mergesEditsOfDifferentFieldsAndSettlesTheSameField() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.set(shop.source, "people", ann, "name", "Ann B");
    shop.set(shop.target, "people", 1001, "phone", "2");
    run();
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Ann B 2 -");
    inStep();
    shop.set(shop.source, "people", ann, "name", "Ann S");
    shop.set(shop.target, "people", 1001, "name", "Ann T");
    run();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann S 2 -");
    inStep();
  }

  @Test
  void decidesARecordOnceThatChangedOnBothSidesBeforeItsWrites() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    shop.set(shop.target, "people", 1001, "phone", "2");
    Faults busy =
        new Faults() {
          private final Set<String> met = new HashSet<>();

          @Override
          public void at(String connection, Step step) {
            if (step == Step.BEFORE_WRITE && met.add(connection)) {
              boolean source = connection.equals("source");
              shop.set(
                  source ? shop.source : shop.target,
                  "people",
                  source ? ann : 1001,
                  source ? "name" : "phone",
                  source ? "Annette" : "3");
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
        };
    RunResult result = shop.engine(Policies.DEFAULT, busy).run(RunOptions.ALL, item -> {});
    assertThat(result.due()).isEmpty();
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Annette 3 -");
    inStep();
  }

  @Test
  void deletesChildrenBeforeParents() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long order = shop.order(shop.source, "A1", ann);
    shop.person(shop.source, "bob@x", "Bob", "1", ann);
    run();
    shop.delete(shop.source, "orders", order);
    shop.delete(shop.source, "people", 2);
    shop.delete(shop.source, "people", ann);
    shop.person(shop.source, "new@x", "New", "1", null);
    RunResult result =
        shop.engine(Policies.DEFAULT)
            .run(dev.syncline.engine.run.RunOptions.ALL.approved(), i -> {});
    assertThat(result.due()).isEmpty();
    assertThat(Shop.people(shop.target)).containsOnlyKeys("new@x");
    inStep();
  }

  @Test
  void doesNotCreateWhatWasGivenAnothersUniqueKeySinceItWasMatched() {
    long ann = shop.person(shop.source, "ann@x", "Ann", null, null);
    shop.person(shop.source, "bob@x", "Bob", null, null);
    shop.person(shop.source, "bob@x", "Robert", null, null);
    Progress renames =
        new Progress() {
          @Override
          public void begin(String task, String step, long total) {
            if (step.startsWith("creating")) {
              shop.set(shop.source, "people", ann, "email", "bob@x");
            }
          }
        };
    RunResult first = shop.engine(Policies.DEFAULT, renames).run(RunOptions.ALL, item -> {});
    assertThat(first.tally().applied()).isZero();
    assertThat(first.due()).hasSize(3);
    shop.set(shop.source, "people", ann, "email", "ann@x");
    run();
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x");
  }

  /** They never agreed on anything, so that nobody can have deleted what both sides had. */
  @Test
  void nothingGoesBecauseWhatItWasJustMatchedWithWent() {
    Policies deletesWin =
        new Policies(
            Policies.Direction.TWO_WAY,
            false,
            Policies.Conflicts.MERGE,
            Policies.Winner.HOLD,
            Policies.DeleteConflicts.DELETE_WINS,
            Policies.Deletes.PROPAGATE,
            Policies.Deletes.PROPAGATE,
            Policies.NullKeys.HOLD);
    for (Side side : Side.values()) {
      String email = side.word() + "@x";
      MemoryDatabase gone = side == Side.SOURCE ? shop.source : shop.target;
      MemoryDatabase kept = side == Side.SOURCE ? shop.target : shop.source;
      long here = shop.person(gone, email, "Going", "1", null);
      shop.person(kept, email, "Staying", "2", null);
      Faults busy =
          Once.at(side.word(), Faults.Step.BEFORE_FETCH, () -> shop.delete(gone, "people", here));
      shop.engine(deletesWin, busy).run(RunOptions.ALL.approved(), item -> {});
      assertThat(Shop.people(kept)).containsEntry(email, "Staying 2 -");
      shop.run(deletesWin);
      assertThat(Shop.people(gone)).containsEntry(email, "Staying 2 -");
      inStep();
    }
  }

  @Test
  void anEditWinsOverADelete() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    run();
    shop.delete(shop.source, "people", ann);
    shop.set(shop.target, "people", 1001, "name", "Edited");
    run();
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Edited 1 -");
    inStep();
  }

  @Test
  void holdsAmbiguousAndNullKeysAndTheirChildren() {
    long one = shop.person(shop.source, "same@x", "One", "1", null);
    shop.person(shop.source, "same@x", "Two", "2", null);
    shop.person(shop.source, null, "Nobody", "3", null);
    shop.person(shop.target, "same@x", "Three", "1", null);
    shop.order(shop.source, "A1", one);
    RunResult result = run();
    assertThat(result.tally().applied()).isZero();
    assertThat(result.due())
        .extracting(Due::reason)
        .containsExactlyInAnyOrder(
            Due.Reason.AMBIGUOUS,
            Due.Reason.AMBIGUOUS,
            Due.Reason.AMBIGUOUS,
            Due.Reason.NULL_KEY,
            Due.Reason.BLOCKED);
    assertThat(result.due().toString()).contains("email = same@x", "held");
  }

  /** Whoever is decided together, and in which order. */
  @Test
  void aPlanHoldsTheChildrenOfHeldRecordsAndTheirsInTurn() {
    shop.person(shop.source, "two@x", "Two", "1", null);
    long boss = shop.person(shop.source, null, "Boss", "1", null);
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", boss);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", ann);
    shop.person(shop.source, "cyd@x", "Cyd", "1", bob);
    List<PlanItem> plan = new ArrayList<>();
    shop.engine(Policies.DEFAULT, Faults.NONE, new Batching(100, 100, 500, false))
        .plan(RunOptions.ALL, plan::add);
    assertThat(plan)
        .filteredOn(PlanItem.Held.class::isInstance)
        .extracting(line -> ((PlanItem.Held) line).reason())
        .containsExactlyInAnyOrder(
            PlanItem.Reason.NULL_KEY,
            PlanItem.Reason.BLOCKED,
            PlanItem.Reason.BLOCKED,
            PlanItem.Reason.BLOCKED);
    assertThat(plan).filteredOn(PlanItem.Create.class::isInstance).hasSize(1);
  }

  /** Bob is refused at first, for his manager is not back yet; his order waits as he does. */
  @Test
  void aChildFollowsInTheSameRunWhenItsParentIsWrittenAfterAll() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.delete(shop.target, "people", 1001);
    shop.order(shop.source, "A1", shop.person(shop.source, "bob@x", "Bob", "1", ann));
    assertThat(run().due()).isEmpty();
    inStep();
  }

  @Test
  void selfReferencesInAnyOrderAndInCircles() {
    long a = shop.person(shop.source, "a@x", "A", "1", null);
    long b = shop.person(shop.source, "b@x", "B", "1", a);
    shop.set(shop.source, "people", a, "manager", b);
    long c = shop.person(shop.source, "c@x", "C", "1", null);
    shop.set(shop.source, "people", c, "manager", c);
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    inStep();
  }

  @Test
  void uniqueValuesThatAreExchanged() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long one = shop.order(shop.source, "A1", ann);
    long two = shop.order(shop.source, "A2", ann);
    run();
    shop.set(shop.source, "orders", one, "number", "tmp");
    shop.set(shop.source, "orders", two, "number", "A1");
    shop.set(shop.source, "orders", one, "number", "A2");
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    inStep();
  }

  @Test
  void aPlanWritesNothingAndSaysWhatTheRunDoes() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.order(shop.source, "A1", ann);
    assertThat(shop.plan(Policies.DEFAULT)).hasSize(2).allMatch(l -> l.startsWith("Create"));
    assertThat(shop.target.table("people").rows()).isEmpty();
    assertThat(shop.store.countLinks(Shop.PEOPLE)).isZero();
  }

  @Test
  void theGuardForgetsTheHistoricalSyncAndStopsWhatIsTooMuch() {
    shop.guard = dev.syncline.core.plan.Guard.DEFAULT;
    for (int i = 0; i < 40; i++) {
      shop.person(shop.source, i + "@x", "P" + i, "1", null);
    }
    assertThat(run().halted()).isEmpty();
    shop.person(shop.source, "new@x", "New", "1", null);
    RunResult second = run();
    assertThat(second.halted()).isEmpty();
    assertThat(second.tally().applied()).isEqualTo(1);
    for (int i = 1; i <= 30; i++) {
      shop.delete(shop.source, "people", i);
    }
    RunResult third = run();
    assertThat(third.halted()).hasSize(1).first().asString().contains("would delete 30 of 41");
    assertThat(third.tally().applied()).isZero();
    assertThat(shop.target.table("people").rows()).hasSize(41);
    for (int i = 31; i <= 41; i++) {
      shop.delete(shop.source, "people", i);
    }
    assertThat(run().halted())
        .first()
        .asString()
        .contains("is empty, but 41 of its records are linked");
    assertThat(shop.target.table("people").rows()).hasSize(41);
    shop.engine(Policies.DEFAULT).run(dev.syncline.engine.run.RunOptions.ALL.approved(), i -> {});
    assertThat(shop.target.table("people").rows()).isEmpty();
  }

  /** The order agrees on its person only as long as both people belong together. */
  @Test
  void whatParentsAreMatchedToOutlivesTheRunWithWhatChildrenAgreeOn() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long annThere = shop.person(shop.target, "ann@x", "Anna", "1", null);
    shop.order(shop.source, "A1", ann);
    shop.order(shop.target, "A1", annThere);
    Faults dies =
        new Faults() {
          @Override
          public void at(String connection, Step step) {
            if (step == Step.BEFORE_WRITE) {
              throw new Crash("before the write");
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
        };
    assertThatThrownBy(() -> shop.engine(Policies.DEFAULT, dies).run(RunOptions.ALL, item -> {}))
        .isInstanceOf(Faults.Crash.class);
    shop.set(shop.target, "people", annThere, "email", "anna@x");
    assertThat(run().due()).isEmpty();
    inStep();
  }

  private static final Policies HOLDING =
      new Policies(
          Policies.Direction.TWO_WAY,
          false,
          Policies.Conflicts.MERGE,
          Policies.Winner.HOLD,
          Policies.DeleteConflicts.EDIT_WINS,
          Policies.Deletes.PROPAGATE,
          Policies.Deletes.PROPAGATE,
          Policies.NullKeys.HOLD);

  /** The other field moves, the conflict stays due, and a choice made then is not void at once. */
  @Test
  void aConflictStaysDueWhileOtherFieldsMove() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.run(HOLDING);
    shop.set(shop.source, "people", ann, "name", "Ann S");
    shop.set(shop.target, "people", 1001, "name", "Ann T");
    shop.set(shop.target, "people", 1001, "phone", "2");
    RunResult held = shop.run(HOLDING);
    assertThat(held.tally().applied()).isEqualTo(1);
    assertThat(held.due()).extracting(Due::reason).containsExactly(Due.Reason.CONFLICT);
    choose(held.due().getFirst(), "target");
    assertThat(shop.run(HOLDING).due()).isEmpty();
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Ann T 2 -");
  }

  @Test
  void whatIsSettledIsDueNoMoreThoughTheClockWasSetBack() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.run(HOLDING);
    shop.set(shop.source, "people", ann, "name", "S");
    shop.set(shop.target, "people", 1001, "name", "T");
    assertThat(shop.run(HOLDING).due()).hasSize(1);
    shop.turnClock(-3_600_000);
    shop.set(shop.target, "people", 1001, "name", "S");
    shop.run(HOLDING);
    List<Key> due = new ArrayList<>();
    shop.store.due(Shop.PEOPLE, d -> due.add(d.key()));
    assertThat(due).isEmpty();
  }

  @Test
  void aRunOfOneRecordSettlesWhatWasDueOfIt() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.run(HOLDING);
    for (long id : new long[] {ann, bob}) {
      shop.set(shop.source, "people", id, "name", "S");
      shop.set(shop.target, "people", 1000 + id, "name", "T");
    }
    shop.run(HOLDING).due().forEach(d -> choose(d, "source"));
    RunOptions annOnly =
        new RunOptions(false, false, false, Set.of(Shop.PEOPLE), Optional.of(Key.of(ann)), 0);
    shop.engine(HOLDING).run(annOnly, item -> {});
    assertThat(Shop.people(shop.target))
        .containsEntry("ann@x", "S 1 -")
        .containsEntry("bob@x", "T 1 -");
    List<Key> due = new ArrayList<>();
    shop.store.due(Shop.PEOPLE, d -> due.add(d.key()));
    assertThat(due).containsExactly(Key.of(bob));
  }

  @Test
  void endsAfterTheCurrentBatchWhenAPersonAsks() {
    for (int i = 0; i < 3; i++) {
      shop.person(shop.source, "p" + i + "@x", "P", "1", null);
      shop.order(shop.source, "A" + i, 1);
    }
    for (int asked = 1; asked < 40; asked++) {
      int[] left = {asked};
      Progress stopping =
          new Progress() {
            @Override
            public boolean cancelled() {
              return --left[0] <= 0;
            }
          };
      RunResult result = shop.engine(HOLDING, stopping).run(RunOptions.ALL, item -> {});
      if (!result.stopped()) {
        assertThat(asked).as("it was stopped at several places before").isGreaterThan(5);
        inStep();
        return;
      }
      assertThat(result.inStep()).isFalse();
      assertThat(shop.store.sync(7).orElseThrow().lastSyncMillis()).isZero();
    }
    throw new AssertionError("it never ended");
  }

  @Test
  void endsAfterTheCurrentBatchWhenTheSyncIsPausedElsewhere() {
    for (int i = 0; i < 12; i++) {
      shop.person(shop.source, "p" + i + "@x", "P", "1", null);
    }
    Progress pausing =
        new Progress() {
          @Override
          public void advance(long records) {
            if (!Shop.people(shop.target).isEmpty()) {
              phase(SyncState.Phase.PAUSED);
            }
          }
        };
    RunResult result = shop.engine(Policies.DEFAULT, pausing).run(RunOptions.ALL, item -> {});
    assertThat(result.stopped()).isTrue();
    assertThat(Shop.people(shop.target)).as("batches").isNotEmpty().hasSizeLessThan(12);
    Map<String, String> written = Shop.people(shop.target);
    assertThat(shop.store.sync(7).orElseThrow().phase()).isEqualTo(SyncState.Phase.PAUSED);
    assertThat(run().stopped()).as("a paused sync does not run").isTrue();
    assertThat(Shop.people(shop.target)).isEqualTo(written);
    phase(SyncState.Phase.LIVE);
    assertThat(run().inStep()).isTrue();
    inStep();
  }

  /** While batches are on their way, nobody is told that they are written. */
  @Test
  void progressCountsWhatIsWrittenAndAllOfItInTheEnd() {
    List<Long> people = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      people.add(shop.person(shop.source, "p" + i + "@x", "P", "1", null));
    }
    List<String> told = new ArrayList<>();
    Progress counting =
        new Progress() {
          private String step = "";
          private long done;

          @Override
          public void begin(String task, String what, long total) {
            step = what;
            done = 0;
          }

          @Override
          public void advance(long records) {
            done += records;
            if (step.startsWith("creating")) {
              assertThat(done).isLessThanOrEqualTo(Shop.people(shop.target).size());
            } else if (step.startsWith("updating")) {
              assertThat(done).isLessThanOrEqualTo(named("Q"));
            }
          }

          @Override
          public void end() {
            told.add(step + " " + done);
          }
        };
    shop.engine(Policies.DEFAULT, counting).run(RunOptions.ALL, item -> {});
    assertThat(told).anyMatch(t -> t.startsWith("creating in ") && t.endsWith(" 12"));
    people.forEach(key -> shop.set(shop.source, "people", key, "name", "Q"));
    shop.engine(Policies.DEFAULT, counting).run(RunOptions.ALL, item -> {});
    assertThat(told).anyMatch(t -> t.startsWith("updating ") && t.endsWith(" 12"));
    inStep();
  }

  private long named(String name) {
    return Shop.people(shop.target).values().stream().filter(p -> p.startsWith(name)).count();
  }

  private void phase(SyncState.Phase phase) {
    try (StateStore.Change change = shop.store.begin()) {
      change.putSync(new SyncState(7, "shop", phase, "", 0, Map.of(), ""));
      change.commit();
    }
  }

  private void choose(Due due, String side) {
    try (StateStore.Change change = shop.store.begin()) {
      change.putDecision(new Decision(due.task(), due.side(), due.key(), "*", side, due.seen(), 1));
      change.commit();
    }
  }
}
