package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.decide.Flips;
import dev.syncline.engine.store.Due;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields that somebody puts back again and again, and such that are just edited often. */
class FlipsTest {
  private static final Policies MIRROR =
      new Policies(
          Direction.TO_TARGET,
          true,
          Conflicts.MERGE,
          Winner.SOURCE,
          DeleteConflicts.EDIT_WINS,
          Deletes.PROPAGATE,
          Deletes.PROPAGATE,
          NullKeys.HOLD);

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "2", null);
    shop.run(Policies.DEFAULT);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private void source(String name) {
    shop.set(shop.source, "people", 1, "name", name);
  }

  private void target(String name) {
    shop.set(shop.target, "people", 1001, "name", name);
  }

  private String onTarget() {
    return Shop.people(shop.target).get("ann@x");
  }

  @Test
  void twoToolsThatDisagreeAreQuarantined() {
    RunResult last = null;
    for (int i = 0; i < 3; i++) {
      source("ANN");
      last = shop.run(Policies.DEFAULT);
      assertThat(onTarget()).isEqualTo("ANN 1 -");
      target("Ann");
      last = shop.run(Policies.DEFAULT);
    }
    source("ANN");
    last = shop.run(Policies.DEFAULT);
    assertThat(last.tally().applied()).isZero();
    assertThat(last.due()).extracting(Due::reason).containsExactly(Due.Reason.QUARANTINED);
    assertThat(last.due().getFirst().message())
        .contains("name flips")
        .contains("\"ANN\"")
        .contains("\"Ann\"")
        .contains("syncline retry");
    assertThat(onTarget()).isEqualTo("Ann 1 -");
  }

  @Test
  void whatIsPutBackOnAMirrorIsQuarantinedAndStaysSo() {
    source("ANN");
    for (int i = 0; i < 3; i++) {
      assertThat(shop.run(MIRROR).tally().applied()).isEqualTo(1);
      target("Ann");
    }
    for (int i = 0; i < 3; i++) {
      RunResult held = shop.run(MIRROR);
      assertThat(held.tally().applied()).isZero();
      assertThat(held.due()).extracting(Due::reason).containsExactly(Due.Reason.QUARANTINED);
    }
    assertThat(shop.plan(MIRROR)).anyMatch(line -> line.contains("name flips"));
    // Another record goes on, and so does this one when somebody gives it something new.
    shop.set(shop.source, "people", 2, "name", "BOB");
    source("Anna");
    assertThat(shop.run(MIRROR).tally().applied()).isEqualTo(2);
    assertThat(onTarget()).isEqualTo("Anna 1 -");
  }

  @Test
  void aPersonHasItTriedAgain() {
    source("ANN");
    for (int i = 0; i < 3; i++) {
      shop.run(MIRROR);
      target("Ann");
    }
    assertThat(shop.run(MIRROR).due()).hasSize(1);
    assertThat(Flips.release(shop.store, Shop.PEOPLE, shop.later())).isEqualTo(1);
    RunResult again = shop.run(MIRROR);
    assertThat(again.tally().applied()).isEqualTo(1);
    assertThat(again.due()).isEmpty();
    assertThat(onTarget()).isEqualTo("ANN 1 -");
    // It is given as many tries as before.
    target("Ann");
    assertThat(shop.run(MIRROR).tally().applied()).isEqualTo(1);
  }

  @Test
  void itIsReleasedWhenBothSidesAgree() {
    source("ANN");
    for (int i = 0; i < 3; i++) {
      shop.run(MIRROR);
      target("Ann");
    }
    assertThat(shop.run(MIRROR).due()).hasSize(1);
    source("Ann");
    assertThat(shop.run(MIRROR).due()).isEmpty();
  }

  @Test
  void somebodyWhoChangesHisMindOftenIsFollowed() {
    for (int i = 0; i < 12; i++) {
      source(i % 2 == 0 ? "ANN" : "Ann");
      RunResult result = shop.run(Policies.DEFAULT);
      assertThat(result.tally().applied()).isEqualTo(1);
      assertThat(result.due()).isEmpty();
    }
  }

  @Test
  void soAreTwoWhoTakeTurnsWithOtherValues() {
    for (int i = 0; i < 6; i++) {
      source("Ann " + i);
      assertThat(shop.run(Policies.DEFAULT).due()).isEmpty();
      target("Ann");
      assertThat(shop.run(Policies.DEFAULT).due()).isEmpty();
    }
  }
}
