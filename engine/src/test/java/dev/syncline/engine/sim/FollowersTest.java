package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.WriteBatch;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.verify.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records refer to one that is deleted on one side, edited on the other, and comes back under
 * another key, in systems that let references lead nowhere.
 */
class FollowersTest {
  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder, false);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private Path folder(String name) {
    try {
      return Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  private void inStep() {
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    RunResult next = run();
    assertThat(next.tally().applied()).as("one more run writes nothing").isZero();
    assertThat(next.due()).isEmpty();
    Certificate certificate = shop.engine(Policies.DEFAULT).verify(Set.of());
    assertThat(certificate.certifies()).as("%s", certificate.tasks().get(0).differences).isTrue();
  }

  /** Ann, whom orders and Bob refer to, goes on a side and is edited on the other. */
  private long annGoes(Side side) {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", ann);
    for (int i = 0; i < 5; i++) {
      shop.order(shop.source, "A" + i, ann);
    }
    run();
    long there = Shop.only(shop.target, "ann@x");
    if (side == Side.SOURCE) {
      shop.delete(shop.source, "people", ann);
      shop.set(shop.target, "people", there, "name", "Anna");
      return ann;
    }
    shop.delete(shop.target, "people", there);
    shop.set(shop.source, "people", ann, "name", "Anna");
    return there;
  }

  @Test
  void referencesFollowOnEitherSide() {
    for (Side side : Side.values()) {
      try (Shop own = new Shop(folder(side.word()), false)) {
        shop.close();
        shop = own;
        long before = annGoes(side);
        PlanResult plan = shop.engine(Policies.DEFAULT).plan(RunOptions.ALL, item -> {});
        RunResult result = run();
        assertThat(result.due()).isEmpty();
        assertThat(Shop.only(side == Side.SOURCE ? shop.source : shop.target, "ann@x"))
            .isNotEqualTo(before);
        for (int task : new int[] {Shop.PEOPLE, Shop.ORDERS}) {
          assertThat(result.tally().task(task).applied.updates(side))
              .as("what the plan says")
              .isEqualTo(plan.tally().task(task).planned.updates(side))
              .isEqualTo(task == Shop.PEOPLE ? 1 : 5);
        }
        inStep();
      }
    }
  }

  @Test
  void anEditOfTheReferringRecordGoesWithIt() {
    annGoes(Side.SOURCE);
    long other = shop.person(shop.source, "eve@x", "Eve", "1", null);
    shop.set(shop.source, "orders", 1, "number", "A0 edited");
    shop.set(shop.source, "orders", 2, "person", other);
    assertThat(run().due()).isEmpty();
    assertThat(Shop.orders(shop.source))
        .containsEntry("A0 edited", "ann@x")
        .containsEntry("A1", "eve@x")
        .containsEntry("A2", "ann@x");
    inStep();
  }

  @Test
  void theProcessMayDieAtAnyStep() {
    for (long step : LongStream.range(1, 40).toArray()) {
      try (Shop own = new Shop(folder("dies-" + step), false)) {
        shop.close();
        shop = own;
        annGoes(Side.SOURCE);
        long[] steps = {0};
        Faults dies =
            new Faults() {
              @Override
              public void at(String connection, Step at) {
                if (++steps[0] == step) {
                  throw new Crash("at step " + step);
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
        try {
          shop.engine(Policies.DEFAULT, dies).run(RunOptions.ALL, item -> {});
        } catch (Faults.Crash crash) {
          assertThat(steps[0]).isEqualTo(step);
        }
        run();
        inStep();
      }
    }
  }
}
