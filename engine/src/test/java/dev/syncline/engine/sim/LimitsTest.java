package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values that a side cannot hold, as only its system knows: the target's phone numbers are ASCII.
 * What a plan says of them is what a run does.
 */
class LimitsTest {
  private static final String ARABIC = "\u0660\u0661";
  private static final String REASON =
      "phone: target cannot hold it: people.phone holds ASCII only";

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

  private List<PlanItem> plan() {
    List<PlanItem> items = new ArrayList<>();
    shop.engine(Policies.DEFAULT).plan(RunOptions.ALL, items::add);
    return items;
  }

  private static List<String> held(List<PlanItem> plan) {
    return plan.stream()
        .filter(Held.class::isInstance)
        .map(i -> ((Held) i).reason() + " " + ((Held) i).message())
        .toList();
  }

  /** Runs, with the numbers of the plan before. */
  private RunResult runAsPlanned() {
    Tally planned = new Tally();
    plan().forEach(planned::plan);
    RunResult result = shop.run(Policies.DEFAULT);
    for (int task : List.of(Shop.PEOPLE, Shop.ORDERS)) {
      Tally.OfTask said = planned.task(task);
      Tally.OfTask did = result.tally().task(task);
      assertThat(did.held).isEqualTo(said.held);
      for (Side side : Side.values()) {
        assertThat(did.applied.creates(side)).isEqualTo(said.planned.creates(side));
        assertThat(did.applied.updates(side)).isEqualTo(said.planned.updates(side));
      }
    }
    return result;
  }

  @Test
  void aNewRecordIsRejectedInThePlanAndSoIsWhatRefersToIt() {
    long ann = shop.person(shop.source, "ann@x", "Ann", ARABIC, null);
    shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.order(shop.source, "A1", ann);
    List<PlanItem> plan = plan();
    assertThat(plan.stream().filter(PlanItem.Create.class::isInstance)).hasSize(1);
    assertThat(held(plan)).hasSize(2).contains("REJECTED " + REASON);
    assertThat(held(plan).getLast()).startsWith("BLOCKED person: refers to 1");
    RunResult result = runAsPlanned();
    assertThat(result.due())
        .extracting(Due::reason)
        .containsExactly(Due.Reason.REJECTED, Due.Reason.BLOCKED);
    assertThat(result.due().getFirst().message()).isEqualTo(REASON);

    runAsPlanned();
    List<Due> due = new ArrayList<>();
    shop.store.due(Shop.PEOPLE, due::add);
    assertThat(due)
        .singleElement()
        .satisfies(d -> assertThat(d.attempts()).as("it stays due, and nothing was sent").isZero());
    shop.set(shop.source, "people", ann, "phone", "01");
    assertThat(runAsPlanned().due()).isEmpty();
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "ann@x");
  }

  @Test
  void aSideThatCannotHoldOneOfTheValuesGetsNoneAndTheOtherSideGetsItsOwn() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    shop.run(Policies.DEFAULT);
    shop.set(shop.source, "people", ann, "phone", ARABIC);
    shop.set(shop.source, "people", ann, "email", "anna@x");
    shop.set(shop.target, "people", 1001, "name", "Anna");
    shop.set(shop.source, "people", bob, "phone", "2");
    List<PlanItem> plan = plan();
    assertThat(held(plan)).containsExactly("REJECTED " + REASON);
    assertThat(runAsPlanned().due())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.key().toString()).isEqualTo("1");
              assertThat(due.reason()).isEqualTo(Due.Reason.REJECTED);
              assertThat(due.message()).isEqualTo(REASON);
            });
    assertThat(Shop.people(shop.source)).containsEntry("anna@x", "Anna " + ARABIC + " -");
    assertThat(Shop.people(shop.target))
        .containsEntry("ann@x", "Anna 1 -")
        .containsEntry("bob@x", "Bob 2 -");
    assertThat(runAsPlanned().tally().applied()).as("one more run writes nothing").isZero();
    shop.set(shop.source, "people", ann, "phone", "3");
    assertThat(runAsPlanned().due()).isEmpty();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
  }

  /** Planned, attempted, succeeded and failed, of the creates and the updates on the target. */
  private static List<Tally.Figures> onTarget(Tally tally) {
    Tally.OfTask people = tally.task(Shop.PEOPLE);
    return List.of(
        people.figures(writes -> writes.creates(Side.TARGET)),
        people.figures(writes -> writes.updates(Side.TARGET)));
  }

  @Test
  void whatIsRefusedBeforeItIsSentHasFailed() {
    long ann = shop.person(shop.source, "ann@x", "Ann", ARABIC, null);
    long bob = shop.person(shop.source, "bob@x", "Bob", "1", null);
    Tally plan = shop.engine(Policies.DEFAULT).plan(RunOptions.ALL, item -> {}).tally();
    assertThat(onTarget(plan).getFirst())
        .as("a plan fails to do nothing")
        .isEqualTo(new Tally.Figures(2, 0, 0, 0));
    assertThat(onTarget(runAsPlanned().tally()).getFirst())
        .isEqualTo(new Tally.Figures(2, 1, 1, 1));
    shop.set(shop.source, "people", bob, "phone", ARABIC);
    shop.set(shop.source, "people", bob, "name", "Bobby");
    shop.set(shop.source, "people", ann, "phone", "1");
    assertThat(onTarget(runAsPlanned().tally()))
        .containsExactly(new Tally.Figures(1, 1, 1, 0), new Tally.Figures(1, 0, 0, 1));
  }

  /**
   * The system refuses an update for a reason that others may take away, and the record is edited
   * meanwhile, so that Syncline refuses it when it is decided again.
   */
  @Test
  void whatBothRefuseHasFailedOnce() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.run(Policies.DEFAULT);
    shop.set(shop.source, "people", ann, "name", "Anna");
    WriteOutcome taken = new WriteOutcome.Rejected(WriteOutcome.Cause.UNIQUE, "taken");
    shop.targetAs =
        target ->
            new Meanwhile(
                target, taken, () -> shop.set(shop.source, "people", ann, "phone", ARABIC));
    RunResult result = shop.run(Policies.DEFAULT);
    assertThat(result.due()).extracting(Due::message).containsExactly(REASON);
    assertThat(onTarget(result.tally()).getLast()).isEqualTo(new Tally.Figures(1, 1, 0, 1));
  }

  @Test
  void whatIsStaleCountsAsWhatBecomesOfIt() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.run(Policies.DEFAULT);
    shop.set(shop.source, "people", ann, "name", "Anna");
    shop.targetAs =
        target ->
            new Meanwhile(
                target, null, () -> shop.set(shop.target, "people", 1001, "name", "Anna"));
    RunResult result = shop.run(Policies.DEFAULT);
    assertThat(result.due()).isEmpty();
    assertThat(onTarget(result.tally()).getLast()).isEqualTo(new Tally.Figures(0, 0, 0, 0));
  }

  /** A system in which something happens just before the first writes. */
  private static final class Meanwhile extends Forwarding {
    private final @Nullable WriteOutcome answer;
    private @Nullable Runnable first;

    /**
     * @param answer what it answers to the first writes, which it does not make; null where it does
     */
    Meanwhile(Connector target, @Nullable WriteOutcome answer, Runnable first) {
      super(target);
      this.answer = answer;
      this.first = first;
    }

    @Override
    public List<WriteOutcome> write(WriteBatch batch) {
      Runnable now = first;
      first = null;
      if (now == null) {
        return super.write(batch);
      }
      now.run();
      return answer == null
          ? super.write(batch)
          : batch.writes().stream().map(write -> answer).toList();
    }
  }

  @Test
  void aSavedPlanHoldsWhatWillBeRejectedAndDoesTheRest() {
    long ann = shop.person(shop.source, "ann@x", "Ann", "1", null);
    shop.person(shop.source, "bob@x", "Bob", ARABIC, null);
    shop.run(Policies.DEFAULT);
    shop.set(shop.source, "people", ann, "name", "Anna");
    Path file = folder.resolve("plan");
    Engine engine = shop.engine(Policies.DEFAULT);
    try (PlanFile.Writer writer =
        new PlanFile.Writer(
            file, engine.header(), shop.sync(Policies.DEFAULT), shop.store.fingerprinter())) {
      engine.plan(RunOptions.ALL, writer::add);
      writer.finish();
    }
    RunResult result = shop.engine(Policies.DEFAULT).apply(file, RunOptions.ALL, item -> {});
    assertThat(result.tally().applied()).isEqualTo(1);
    assertThat(result.tally().held(Reason.REJECTED)).isEqualTo(1);
    assertThat(result.due()).extracting(Due::message).containsExactly(REASON);
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x");
  }

  @Test
  void aReasonNamesNoValueThatIsNeverJournaled() {
    shop.neverJournaled = Set.of("phone");
    shop.person(shop.source, "ann@x", "Ann", ARABIC, null);
    assertThat(held(plan()))
        .containsExactly("REJECTED " + REASON)
        .noneMatch(m -> m.contains(ARABIC));
    assertThat(runAsPlanned().due()).extracting(Due::message).containsExactly(REASON);
  }
}
