package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.undo.LeftAlone;
import dev.syncline.engine.undo.Pins;
import dev.syncline.engine.undo.UndoRefused;
import dev.syncline.engine.verify.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs of the two small shops, taken back. */
class UndoTest extends UndoneRuns {
  @Test
  void createsAreTakenBackWithTheirChildrenAndDoNotComeAgain() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", ann);
    shop.order(shop.source, "A1", ann);
    long first = run().run();
    UndoResult undone = undo(first);
    assertThat(undone.left()).isEmpty();
    assertThat(Shop.people(shop.target)).isEmpty();
    assertThat(Shop.orders(shop.target)).isEmpty();
    assertThat(shop.store.run(undone.run().run()).orElseThrow().kind()).isEqualTo("undo");
    rests(3);

    // Undone in turn, all is as the first run left it: the same keys, and in step.
    UndoResult again = undo(undone.run().run());
    assertThat(again.left()).isEmpty();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source)).hasSize(2);
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source)).hasSize(1);
    assertThat(shop.store.countLinks(Shop.PEOPLE)).isEqualTo(2);
    rests(0);
  }

  @Test
  void aPinnedRecordFlowsAgainWhenItChanges() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    undo(run().run());
    rests(1);
    shop.set(shop.source, "people", ann, "phone", "2");
    run();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 2 -");
    rests(0);
    assertThat(shop.store.decisions(Shop.PEOPLE)).as("the pin lapsed").isEmpty();
  }

  @Test
  void anUpdateIsTakenBackFieldByFieldAndPinned() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    shop.set(shop.source, "people", ann, "phone", "2");
    long second = run().run();
    shop.set(shop.target, "people", 1001, "phone", "3");
    UndoResult undone = undo(second);
    assertThat(undone.left())
        .extracting(LeftAlone::reason)
        .containsExactly("phone was changed on the target since");
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 3 -");
    assertThat(run().tally().applied()).as("the user's edit flows").isEqualTo(1);
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Anna 3 -");
    rests(1);
    shop.set(shop.source, "people", ann, "name", "Annie");
    run();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Annie 3 -");
    rests(0);
    assertThat(shop.store.decisions(Shop.PEOPLE)).as("the pin lapsed").isEmpty();
  }

  @Test
  void undoOfUndoOfAnUpdateRestores() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    UndoResult undone = undo(run().run());
    rests(1);
    assertThat(undo(undone.run().run()).left()).isEmpty();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    rests(0);
  }

  @Test
  void deletedRecordsComeBackWholeWithTheirKeysAndChildren() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long order = shop.order(shop.source, "A1", ann);
    run();
    shop.delete(shop.source, "orders", order);
    shop.delete(shop.source, "people", ann);
    shop.person(shop.source, "zoe@x", "Zoe", "1", null);
    RunResult second = shop.engine(Policies.DEFAULT).run(RunOptions.ALL.approved(), item -> {});
    assertThat(Shop.people(shop.target)).containsOnlyKeys("zoe@x");
    UndoResult undone = undo(second.run());
    assertThat(undone.left()).isEmpty();
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x");
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "ann@x");
    assertThat(shop.target.table("people").rows()).containsKey(Key.of(1001L));
    rests(3);
  }

  @Test
  void whatChangedSinceIsLeftAlone() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.person(shop.source, "cy@x", "Cy", "1", null);
    long first = run().run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    run();
    shop.set(shop.source, "people", bob, "name", "Bobby");
    shop.order(shop.target, "T1", 1003);
    UndoResult undone = undo(first);
    assertThat(Shop.people(shop.target)).as("all three").hasSize(3);
    assertThat(undone.left()).hasSize(3);
    assertThat(undone.left().toString())
        .contains("name was changed on the target since")
        .contains("it was edited on the source since, which the next run carries");
    run();
    rests(0);
  }

  @Test
  void aCreatedRowStaysWhenAColumnWithADefaultWasChanged() {
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.person(shop.source, "cy@x", "Cy", "1", null);
    long first = run().run();
    shop.set(shop.target, "people", 1001, "points", 500L);
    shop.set(shop.target, "people", 1002, "made", null);
    UndoResult undone = undo(first);
    assertThat(undone.left())
        .extracting(LeftAlone::reason)
        .containsExactlyInAnyOrder(
            "points was changed on the target since", "made was changed on the target since");
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x", "bob@x");
    rests(1);
  }

  @Test
  void aUniqueValueThatIsTakenIsSaid() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long order = shop.order(shop.source, "A1", ann);
    run();
    shop.delete(shop.source, "orders", order);
    long second = shop.engine(Policies.DEFAULT).run(RunOptions.ALL.approved(), i -> {}).run();
    shop.order(shop.target, "A1", 1001);
    UndoResult undone = undo(second);
    assertThat(undone.left()).hasSize(1);
    assertThat(shop.store.decisions(Shop.ORDERS)).as("no pin of what was not written").isEmpty();
    run();
    rests(0);
  }

  @Test
  void uniqueValuesThatWereExchangedGoBack() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long one = shop.order(shop.source, "A1", ann);
    long two = shop.order(shop.source, "A2", ann);
    run();
    Map<Key, Object[]> before = Map.copyOf(shop.target.table("orders").rows());
    shop.set(shop.source, "orders", one, "number", "tmp");
    shop.set(shop.source, "orders", two, "number", "A1");
    shop.set(shop.source, "orders", one, "number", "A2");
    assertThat(undo(run().run()).left()).isEmpty();
    shop.target
        .table("orders")
        .rows()
        .forEach((key, row) -> assertThat(row).isEqualTo(before.get(key)));
    rests(2);
  }

  @Test
  void oneTaskOrOneRecordOnly() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.order(shop.source, "A1", ann);
    long first = run().run();
    undo(first, new RunOptions(false, false, false, Set.of(Shop.ORDERS), Optional.empty(), 0));
    assertThat(Shop.orders(shop.target)).isEmpty();
    assertThat(Shop.people(shop.target)).hasSize(2);
    undo(
        first,
        new RunOptions(false, false, false, Set.of(Shop.PEOPLE), Optional.of(Key.of(1002L)), 0));
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x");
    rests(2);
  }

  @Test
  void releasedPinsFlowAgain() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    long first = run().run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    undo(run().run());
    undo(
        first,
        new RunOptions(false, false, false, Set.of(Shop.PEOPLE), Optional.of(Key.of(1002L)), 0));
    rests(2);
    Pins pins = new Pins(shop.store, shop.sync(Policies.DEFAULT).tasks().getFirst());
    assertThat(pins.list()).hasSize(2);
    pins.release(pins.list(), 1);
    assertThat(pins.list()).isEmpty();
    run();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    rests(0);
  }

  @Test
  void aRunWhoseJournalIsForgottenIsRefusedInWords() {
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    long first = run().run();
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    run();
    List<String> planned = shop.plan(Policies.DEFAULT);
    assertThat(planned).isEmpty();
    try (StateStore.Change change = shop.store.begin()) {
      change.prune(Long.MAX_VALUE);
      change.commit();
    }
    assertThatThrownBy(() -> undo(first + 1))
        .isInstanceOf(UndoRefused.class)
        .hasMessageContaining("older entries are forgotten");
    assertThatThrownBy(() -> undo(99)).hasMessageContaining("there is no run 99");
  }

  /** Runs that look only at what was marked or is due find what an undo left to them. */
  @Test
  void runsThatLookAtMarksOnlyRestAndGoOn() {
    byTriggers();
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    long first = run().run();
    run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    undo(run().run());
    undo(
        first,
        new RunOptions(false, false, false, Set.of(Shop.PEOPLE), Optional.of(Key.of(bob)), 0));
    rests(2);
    shop.set(shop.source, "people", ann, "name", "Annie");
    shop.set(shop.source, "people", bob, "name", "Bobby");
    assertThat(run().tally().applied()).isEqualTo(2);
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    rests(0);
  }

  @Test
  void aRecordWhoseOtherHalfWasDeletedIsLeftAsTheUndoLeftIt() {
    for (Side gone : Side.values()) {
      boolean onSource = gone == Side.SOURCE;
      String email = onSource ? "ann@x" : "bob@x";
      long source = shop.person(shop.source, email, "Name", "1", null);
      run();
      long target = Shop.only(shop.target, email);
      shop.set(
          onSource ? shop.source : shop.target,
          "people",
          onSource ? source : target,
          "name",
          "New");
      long second = run().run();
      shop.delete(onSource ? shop.source : shop.target, "people", onSource ? source : target);
      assertThat(undo(second).left()).isEmpty();
      assertThat(Shop.people(onSource ? shop.target : shop.source))
          .containsEntry(email, "Name 1 -");
      rests(onSource ? 1 : 2);
    }
  }

  /** Whoever looks at it without need does not unpin it. */
  @Test
  void aRecordWhoseOtherHalfWasDeletedStaysPinnedWhenItIsTouched() {
    byTriggers();
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.set(shop.target, "people", 1001, "name", "Anna");
    long second = run().run();
    shop.delete(shop.target, "people", 1001);
    undo(second);
    rests(1);
    shop.set(shop.source, "people", ann, "name", "Ann");
    rests(1);
  }

  /** A pin of what a person deleted holds for nothing, whoever gets its key. */
  @Test
  void aPinGoesWithItsRecord() {
    byTriggers();
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    undo(run().run());
    rests(1);
    shop.delete(shop.source, "people", ann);
    run();
    assertThat(shop.store.decisions(Shop.PEOPLE)).isEmpty();
  }

  /** What an undo restored while the other half was gone was never agreed on with its return. */
  @Test
  void aRecordThatComesBackAfterTheUndoIsComparedWithWhatWasRestored() {
    for (Side gone : Side.values()) {
      boolean onSource = gone == Side.SOURCE;
      MemoryDatabase edited = onSource ? shop.source : shop.target;
      String email = onSource ? "ann@x" : "bob@x";
      shop.person(shop.source, email, "Name", "1", null);
      run();
      shop.set(edited, "people", Shop.only(edited, email), "name", "New");
      long second = run().run();
      shop.delete(edited, "people", Shop.only(edited, email));
      assertThat(undo(second).left()).isEmpty();
      shop.person(edited, email, "New", "1", null);
      run();
      assertThat(Shop.people(shop.source)).containsEntry(email, "New 1 -");
      assertThat(Shop.people(shop.target)).containsEntry(email, "New 1 -");
      rests(0);
    }
  }

  /** Where deletes are not carried, a pinned record may go for a while and come back as it was. */
  @Test
  void aPinnedFieldStaysPinnedWhileItsRecordIsGone() {
    Policies keeping =
        new Policies(
            Policies.Direction.TWO_WAY,
            false,
            Policies.Conflicts.MERGE,
            Policies.Winner.SOURCE,
            Policies.DeleteConflicts.EDIT_WINS,
            Policies.Deletes.KEEP,
            Policies.Deletes.KEEP,
            Policies.NullKeys.HOLD);
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.run(keeping);
    shop.set(shop.source, "people", ann, "name", "Anna");
    shop.engine(keeping).undo(shop.run(keeping).run(), RunOptions.ALL, item -> {});
    shop.delete(shop.source, "people", ann);
    assertThat(shop.run(keeping).tally().applied()).isZero();
    shop.person(shop.source, "ann@x", "Anna", "1", null);
    assertThat(shop.run(keeping).tally().applied()).isZero();
    Certificate certificate = shop.engine(keeping).verify(Set.of());
    assertThat(certificate.certifies()).isTrue();
    assertThat(certificate.pinned()).isEqualTo(1);
  }

  @Test
  void planningAnUndoWritesNothing() {
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    long first = run().run();
    assertThat(
            shop.engine(Policies.DEFAULT)
                .planUndo(first, RunOptions.ALL, item -> {})
                .plan()
                .tally()
                .task(Shop.PEOPLE)
                .planned
                .deletes(Side.TARGET))
        .isEqualTo(1);
    assertThat(Shop.people(shop.target)).hasSize(1);
    assertThat(shop.store.decisions(Shop.PEOPLE)).isEmpty();
  }

  /** The user's value came between two writes of the run, and is none of its. */
  @Test
  void whatAUserDidWhileTheRunWasOnIsNotTakenBack() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", ann);
    shop.set(shop.source, "people", ann, "manager", bob);
    Faults busy =
        Once.at(
            "target",
            Faults.Step.AFTER_COMMIT,
            () -> shop.set(shop.target, "people", 1001, "phone", "5"));
    long first = shop.engine(Policies.DEFAULT, busy).run(RunOptions.ALL, item -> {}).run();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 5 bob@x");
    assertThat(undo(first).left())
        .extracting(LeftAlone::reason)
        .contains("phone was changed on the target since");
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 5 bob@x");
  }

  @Test
  void aValueThatAUserGaveBackIsStillToBeCarried() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long first = run().run();
    shop.set(shop.source, "people", ann, "phone", "2");
    shop.set(shop.target, "people", 1001, "phone", "2");
    run();
    shop.set(shop.target, "people", 1001, "phone", "1");
    assertThat(undo(first).left())
        .extracting(LeftAlone::reason)
        .containsExactly("it was edited on the target since, which the next run carries");
    run();
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Ann 1 -");
    rests(0);
  }

  /** Ann and her order are deleted on the source, and Ann is edited on the target. */
  private long deletedAndEdited(Policies policies) {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long order = shop.order(shop.source, "A1", ann);
    shop.run(policies);
    shop.delete(shop.source, "orders", order);
    shop.delete(shop.source, "people", ann);
    shop.set(shop.target, "people", Shop.only(shop.target, "ann@x"), "phone", "2");
    return shop.run(policies).run();
  }

  @Test
  void whatCameBackAloneIsGivenWhatReferredToIt() {
    long second = deletedAndEdited(Policies.DEFAULT);
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Ann 2 -");
    assertThat(Shop.orders(shop.target)).isEmpty();
    UndoResult undone =
        undo(second, new RunOptions(false, false, false, Set.of(Shop.ORDERS), Optional.empty(), 0));
    assertThat(undone.left()).isEmpty();
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "ann@x");
    Pins pins = new Pins(shop.store, shop.sync(Policies.DEFAULT).tasks().getLast());
    pins.release(pins.list(), 1);
    run();
    assertThat(Shop.orders(shop.source)).containsEntry("A1", "ann@x");
    rests(0);
  }

  @Test
  void whatRefersToARecordThatWaitsForAPersonGoes() {
    deletedAndEdited(
        new Policies(
            Policies.DEFAULT.direction(),
            Policies.DEFAULT.mirror(),
            Policies.DEFAULT.conflicts(),
            Policies.DEFAULT.winner(),
            Policies.DeleteConflicts.HOLD,
            Policies.DEFAULT.deletesToSource(),
            Policies.DEFAULT.deletesToTarget(),
            Policies.DEFAULT.nullKeys()));
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 2 -");
    assertThat(Shop.orders(shop.target)).isEmpty();
  }
}
