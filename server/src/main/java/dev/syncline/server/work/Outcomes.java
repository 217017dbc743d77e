package dev.syncline.server.work;

import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which runs came of a job: the audit log gets them, so that of each run it is known who asked. */
public final class Outcomes {
  private Outcomes() {}

  /** Notes the runs of a job as soon as it is over, by whoever asked for it. */
  public static void note(Job job, AuditLog log, Actor by, Event.Action action) {
    AtomicBoolean noted = new AtomicBoolean();
    Runnable note =
        () -> {
          if (job.isOver() && !noted.getAndSet(true)) {
            job.answer()
                .ifPresent(
                    answer ->
                        runs(answer)
                            .forEach(
                                (run, sync) ->
                                    log.add(by, Event.sync(action, sync).detail(detail(run)))));
          }
        };
    Runnable end = job.follow(changed -> note.run());
    note.run();
    if (noted.get()) {
      end.run();
    }
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
