package dev.syncline.server.site;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.project.screen.Alarm;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.State;
import dev.syncline.server.work.Job;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a sync stands, for a person who has one look at it: of all that is so, what most needs that
 * person.
 *
 * @param why what is to be known of it; empty for nothing
 */
record Standing(State state, String why) {

  /**
   * @param job what the server does for the sync, or will do next
   */
  static Standing of(StatusScreen status, Optional<Job> job) {
    if (job.isPresent()) {
      return new Standing(State.RUNNING, words(job.get()));
    }
    if (status.last().filter(run -> run.result().equals("running")).isPresent()) {
      return new Standing(State.RUNNING, "In another process of this folder.");
    }
    if (status.isHalted()) {
      return new Standing(State.HALTED, status.state().orElseThrow().reason());
    }
    if (status.state().filter(s -> s.phase() == Phase.PAUSED).isPresent()) {
      return new Standing(State.STOPPED, "A person stopped it.");
    }
    return atRest(status);
  }

  /** The same, with a plan that waits for a person where nothing else is more pressing. */
  Standing reviewing(Optional<Long> plan) {
    boolean pressing = state != State.IN_STEP && state != State.DRAFT && state != State.DUE;
    return pressing || plan.isEmpty()
        ? this
        : new Standing(
            State.REVIEW, "Plan " + plan.get() + " was made, and nobody applied it yet.");
  }

  private static Standing atRest(StatusScreen status) {
    Map<Due.Reason, Long> due = status.sum();
    if (has(status, Alarm.Kind.LATE)) {
      return new Standing(State.LATE, alarms(status));
    }
    if (due.containsKey(Due.Reason.REJECTED)) {
      return new Standing(State.REJECTED, sentence(status.dueInWords()));
    }
    if (!status.waiting().isEmpty()) {
      return new Standing(State.REVIEW, status.waiting().getFirst().waits());
    }
    if (!due.isEmpty()) {
      return new Standing(
          State.DUE, has(status, Alarm.Kind.DUE) ? alarms(status) : sentence(status.dueInWords()));
    }
    boolean ran = status.state().filter(s -> s.lastSyncMillis() > 0).isPresent();
    return new Standing(ran ? State.IN_STEP : State.DRAFT, alarms(status));
  }

  private static boolean has(StatusScreen status, Alarm.Kind kind) {
    return status.alarms().stream().anyMatch(alarm -> alarm.kind() == kind);
  }

  private static String alarms(StatusScreen status) {
    return status.alarms().stream().map(Alarm::text).collect(Collectors.joining(" "));
  }

  private static String sentence(String words) {
    return words.isEmpty()
        ? ""
        : words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1) + ".";
  }

  /** Where a job is, such as {@code Orders: writing shop, 48,210 of 120,000}. */
  static String words(Job job) {
    Job.Step step = job.step();
    if (job.state() == Job.State.QUEUED) {
      return job.remark().isEmpty()
          ? "Waits for its turn."
          : "Waits for its turn: " + job.remark() + ".";
    }
    if (step.what().isEmpty()) {
      return "Begins.";
    }
    String of = step.total() < 0 ? "" : " of " + Words.number(step.total());
    return (step.task().isEmpty() ? "" : step.task() + ": ")
        + step.what()
        + (step.done() == 0 && step.total() < 0 ? "" : ", " + Words.number(step.done()) + of);
  }
}
