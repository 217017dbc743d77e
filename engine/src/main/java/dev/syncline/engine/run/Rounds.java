package dev.syncline.engine.run;

import dev.syncline.engine.decide.Work;
import java.util.List;

/**
 * The last phase: decides again what is not settled (stale, waiting for another write, a reference
 * still to be filled), round after round, as long as rounds make progress.
 */
final class Rounds {
  private final RunState run;
  private final DecidePhase decide;
  private final ApplyPhase apply;

  Rounds(RunState run, DecidePhase decide, ApplyPhase apply) {
    this.run = run;
    this.decide = decide;
    this.apply = apply;
  }

  void settle() {
    long progressMade = 1;
    while (progressMade > 0 && run.tasks.values().stream().anyMatch(t -> !t.again.isEmpty())) {
      run.parents.release();
      apply.newRound();
      run.newRound();
      long before = run.writes;
      for (TaskRun t : run.tasks.values()) {
        t.flips.newRound();
        t.again.each(w -> run.leftovers.remove(t.task.id(), w.source(), w.target()));
        List<Work> work = t.again.take(half -> run.leftovers.addStale(t.task.id(), half));
        decide.inBatches(work, t, decide::waiting);
        apply.flushCreates(t);
      }
      apply.writeWaiting();
      progressMade = run.writes - before;
      if (progressMade == 0) {
        progressMade = new Knots(run, decide, apply).untie();
      }
      run.endRound();
    }
  }
}
