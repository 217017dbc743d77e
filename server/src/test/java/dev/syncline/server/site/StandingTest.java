package dev.syncline.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.engine.store.Topic;
import dev.syncline.engine.sync.Resting;
import dev.syncline.project.screen.Alarm;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.screen.Upcoming;
import dev.syncline.server.page.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a sync stands, case by case. */
class StandingTest {
  /** What is known of a sync. It is live, was in step, and its latest run is done. */
  private static final class Known {
    private Optional<Phase> phase = Optional.of(Phase.LIVE);
    private boolean wasInStep = true;
    private String reason = "";
    private String result = "done";
    private String error = "";
    private String holder = "";
    private boolean selected;
    private final Map<Due.Reason, Long> due = new TreeMap<>();
    private final List<Resting> resting = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private Optional<KeptPlan> review = Optional.empty();
    private final List<MessageWords> waiting = new ArrayList<>();
    private Optional<String> doing = Optional.empty();

    Known in(Phase other) {
      phase = Optional.of(other);
      return this;
    }

    Known neverRan() {
      phase = Optional.empty();
      result = "";
      return this;
    }

    Known neverInStep() {
      wasInStep = false;
      return this;
    }

    Known halted(String why) {
      reason = why;
      return in(Phase.HALTED);
    }

    Known ended(String how, String why) {
      result = how;
      error = why;
      return this;
    }

    Known runningIn(String process) {
      result = "running";
      holder = process;
      return this;
    }

    Known betweenEnvironments() {
      selected = true;
      return in(Phase.DRAFT).neverInStep();
    }

    Known due(Due.Reason why, long n) {
      due.put(why, n);
      return this;
    }

    Known resting(String task, String... why) {
      resting.add(new Resting(2, task, List.of(why)));
      return this;
    }

    Known alarm(Alarm.Kind kind, String text) {
      alarms.add(new Alarm(kind, text));
      return this;
    }

    Known planToReview() {
      review = Optional.of(new KeptPlan(3, 1, "hash", 0, "crm → shop", "", "12 changes.", 0, 0, 0));
      return this;
    }

    Known planToApply() {
      Message message =
          new Message(
              7, 1, Topic.PLAN, Message.State.WAITING, 0, 0, 0, "crm → shop", "plan 3", 0, "", "");
      waiting.add(new MessageWords(message, Optional.empty(), ZoneOffset.UTC));
      return this;
    }

    Known doing(String words) {
      doing = Optional.of(words);
      return this;
    }

    Standing standing() {
      return Standing.of(status(), doing);
    }

    private StatusScreen status() {
      boolean over = !result.equals("running") && !result.equals("killed");
      return new StatusScreen(
          "orders",
          "crm → shop",
          BySide.of(Side::word),
          phase.map(p -> new SyncState(1, "orders", p, reason, wasInStep ? 5 : 0, Map.of(), "")),
          Map.of(),
          Map.of(1, "a", 2, "b"),
          Map.of(1, due),
          List.of(),
          false,
          false,
          selected,
          0,
          0,
          result.isEmpty()
              ? Optional.empty()
              : Optional.of(new RunRecord(12, 1, "run", 1, over ? 2 : 0, result, "", null, error)),
          Optional.of(holder).filter(h -> !h.isEmpty()),
          resting,
          List.of(),
          review,
          waiting,
          Upcoming.BY_HAND,
          ZoneOffset.UTC,
          alarms,
          10,
          10);
    }
  }

  /** What is so, and what a person reads. */
  private record Case(String name, Known known, State state, String why) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Known live() {
    return new Known();
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("live, nothing due", live(), State.IN_STEP, ""),
        new Case("never ran", live().neverRan(), State.DRAFT, ""),
        new Case(
            "never started, but a person ran it",
            live().in(Phase.DRAFT),
            State.DRAFT,
            "Its latest run left nothing to do. It is not started: nothing runs it by itself."),
        new Case(
            "started, and never in step",
            live().neverInStep(),
            State.BEHIND,
            "It was started, and no run has come to its end since."),
        new Case(
            "a job is at it",
            live().halted("It would delete 9 of 10.").doing("a: writing shop"),
            State.RUNNING,
            "a: writing shop"),
        new Case(
            "runs in another process",
            live().runningIn("another process of this folder"),
            State.RUNNING,
            "In another process of this folder."),
        new Case(
            "runs on another node",
            live().ended("failed", "gone").runningIn("process 7 of node2"),
            State.RUNNING,
            "In process 7 of node2."),
        new Case(
            "runs here, of no job that is known",
            live().runningIn("this process"),
            State.RUNNING,
            "On this server."),
        new Case(
            "halted",
            live().halted("It would delete 9 of 10.").ended("halted", "").planToReview(),
            State.HALTED,
            "It would delete 9 of 10."),
        new Case(
            "stopped by a person",
            live().in(Phase.PAUSED).ended("failed", "gone"),
            State.STOPPED,
            "A person stopped it."),
        new Case(
            "the latest run failed",
            live().ended("failed", "Cannot reach shop.").due(Due.Reason.REJECTED, 2),
            State.FAILED,
            "Run 12 failed: Cannot reach shop."),
        new Case(
            "a draft whose latest run failed",
            live().in(Phase.DRAFT).ended("failed", "Cannot reach shop."),
            State.FAILED,
            "Run 12 failed: Cannot reach shop."),
        new Case(
            "its process died",
            live().ended("killed", ""),
            State.FAILED,
            "Run 12 was cut off: its process ended before it did."),
        new Case(
            "the latest run was stopped",
            live().ended("stopped", "").due(Due.Reason.WAITING, 3),
            State.BEHIND,
            "Run 12 was stopped before its end. The next run does the rest."),
        new Case(
            "a task is paused",
            live()
                .resting("b", "shop has no column total.", "Add it, or take it out of fields.")
                .alarm(Alarm.Kind.LATE, "It was last in step 2 h ago.")
                .due(Due.Reason.CONFLICT, 1),
            State.PAUSED,
            "b: shop has no column total. Add it, or take it out of fields."),
        new Case(
            "two tasks are paused",
            live()
                .resting("b", "task b: shop has no column total.", "Its columns are: id.")
                .resting("c", "task c rests, too: it refers to what rests (b)."),
            State.PAUSED,
            "Task b: shop has no column total. Its columns are: id.\n"
                + "Task c rests, too: it refers to what rests (b)."),
        new Case(
            "late",
            live().alarm(Alarm.Kind.LATE, "It was last in step 2 h ago."),
            State.LATE,
            "It was last in step 2 h ago."),
        new Case(
            "rows rejected, and a conflict held",
            live().due(Due.Reason.REJECTED, 2).due(Due.Reason.CONFLICT, 1),
            State.REJECTED,
            "Due until it succeeds: 2 rejected."),
        new Case(
            "unreadable",
            live().due(Due.Reason.UNREADABLE, 2),
            State.REJECTED,
            "Due until it succeeds: 2 unreadable."),
        new Case(
            "conflicts are held",
            live().due(Due.Reason.CONFLICT, 2).due(Due.Reason.STALE, 1),
            State.REVIEW,
            "Held for a person: 2 conflicts."),
        new Case(
            "a plan is kept",
            live().planToReview().due(Due.Reason.WAITING, 3),
            State.REVIEW,
            "Plan 3 waits for review: 12 changes."),
        new Case(
            "conflicts are held, and a plan is kept",
            live().planToReview().due(Due.Reason.AMBIGUOUS, 2),
            State.REVIEW,
            "Held for a person: 2 ambiguous. Plan 3 waits for review: 12 changes."),
        new Case(
            "a plan waits for its time",
            live().planToApply(),
            State.WAITING,
            "Message 7, plan 3, crm → shop, until Thu 1970-01-01 00:00 (syncline cancel 7)."),
        new Case(
            "records are due", live().due(Due.Reason.STALE, 2), State.DUE, "2 changed meanwhile."),
        new Case(
            "too many are",
            live().due(Due.Reason.STALE, 2).alarm(Alarm.Kind.DUE, "More than 1."),
            State.DUE,
            "More than 1."),
        new Case(
            "tracking grows",
            live().alarm(Alarm.Kind.TRACKING, "Nothing takes 9 marks."),
            State.IN_STEP,
            "Nothing takes 9 marks."),
        new Case(
            "between environments, compared never",
            live().betweenEnvironments().ended("", ""),
            State.DRAFT,
            ""),
        new Case(
            "between environments, compared and not applied",
            live().betweenEnvironments().planToReview(),
            State.REVIEW,
            "Plan 3 waits for review: 12 changes."),
        new Case(
            "between environments, applied",
            live().betweenEnvironments(),
            State.DONE,
            "What was selected is written. Compare again to see what differs now."));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatMostNeedsAPersonIsSaid(Case one) {
    assertThat(one.known().standing()).isEqualTo(new Standing(one.state(), one.why()));
  }

  @Test
  void theManualNamesEachState() throws IOException {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    List<String> named =
        Files.readAllLines(module.resolve("../docs/pages.md")).stream()
            .dropWhile(line -> !line.startsWith("| state |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> line.split("\\|")[1].strip())
            .toList();
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            cases().map(one -> one.state().words()).distinct().toList());
  }

  /** Others are said of what came of a command, and of a sync within a sequence. */
  @Test
  void eachStateOfASyncHasACase() {
    EnumSet<State> others = EnumSet.of(State.HELD, State.ASKED, State.DIFFERENT, State.NOT_REACHED);
    assertThat(cases().map(Case::state).distinct())
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(others));
  }
}
