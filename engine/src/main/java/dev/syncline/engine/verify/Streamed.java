package dev.syncline.engine.verify;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.AtOnce;
import dev.syncline.engine.sync.Progress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Verifies a task by streaming both sides at once, each beside its links. Pairs belong to segments,
 * and each side adds up what its rows come to, through the mapping: where the sums agree so do the
 * pairs, whatever order the sides are in. Pairs of other segments are looked at one by one. No row
 * waits for its counterpart, so that no question to the systems is asked for one that is equal.
 */
final class Streamed {
  private static final int BATCH = 1_000;

  private final Task task;
  private final Means means;

  Streamed(Task task, Means means) {
    this.task = task;
    this.means = means;
  }

  /**
   * Verifies the task.
   *
   * @throws NotThisWay when too much differs; what was entered in the certificate is then of no use
   */
  void verify(RowCheck check, Certificate.OfTask found) throws NotThisWay {
    int segments = SegmentSums.segments(means.store().countLinks(task.id()));
    SegmentSums source = new SegmentSums(segments);
    SegmentSums target = new SegmentSums(segments);
    AtOnce both = new AtOnce(means.progress());
    both.run(
        means.parallel(),
        () -> read(Side.SOURCE, source, both, check, found),
        () -> read(Side.TARGET, target, both, check, found));
    BitSet differing = source.differing(target);
    if (differing.cardinality() > segments / 2) {
      throw new NotThisWay(SegmentSums.unlike(differing.cardinality(), segments));
    }
    found.equal += source.rowsOutside(differing);
    if (!differing.isEmpty()) {
      oneByOne(differing, segments, check);
    }
  }

  private void read(
      Side side, SegmentSums sums, Progress both, RowCheck check, Certificate.OfTask found) {
    new LinkedSide(task, side, means.store())
        .read(
            means.ends().on(side),
            means.temp(),
            sums,
            rows -> {
              synchronized (found) {
                found.count(side, rows);
              }
              both.advance(rows);
            },
            key -> {
              synchronized (found) {
                check.alone(side, key, null);
              }
            },
            () -> {
              synchronized (found) {
                found.filter(side);
              }
            });
  }

  private void oneByOne(BitSet differing, int segments, RowCheck check) {
    PairPrint pair = new PairPrint(means.store().fingerprinter(), segments);
    List<Key> batch = new ArrayList<>(BATCH);
    try (StateStore.LinkScan links = means.store().scan(task.id(), Side.SOURCE)) {
      while (links.next()) {
        byte[] key = links.key();
        pair.of(key, links.other());
        if (differing.get(pair.segment())) {
          batch.add(Key.fromBytes(key));
        }
        if (batch.size() == BATCH) {
          check.linked(batch);
          batch.clear();
        }
      }
    }
    check.linked(batch);
  }
}
