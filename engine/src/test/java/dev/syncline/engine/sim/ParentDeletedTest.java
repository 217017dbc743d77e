package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.verify.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A record is deleted on one side with all that refer to it, while one of these is edited, added or
 * moved to it on the other: what becomes of that decides what becomes of the record.
 */
class ParentDeletedTest {
  @TempDir Path folder;
  private Shop shop;
  private Policies policies = Policies.DEFAULT;

  /** Where the records are deleted, and where they are not. */
  private MemoryDatabase there;

  private MemoryDatabase here;

  @BeforeEach
  void open() {
    in("shop", Side.TARGET, true);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  /** A shop of its own, in which records are deleted on a side. */
  private void in(String name, Side gone, boolean enforced) {
    if (shop != null) {
      shop.close();
    }
    try {
      shop = new Shop(Files.createDirectory(folder.resolve(name)), enforced);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    there = gone == Side.SOURCE ? shop.source : shop.target;
    here = gone == Side.SOURCE ? shop.target : shop.source;
  }

  private void policy(DeleteConflicts deletes, Direction direction) {
    policies =
        new Policies(
            direction,
            false,
            policies.conflicts(),
            policies.winner(),
            deletes,
            policies.deletesToSource(),
            policies.deletesToTarget(),
            policies.nullKeys());
  }

  private RunResult run() {
    return shop.run(policies);
  }

  private static long order(MemoryDatabase db, String number) {
    return db.table("orders").rows().values().stream()
        .filter(row -> number.equals(row[1]))
        .map(row -> (Long) row[0])
        .findFirst()
        .orElseThrow();
  }

  /** Eve manages Ann, who has two orders; Bob has one. All is in step. */
  private void everything() {
    long eve = shop.person(here, "eve@x", "Eve", "1", null);
    long ann = shop.person(here, "ann@x", "Ann", "1", eve);
    long bob = shop.person(here, "bob@x", "Bob", "1", null);
    shop.order(here, "A1", ann);
    shop.order(here, "A2", ann);
    shop.order(here, "B1", bob);
    assertThat(run().inStep()).isTrue();
  }

  private void annGoes() {
    shop.delete(there, "orders", order(there, "A1"));
    shop.delete(there, "orders", order(there, "A2"));
    shop.delete(there, "people", Shop.only(there, "ann@x"));
  }

  private void eveGoes() {
    annGoes();
    shop.delete(there, "people", Shop.only(there, "eve@x"));
  }

  /** One run does what its plan says, and the next has nothing to do. */
  private void comesToRest() {
    PlanResult plan = shop.engine(policies).plan(RunOptions.ALL, item -> {});
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    for (int task : new int[] {Shop.PEOPLE, Shop.ORDERS}) {
      for (Side side : Side.values()) {
        assertThat(result.tally().task(task).applied.creates(side))
            .isEqualTo(plan.tally().task(task).planned.creates(side));
        assertThat(result.tally().task(task).applied.deletes(side))
            .isEqualTo(plan.tally().task(task).planned.deletes(side));
      }
    }
    RunResult next = run();
    assertThat(next.tally().applied()).as("one more run writes nothing").isZero();
    assertThat(next.due()).isEmpty();
  }

  private void inStep() {
    comesToRest();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    Certificate certificate = shop.engine(policies).verify(Set.of());
    assertThat(certificate.certifies()).as("%s", certificate.tasks().get(0).differences).isTrue();
  }

  private void onEitherSide(Consumer<Side> scene) {
    for (Side gone : Side.values()) {
      in(gone.word(), gone, true);
      everything();
      scene.accept(gone);
    }
  }

  @Test
  void anEditedRecordBringsItsParentBack() {
    onEitherSide(
        gone -> {
          annGoes();
          shop.set(here, "orders", order(here, "A1"), "number", "A1 edited");
          inStep();
          assertThat(Shop.orders(there))
              .containsOnlyKeys("A1 edited", "B1")
              .containsEntry("A1 edited", "ann@x");
        });
  }

  @Test
  void aNewRecordBringsItsParentBack() {
    onEitherSide(
        gone -> {
          annGoes();
          shop.order(here, "A3", Shop.only(here, "ann@x"));
          inStep();
          assertThat(Shop.orders(there)).containsOnlyKeys("A3", "B1").containsEntry("A3", "ann@x");
        });
  }

  @Test
  void aRecordThatWasMovedToItBringsItBack() {
    onEitherSide(
        gone -> {
          annGoes();
          shop.set(here, "orders", order(here, "B1"), "person", Shop.only(here, "ann@x"));
          inStep();
          assertThat(Shop.orders(there)).containsOnlyKeys("B1").containsEntry("B1", "ann@x");
        });
  }

  @Test
  void theWholeLineOfParentsComesBack() {
    onEitherSide(
        gone -> {
          eveGoes();
          shop.set(here, "orders", order(here, "A1"), "number", "A1 edited");
          inStep();
          assertThat(Shop.people(there)).containsEntry("ann@x", "Ann 1 eve@x");
        });
  }

  @Test
  void aNewRecordOfTheSameTableBringsItsParentBack() {
    onEitherSide(
        gone -> {
          eveGoes();
          shop.person(here, "new@x", "New", "1", Shop.only(here, "ann@x"));
          inStep();
          assertThat(Shop.people(there))
              .containsEntry("new@x", "New 1 ann@x")
              .containsEntry("ann@x", "Ann 1 eve@x");
          assertThat(Shop.orders(there)).containsOnlyKeys("B1");
        });
  }

  @Test
  void aCircleThatNobodyTouchedKeepsNobody() {
    in("loose", Side.TARGET, false);
    everything();
    shop.set(here, "people", Shop.only(here, "eve@x"), "manager", Shop.only(here, "ann@x"));
    run();
    eveGoes();
    inStep();
    assertThat(Shop.people(here)).containsOnlyKeys("bob@x");
    assertThat(Shop.orders(here)).containsOnlyKeys("B1");
  }

  @Test
  void whatWasMovedAwayKeepsNobody() {
    onEitherSide(
        gone -> {
          annGoes();
          shop.set(here, "orders", order(here, "A1"), "person", Shop.only(here, "bob@x"));
          inStep();
          assertThat(Shop.people(here)).doesNotContainKey("ann@x");
          assertThat(Shop.orders(here)).containsOnlyKeys("A1", "B1");
        });
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void aPersonDecidesForBoth(Side chosen) {
    policy(DeleteConflicts.HOLD, Direction.TWO_WAY);
    everything();
    annGoes();
    shop.set(here, "orders", order(here, "A1"), "number", "A1 edited");
    for (int i = 0; i < 2; i++) {
      RunResult held = run();
      assertThat(held.due())
          .hasSize(2)
          .allMatch(due -> due.reason() == Due.Reason.CONFLICT)
          .anyMatch(due -> due.message().contains("a record that refers to it stays"));
      assertThat(Shop.orders(here)).as("others go").containsOnlyKeys("A1 edited", "B1");
    }
    run().due().forEach(due -> choose(due, chosen));
    inStep();
    assertThat(Shop.people(here).containsKey("ann@x")).isEqualTo(chosen == Side.SOURCE);
  }

  @Test
  void choicesThatContradictEachOtherLeaveTheParentToBeDecidedAgain() {
    policy(DeleteConflicts.HOLD, Direction.TWO_WAY);
    everything();
    annGoes();
    shop.set(here, "orders", order(here, "A1"), "number", "A1 edited");
    run().due().forEach(due -> choose(due, due.task() == Shop.PEOPLE ? Side.TARGET : Side.SOURCE));
    assertThat(run().due())
        .anyMatch(due -> due.task() == Shop.PEOPLE && due.reason() == Due.Reason.CONFLICT)
        .anyMatch(due -> due.task() == Shop.ORDERS && due.reason() == Due.Reason.BLOCKED);
    run().due().stream()
        .filter(due -> due.task() == Shop.PEOPLE)
        .forEach(due -> choose(due, Side.SOURCE));
    inStep();
    assertThat(Shop.orders(there)).containsEntry("A1 edited", "ann@x");
  }

  @Test
  void aDeleteThatWinsTakesTheEditedRecordToo() {
    policy(DeleteConflicts.DELETE_WINS, Direction.TWO_WAY);
    onEitherSide(
        gone -> {
          annGoes();
          shop.set(here, "orders", order(here, "A1"), "number", "A1 edited");
          inStep();
          assertThat(Shop.people(here)).doesNotContainKey("ann@x");
          assertThat(Shop.orders(here)).containsOnlyKeys("B1");
        });
  }

  @Test
  void aDeleteThatWinsDoesNotTakeWhatWasNeverInStep() {
    policy(DeleteConflicts.DELETE_WINS, Direction.TWO_WAY);
    everything();
    annGoes();
    shop.order(here, "A3", Shop.only(here, "ann@x"));
    RunResult held = run();
    assertThat(held.due())
        .extracting(Due::reason)
        .containsExactlyInAnyOrder(Due.Reason.CONFLICT, Due.Reason.BLOCKED);
    held.due().stream()
        .filter(due -> due.reason() == Due.Reason.CONFLICT)
        .forEach(due -> choose(due, Side.SOURCE));
    inStep();
    assertThat(Shop.orders(there)).containsEntry("A3", "ann@x").containsKey("B1");
  }

  @Test
  void whatAHeldParentWasNeededForMayGo() {
    policy(DeleteConflicts.DELETE_WINS, Direction.TWO_WAY);
    everything();
    annGoes();
    long added = shop.order(here, "A3", Shop.only(here, "ann@x"));
    assertThat(run().due()).hasSize(2);
    shop.delete(here, "orders", added);
    inStep();
    assertThat(Shop.people(here)).doesNotContainKey("ann@x");
  }

  @Test
  void oneWayWhatWasEditedWhereItIsOnlyReceivedIsLeftWithItsParent() {
    policy(DeleteConflicts.EDIT_WINS, Direction.TO_TARGET);
    in("one-way", Side.SOURCE, true);
    policies = Policies.DEFAULT;
    everything();
    policy(DeleteConflicts.EDIT_WINS, Direction.TO_TARGET);
    annGoes();
    shop.set(here, "orders", order(here, "A1"), "number", "A1 edited");
    comesToRest();
    assertThat(Shop.orders(here)).containsOnlyKeys("A1 edited", "B1");
    assertThat(Shop.people(there)).doesNotContainKey("ann@x");
  }

  private void choose(Due due, Side side) {
    try (StateStore.Change change = shop.store.begin()) {
      change.putDecision(
          new Decision(due.task(), due.side(), due.key(), "*", side.word(), due.seen(), 1));
      change.commit();
    }
  }
}
