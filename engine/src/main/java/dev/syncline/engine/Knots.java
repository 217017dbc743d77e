package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Unties what no order can: records that exchange unique values among themselves. They are written
 * as one, after everything else was tried.
 */
final class Knots {
  private final Run run;

  Knots(Run run) {
    this.run = run;
  }

  /** Tries to write as one what was refused one by one; returns how many were written. */
  long untie(Collection<TaskRun> tasks) {
    long done = 0;
    for (TaskRun t : tasks) {
      List<Work> work = t.again;
      if (work.size() < 2) {
        continue;
      }
      t.again = new ArrayList<>();
      List<PlanItem.Update> onSource = new ArrayList<>();
      List<PlanItem.Update> onTarget = new ArrayList<>();
      run.inBatches(
          run.stillLinked(t, work),
          t,
          item -> {
            if (item instanceof PlanItem.Update u) {
              (u.side() == Side.SOURCE ? onSource : onTarget).add(u);
            }
          });
      for (Side side : Side.values()) {
        List<PlanItem.Update> updates = side == Side.SOURCE ? onSource : onTarget;
        if (updates.size() > 1) {
          done += run.applyTogether(t, side, updates);
        }
      }
      t.again.clear();
    }
    return done;
  }
}
