package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.WriteBatch;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.undo.LeftAlone;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Undos that are cut off, or whose answers are lost. */
class UndoCutOffTest extends UndoneRuns {
  /** Whether it dies before or after the writes, the next run does not do again what was undone. */
  @Test
  void survivesACrashInTheMiddle() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    long first = run().run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    long second = run().run();
    assertThatThrownBy(
            () -> shop.engine(Policies.DEFAULT, dying()).undo(second, RunOptions.ALL, item -> {}))
        .isInstanceOf(Faults.Crash.class);
    rests(1);
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 1 -");
    RunOptions bobOnly =
        new RunOptions(false, false, false, Set.of(Shop.PEOPLE), Optional.of(Key.of(1002L)), 0);
    assertThatThrownBy(
            () -> shop.engine(Policies.DEFAULT, dying()).undo(first, bobOnly, item -> {}))
        .isInstanceOf(Faults.Crash.class);
    rests(2);
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x");
  }

  /** The process dies when the system has written and before that is remembered. */
  private static Faults dying() {
    return new Faults() {
      @Override
      public void at(String connection, Step step) {
        if (step == Step.AFTER_COMMIT) {
          throw new Crash("after the write");
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
  }

  @Test
  void itIsKnownWhatWasWrittenThoughTheAnswerIsLost() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    run();
    shop.set(shop.source, "people", ann, "name", "Anna");
    long second = run().run();
    UndoResult undone = losing(Faults.Fate.LOST_BEFORE, second);
    assertThat(undone.left())
        .extracting(LeftAlone::reason)
        .containsExactly("the answer to the write was lost");
    run();
    rests(0);
    assertThat(losing(Faults.Fate.APPLIED_AND_LOST, second).left()).isEmpty();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 1 -");
    run();
    rests(1);
  }

  private UndoResult losing(Faults.Fate fate, long run) {
    return shop.engine(Policies.DEFAULT, Once.fate("target", fate))
        .undo(run, RunOptions.ALL, item -> {});
  }

  /** A pin that outlived its write would take a row's loss for something agreed on. */
  @Test
  void noPinOutlivesAWriteThatNeverHappened() {
    byTriggers();
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    long first = run().run();
    run();
    assertThatThrownBy(
            () ->
                shop.engine(Policies.DEFAULT, Once.crash("target", Faults.Step.BEFORE_COMMIT))
                    .undo(first, RunOptions.ALL, item -> {}))
        .isInstanceOf(Faults.Crash.class);
    noPinIsLeft();
  }

  @Test
  void noPinOutlivesAnUndoThatDiedBeforeItWasToWrite() {
    byTriggers();
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    long first = run().run();
    run();
    dies(first);
    noPinIsLeft();
  }

  /** It was to put the row back; as it did not, the row is still left alone. */
  @Test
  void aPinOutlivesAnUndoOfItsOwnThatDied() {
    byTriggers();
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    long undone = undo(run().run()).run().run();
    dies(undone);
    rests(1);
    assertThat(Shop.people(shop.target)).isEmpty();
  }

  /** An undo dies when it has pinned what it is going to restore. */
  private void dies(long run) {
    StateStore real = shop.store;
    shop.store = CrashingStore.diesBefore(real, "openBatch");
    assertThatThrownBy(() -> undo(run)).isInstanceOf(Faults.Crash.class);
    shop.store = real;
  }

  private void noPinIsLeft() {
    assertThat(shop.store.decisions(Shop.PEOPLE)).hasSize(1);
    rests(0);
    assertThat(shop.store.decisions(Shop.PEOPLE)).isEmpty();
    shop.delete(shop.target, "people", 1001);
    assertThat(shop.engine(Policies.DEFAULT).verify(Set.of()).certifies()).isFalse();
  }
}
