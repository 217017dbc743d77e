package dev.syncline.server.site;

import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.screen.Alarm;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.tell.Concern;
import dev.syncline.project.tell.Telling.Now;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.State;
import dev.syncline.server.work.Job;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a sync stands, for a person who has one look at it: of all that is so, what most needs that
 * person.
 *
 * @param why what is to be known of it; empty for nothing
 */
record Standing(State state, String why) {

  /** Of what people are told the page says, too, in the same words; the most pressing first. */
  private static final Map<Topic, State> TOLD = new LinkedHashMap<>();

  static {
    TOLD.put(Topic.FAILING, State.FAILED);
    TOLD.put(Topic.PAUSED, State.PAUSED);
    TOLD.put(Topic.LATE, State.LATE);
    TOLD.put(Topic.REJECTED, State.REJECTED);
    TOLD.put(Topic.REVIEW, State.REVIEW);
  }

  /**
   * @param doing where the work is that the server does for the sync, or will do next, in words
   */
  static Standing of(StatusScreen status, Optional<String> doing) {
    if (doing.isPresent()) {
      return new Standing(State.RUNNING, doing.get());
    }
    if (status.isRunning()) {
      return new Standing(State.RUNNING, Doing.where(status));
    }
    if (status.isHalted()) {
      return new Standing(State.HALTED, status.state().orElseThrow().reason());
    }
    if (status.state().filter(s -> s.phase() == Phase.PAUSED).isPresent()) {
      return new Standing(State.STOPPED, "A person stopped it.");
    }
    Map<Topic, Concern> known = Concern.of(status, false);
    for (Map.Entry<Topic, State> each : TOLD.entrySet()) {
      Concern concern = Objects.requireNonNull(known.get(each.getKey()));
      if (concern.now() == Now.SO) {
        return new Standing(each.getValue(), concern.text());
      }
    }
    return atRest(status);
  }

  /** Where nothing is wrong, and nobody has to decide anything. */
  private static Standing atRest(StatusScreen status) {
    Optional<RunRecord> stopped = status.last().filter(run -> run.result().equals("stopped"));
    if (stopped.isPresent()) {
      return new Standing(
          State.BEHIND,
          "Run " + stopped.get().id() + " was stopped before its end. The next run does the rest.");
    }
    if (!status.waiting().isEmpty()) {
      return new Standing(State.WAITING, sentence(status.waiting().getFirst().waits()));
    }
    if (!status.sum().isEmpty()) {
      return new Standing(
          State.DUE, has(status, Alarm.Kind.DUE) ? alarms(status) : sentence(status.dueInWords()));
    }
    return nothingDue(status);
  }

  /** A sync that is not started is a draft, also where people run it now and then. */
  private static Standing nothingDue(StatusScreen status) {
    boolean live = status.state().filter(s -> s.phase() == Phase.LIVE).isPresent();
    boolean wasInStep = status.state().filter(s -> s.lastSyncMillis() > 0).isPresent();
    if (status.selected() && status.last().isPresent()) {
      return new Standing(
          State.DONE, "What was selected is written. Compare again to see what differs now.");
    }
    if (live) {
      return wasInStep
          ? new Standing(State.IN_STEP, alarms(status))
          : new Standing(State.BEHIND, "It was started, and no run has come to its end since.");
    }
    return new Standing(
        State.DRAFT,
        wasInStep
            ? "Its latest run left nothing to do. It is not started: nothing runs it by itself."
            : alarms(status));
  }

  private static boolean has(StatusScreen status, Alarm.Kind kind) {
    return status.alarms().stream().anyMatch(alarm -> alarm.kind() == kind);
  }

  private static String alarms(StatusScreen status) {
    return status.alarms().stream().map(Alarm::text).collect(Collectors.joining(" "));
  }

  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
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
