package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
      long before = run.tally.applied();
      for (TaskRun t : run.tasks.values()) {
        List<Work> work = t.again;
        t.again = new ArrayList<>();
        for (Work w : work) {
          run.leftovers.remove(t.task.id(), w.source(), w.target());
        }
        decide.inBatches(stillLinked(t, work), t, decide::waiting);
        apply.flushCreates(t);
      }
      apply.writeWaiting();
      progressMade = run.tally.applied() - before;
      if (progressMade == 0) {
        progressMade = new Knots(run, this, decide, apply).untie();
      }
    }
  }

  /**
   * Records under the keys that their links have by now, each once: an operation on either side may
   * have asked for it. What is no longer linked is not a pair any more, and only a survey may match
   * it anew.
   */
  List<Work> stillLinked(TaskRun t, List<Work> again) {
    List<Key> sources = new ArrayList<>();
    List<Key> targets = new ArrayList<>();
    for (Work w : again) {
      if (w.source() != null) {
        sources.add(w.source());
      }
      if (w.target() != null) {
        targets.add(w.target());
      }
    }
    Map<Key, Link> bySource = run.links.find(t.task.id(), Side.SOURCE, sources);
    Map<Key, Link> byTarget = run.links.find(t.task.id(), Side.TARGET, targets);
    Map<Work, Work> records = new LinkedHashMap<>();
    for (Work w : again) {
      // Records that exchanged their keys: whichever of both was meant, both are looked at.
      Set<Link> links = new LinkedHashSet<>();
      if (w.source() != null && bySource.containsKey(w.source())) {
        links.add(bySource.get(w.source()));
      }
      if (w.target() != null && byTarget.containsKey(w.target())) {
        links.add(byTarget.get(w.target()));
      }
      for (Link link : links) {
        records.putIfAbsent(
            Work.of(link.source(), link.target()), new Work(link.source(), link.target(), link));
      }
      if (links.isEmpty() && w.source() != null && w.target() != null) {
        run.leftovers.addStale(t.task.id(), Work.alone(Side.SOURCE, w.source(), 0));
        run.leftovers.addStale(t.task.id(), Work.alone(Side.TARGET, w.target(), 0));
      } else if (links.isEmpty()) {
        records.putIfAbsent(Work.of(w.source(), w.target()), w);
      }
    }
    return List.copyOf(records.values());
  }
}
