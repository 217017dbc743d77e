package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem;
import java.util.ArrayList;
import java.util.List;

/**
 * Unties what no order can: records that exchange unique values among themselves, and those that
 * wait for each other to come or to go ({@link Circles}). They are written as one, after everything
 * else was tried.
 */
final class Knots {
  private final RunState run;
  private final DecidePhase decide;
  private final ApplyPhase apply;

  Knots(RunState run, DecidePhase decide, ApplyPhase apply) {
    this.run = run;
    this.decide = decide;
    this.apply = apply;
  }

  /** Tries to write as one what was refused one by one; returns how many were written. */
  long untie() {
    long done = 0;
    Circles circles = new Circles(run, decide, apply);
    for (TaskRun t : run.tasks.values()) {
      t.again.removeIf(w -> run.leftovers.isUnanswered(t.task.id(), w));
      if (t.again.isEmpty()) {
        continue;
      }
      List<PlanItem.Update> onSource = new ArrayList<>();
      List<PlanItem.Update> onTarget = new ArrayList<>();
      decide.inBatches(
          t.again.take(half -> run.leftovers.addStale(t.task.id(), half)),
          t,
          item -> {
            PlanItem allowed = decide.allowed(item);
            if (allowed instanceof PlanItem.Update u) {
              (u.side() == Side.SOURCE ? onSource : onTarget).add(u);
              circles.add(t, u);
            } else if (allowed instanceof PlanItem.Create c) {
              circles.add(t, c);
            } else if (allowed instanceof PlanItem.Delete d) {
              if (t.decider.whole(d) instanceof PlanItem.Delete whole) {
                circles.add(t, whole);
              }
            } else if (allowed instanceof PlanItem.Held h) {
              // The refusal of its other fields took this reason's place.
              run.leftovers.add(h);
            }
          });
      for (Side side : Side.values()) {
        List<PlanItem.Update> updates = side == Side.SOURCE ? onSource : onTarget;
        if (updates.size() > 1) {
          done += apply.applyTogether(t, side, apply.first(t, updates));
        }
      }
      // What was written and still has something to settle has another round; the rest is due.
      t.again.removeIf(w -> run.leftovers.has(t.task.id(), w));
    }
    return done + circles.untie();
  }
}
