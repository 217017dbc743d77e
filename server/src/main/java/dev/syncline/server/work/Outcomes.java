package dev.syncline.server.work;

import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Event.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what, and what became of it: the audit log gets both, whoever asks and by whatever
 * way. A job is noted when it is asked for and when it is over; what is done at once, when it is
 * done. What may not be done at all, {@link AuditLog#refused} notes.
 */
public final class Outcomes {
  private static final Logger LOG = Logger.getLogger(Outcomes.class.getName());

  private final AuditLog log;

  /** Into a log. */
  public Outcomes(AuditLog log) {
    this.log = log;
  }

  /** Notes that somebody asked for a job. */
  void begun(Actor by, Event event) {
    log.add(by, event.with(Outcome.BEGUN));
  }

  /**
   * Notes what became of a job, and each run that came of it, so that of each it is known who asked
   * for it. A run of what was asked for says by itself that it was done.
   *
   * @param answer null if there is none
   */
  void ended(Actor by, Event event, @Nullable Screen answer) {
    Map<Long, String> runs = answer == null ? Map.of() : runs(answer);
    try {
      runs.forEach(
          (run, sync) -> log.add(by, Event.sync(event.action(), sync).detail(detail(run))));
      Event ended = of(event, answer);
      boolean told = event.sync() != null && runs.containsValue(event.sync());
      if (!told || ended.outcome() != Outcome.DONE) {
        log.add(by, ended);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "what became of a job could not be noted", e);
    }
  }

  /**
   * Performs what is done at once, and notes what became of it.
   *
   * @param command the answer to it
   */
  public Screen perform(Actor by, Event event, Supplier<Screen> command) {
    Screen answer = null;
    try {
      answer = command.get();
      return answer;
    } finally {
      log.add(by, of(event, answer));
    }
  }

  /** What became of it; of an edit, also what it changed. */
  private static Event of(Event event, @Nullable Screen answer) {
    Event what =
        answer instanceof EditScreen edit && edit.saved()
            ? event.detail(String.join(", ", edit.changed()))
            : event;
    return what.with(answer == null || isFailed(answer) ? Outcome.FAILED : Outcome.DONE);
  }

  /** Also where it says that nothing ran: the sync is stopped, or it is its blackout. */
  private static boolean isFailed(Screen answer) {
    return answer instanceof ErrorScreen
        || Boolean.FALSE.equals(answer.json().get("ran"))
        || answer.exit().compareTo(ExitCode.ERROR) <= 0
        || answer instanceof Screens several && several.all().stream().anyMatch(Outcomes::isFailed);
  }

  /** How the log names a run. */
  public static String detail(long run) {
    return "run " + run;
  }

  /** The numbers of the runs that an answer tells of, with their syncs. */
  public static Map<Long, String> runs(Screen answer) {
    Map<Long, String> runs = new LinkedHashMap<>();
    List<Object> open = new ArrayList<>(List.of(answer.json()));
    while (!open.isEmpty()) {
      if (open.removeFirst() instanceof Map<?, ?> json) {
        if (json.get("run") instanceof Number run && json.get("sync") instanceof String sync) {
          runs.put(run.longValue(), sync);
        }
        if (json.get("syncs") instanceof List<?> several) {
          open.addAll(several);
        }
      }
    }
    return runs;
  }
}
