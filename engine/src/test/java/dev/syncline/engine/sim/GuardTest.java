package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.mapping.Policies;
import dev.syncline.core.plan.Guard;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard stops what is too much before anything is written, and names the numbers of a plan. */
class GuardTest {
  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    shop.numbersPerPerson = true;
    shop.guard = new Guard(new Guard.Limit(0.1, 3), Guard.Limit.OFF, Guard.Limit.OFF);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  private List<String> planned() {
    return shop.engine(Policies.DEFAULT).plan(RunOptions.ALL, item -> {}).halted();
  }

  /** People with one order each: all of them on the source, and every other on the target. */
  private void half(int people) {
    for (int i = 0; i < people; i++) {
      shop.order(shop.source, "no " + i, shop.person(shop.source, i + "@x", "P" + i, null, null));
      if (i % 2 == 0) {
        shop.order(shop.target, "no " + i, shop.person(shop.target, i + "@x", "P" + i, null, null));
      }
    }
  }

  @Test
  void countsChildrenByTheLinksThatTheirParentsWouldHave() {
    half(20);
    RunResult result = run();
    assertThat(result.halted())
        .isEqualTo(planned())
        .satisfiesExactly(
            people -> assertThat(people).contains("people: would create 10 records in target"),
            orders -> assertThat(orders).contains("orders: would create 10 records in target"));
    assertThat(result.tally().applied()).isZero();
    assertThat(shop.store.countLinks(Shop.PEOPLE)).isZero();
    assertThat(result.tally().task(Shop.ORDERS).rows).containsExactly(20, 10);
    shop.engine(Policies.DEFAULT).run(RunOptions.ALL.approved(), item -> {});
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
  }

  @Test
  void whatIsHeldIsNotCreatedAndDoesNotCount() {
    half(20);
    shop.engine(Policies.DEFAULT).run(RunOptions.ALL.approved(), item -> {});
    long one = shop.person(shop.source, "same@x", "One", null, null);
    shop.person(shop.source, "same@x", "Other", null, null);
    for (int i = 0; i < 10; i++) {
      shop.order(shop.source, "same " + i, one);
    }
    RunResult result = run();
    assertThat(planned()).isEmpty();
    assertThat(result.halted()).isEmpty();
    assertThat(result.due()).hasSize(12);
  }

  @Test
  void whatOnlyFillsEmptyFieldsOverwritesNothing() {
    shop.guard = new Guard(Guard.Limit.OFF, Guard.Limit.OFF, new Guard.Limit(0.1, 3));
    for (int i = 0; i < 20; i++) {
      shop.person(shop.source, i + "@x", null, null, null);
    }
    run();
    for (int i = 1; i <= 20; i++) {
      shop.set(shop.source, "people", i, "name", "P" + i);
    }
    assertThat(planned()).isEmpty();
    RunResult filled = run();
    assertThat(filled.halted()).isEmpty();
    assertThat(filled.tally().applied()).isEqualTo(20);
    for (int i = 1; i <= 4; i++) {
      shop.set(shop.source, "people", i, "phone", "1");
      shop.set(shop.source, "people", i, "name", "Other " + i);
    }
    assertThat(run().halted())
        .as("those do not count among what was overwritten lately, and these do")
        .isEqualTo(planned())
        .singleElement()
        .asString()
        .contains("people: would overwrite 4 of 20 linked records in target");
    assertThat(Shop.people(shop.target).toString()).doesNotContain("Other");
  }

  @Test
  void aFirstLoadThatWasStoppedGoesOn() {
    for (int i = 0; i < 40; i++) {
      shop.person(shop.source, i + "@x", "P" + i, null, null);
    }
    int[] batches = {0};
    Progress impatient =
        new Progress() {
          @Override
          public boolean cancelled() {
            return Shop.people(shop.target).size() > 10 && batches[0]++ > 0;
          }
        };
    assertThat(shop.engine(Policies.DEFAULT, impatient).run(RunOptions.ALL, item -> {}).stopped())
        .isTrue();
    assertThat(Shop.people(shop.target)).hasSizeBetween(11, 39);
    RunResult next = run();
    assertThat(next.halted()).isEmpty();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    for (int i = 40; i < 60; i++) {
      shop.person(shop.source, i + "@x", "P" + i, null, null);
    }
    assertThat(run().halted()).as("once it is in step, the guard counts").isNotEmpty();
  }
}
