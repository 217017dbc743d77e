package dev.syncline.project.tell;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.store.Topic;
import dev.syncline.engine.sync.Resting;
import dev.syncline.project.screen.Alarm;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.tell.Telling.Now;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of one thing that people are told of while it is so.
 *
 * @param text it in sentences; empty where it is not so
 */
public record Concern(Now now, String text) {
  private static final Concern UNKNOWN = new Concern(Now.UNKNOWN, "");
  private static final Set<Due.Reason> HELD =
      EnumSet.of(
          Due.Reason.CONFLICT, Due.Reason.AMBIGUOUS, Due.Reason.NULL_KEY, Due.Reason.QUARANTINED);
  private static final Set<Due.Reason> REFUSED =
      EnumSet.of(Due.Reason.REJECTED, Due.Reason.UNREADABLE);

  /** Whether it is so otherwise than it was told. */
  public boolean isNewTo(String told) {
    return now == Now.SO && !text.equals(told);
  }

  private static Concern of(String text) {
    return new Concern(text.isEmpty() ? Now.NOT_SO : Now.SO, text);
  }

  /**
   * All that is known of a sync.
   *
   * @param asked whether its systems were asked, too
   */
  public static Map<Topic, Concern> of(StatusScreen status, boolean asked) {
    Map<Topic, Concern> all = new EnumMap<>(Topic.class);
    all.put(Topic.FAILING, failing(status));
    all.put(Topic.HALTED, halted(status));
    all.put(Topic.PAUSED, of(paused(status)));
    all.put(Topic.REVIEW, review(status));
    all.put(Topic.REJECTED, due(status, REFUSED, "Due until it succeeds"));
    all.put(Topic.LATE, alarm(status, Alarm.Kind.LATE));
    all.put(Topic.DUE, alarm(status, Alarm.Kind.DUE));
    Concern tracking = alarm(status, Alarm.Kind.TRACKING);
    boolean known = asked && !has(status, Alarm.Kind.UNREACHABLE);
    all.put(Topic.TRACKING, tracking.now() == Now.SO || known ? tracking : UNKNOWN);
    return all;
  }

  private static Concern failing(StatusScreen status) {
    RunRecord run = status.last().orElse(null);
    if (run == null) {
      return of("");
    }
    Now now = Telling.failing(run.result());
    if (now != Now.SO) {
      return new Concern(now, "");
    }
    String why =
        run.result().equals("killed")
            ? "was cut off: its process ended before it did."
            : "failed" + (run.error().isEmpty() ? "." : ": " + run.error());
    return of("Run " + run.id() + " " + why);
  }

  private static Concern halted(StatusScreen status) {
    if (status.isGoingOn()) {
      return UNKNOWN;
    }
    return of(status.isHalted() ? status.state().map(SyncState::reason).orElse("It halted.") : "");
  }

  /** Which tasks rest, and what to do about it. */
  private static String paused(StatusScreen status) {
    return status.resting().stream().map(Concern::paused).collect(Collectors.joining("\n"));
  }

  /** Most of it names the task itself. */
  private static String paused(Resting task) {
    String why = String.join(" ", task.why());
    String named = "task " + task.name();
    return why.startsWith(named) ? "T" + why.substring(1) : task.name() + ": " + why;
  }

  private static Concern review(StatusScreen status) {
    String held = due(status, HELD, "Held for a person").text();
    String plan =
        status.review().map(p -> "Plan " + p.id() + " waits for review: " + p.found()).orElse("");
    return of((held + " " + plan).strip());
  }

  private static Concern due(StatusScreen status, Set<Due.Reason> reasons, String what) {
    Map<Due.Reason, Long> some = new EnumMap<>(Due.Reason.class);
    status.sum().forEach((reason, n) -> some.merge(reason, n, Long::sum));
    some.keySet().retainAll(reasons);
    return of(some.isEmpty() ? "" : what + ": " + StatusScreen.words(some) + ".");
  }

  private static boolean has(StatusScreen status, Alarm.Kind kind) {
    return status.alarms().stream().anyMatch(a -> a.kind() == kind);
  }

  private static Concern alarm(StatusScreen status, Alarm.Kind kind) {
    List<Alarm> some = status.alarms().stream().filter(a -> a.kind() == kind).toList();
    return of(some.stream().map(Alarm::text).collect(Collectors.joining(" ")));
  }
}
