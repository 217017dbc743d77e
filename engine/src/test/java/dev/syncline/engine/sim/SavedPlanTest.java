package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.mapping.Policies;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A saved plan is applied after something changed that its decisions rested on, though the rows
 * that they are about did not.
 */
class SavedPlanTest {
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

  private Path plan() {
    Path file = folder.resolve("plan");
    Engine engine = shop.engine(Policies.DEFAULT);
    try (PlanFile.Writer writer =
        new PlanFile.Writer(
            file, engine.header(), shop.sync(Policies.DEFAULT), shop.store.fingerprinter())) {
      engine.plan(RunOptions.ALL, writer::add);
      writer.finish();
    }
    return file;
  }

  private RunResult apply(Path plan) {
    return shop.engine(Policies.DEFAULT).apply(plan, RunOptions.ALL, item -> {});
  }

  private void inStep() {
    assertThat(shop.run(Policies.DEFAULT).due()).isEmpty();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    assertThat(shop.run(Policies.DEFAULT).tally().planned()).isZero();
  }

  @Test
  void aReferenceIsNotWrittenWhenItsParentIsMatchedNoMore() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    long annThere = shop.person(shop.target, "ann@x", "Ann", "1", null);
    long bobThere = shop.person(shop.target, "bob@x", "Bob", "1", null);
    shop.order(shop.source, "A1", ann);
    shop.order(shop.target, "A1", bobThere);
    Path plan = plan();
    shop.set(shop.target, "people", annThere, "email", "another@x");
    RunResult applied = apply(plan);
    assertThat(applied.tally().applied()).isZero();
    assertThat(applied.due()).extracting(Due::reason).containsOnly(Due.Reason.STALE);
    assertThat(applied.due().toString()).contains("person leads to another record");
    inStep();
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "ann@x");
  }

  @Test
  void anEqualReferenceIsNotAgreedOnWhenItsParentIsMatchedNoMore() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long annThere = shop.person(shop.target, "ann@x", "Ann", "1", null);
    shop.order(shop.source, "A1", ann);
    shop.order(shop.target, "A1", annThere);
    Path plan = plan();
    shop.set(shop.target, "people", annThere, "email", "another@x");
    apply(plan);
    inStep();
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "ann@x");
  }

  @Test
  void aRecordThatGotANamesakeIsNotCreated() {
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    Path plan = plan();
    shop.person(shop.target, "ann@x", "Ann", "1", null);
    RunResult applied = apply(plan);
    assertThat(applied.tally().applied()).isEqualTo(1);
    assertThat(applied.due().toString()).contains("another record has its unique key");
    assertThat(Shop.people(shop.target))
        .containsOnlyKeys("ann@x", "bob@x")
        .containsEntry("ann@x", "Ann 1 -");
    inStep();
  }

  @Test
  void ofTwoThatAreNamesakesByNowNoneIsCreated() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.person(shop.source, "cyd@x", "Cyd", "1", null);
    Path plan = plan();
    shop.set(shop.source, "people", ann, "email", "none@x");
    shop.set(shop.source, "people", bob, "email", "ann@x");
    shop.set(shop.source, "people", ann, "email", "ann@x");
    RunResult applied = apply(plan);
    assertThat(applied.due().toString()).contains("another record has its unique key");
    assertThat(Shop.people(shop.target)).containsOnlyKeys("cyd@x");
  }

  @Test
  void aRecordThatWasLinkedMeanwhileIsLeft() {
    shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.target, "zoe@x", "Zoe", "1", null);
    Path plan = plan();
    shop.run(Policies.DEFAULT);
    RunResult applied = apply(plan);
    assertThat(applied.tally().applied()).isZero();
    assertThat(applied.due()).hasSize(2);
    inStep();
  }

  @Test
  void anEditThatWasMadeTwiceIsNotTheOneThatWasPlanned() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.run(Policies.DEFAULT);
    shop.set(shop.source, "people", ann, "name", "Anna");
    Path plan = plan();
    shop.run(Policies.DEFAULT);
    // Both rows are as they were when it was planned, but now it is the target that was edited.
    shop.set(shop.target, "people", 1001, "name", "Ann");
    assertThat(apply(plan).tally().applied()).isZero();
    inStep();
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Ann 1 -");
  }

  /** A reference follows when what it leads to is there, but not one that the plan did not show. */
  @Test
  void aReferenceThatIsAnotherByNowDoesNotFollow() {
    long cyd = shop.person(shop.source, "cyd@x", "Cyd", "1", null);
    shop.run(Policies.DEFAULT);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.set(
        shop.source, "people", bob, "manager", shop.person(shop.source, "ann@x", "Ann", "1", null));
    Path plan = plan();
    Faults busy =
        Once.at(
            "target",
            Faults.Step.AFTER_COMMIT,
            () -> shop.set(shop.source, "people", bob, "manager", cyd));
    RunResult applied = shop.engine(Policies.DEFAULT, busy).apply(plan, RunOptions.ALL, item -> {});
    assertThat(Shop.people(shop.target)).containsEntry("bob@x", "Bob 1 -").containsKey("ann@x");
    assertThat(applied.due().toString()).contains("the plan did not show it");
    inStep();
    assertThat(Shop.people(shop.target)).containsEntry("bob@x", "Bob 1 cyd@x");
  }
}
