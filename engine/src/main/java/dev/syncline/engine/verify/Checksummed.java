package dev.syncline.engine.verify;

import dev.syncline.connect.Checksums;
import dev.syncline.connect.Checksums.Digest;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.engine.sync.AtOnce;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a task by checksums that both systems compute over their own rows. Segments whose counts
 * and sums agree hold the same keys with the same values on both sides; of the others the rows are
 * read and looked at one by one. That every key is linked to its like is looked up beside, from the
 * source's keys: what is not linked so is looked at as well.
 */
final class Checksummed {
  /** More segments than these are not asked for by name. */
  private static final int MOST_SEGMENTS = 4_000;

  private static final int BATCH = 1_000;

  private final Task task;
  private final Means means;

  Checksummed(Task task, Means means) {
    this.task = task;
    this.means = means;
  }

  /**
   * Verifies the task.
   *
   * @throws NotThisWay when there are no such checksums, or too much differs; what was entered in
   *     the certificate is then of no use
   */
  void verify(RowCheck check, Certificate.OfTask found) throws NotThisWay {
    if (!task.scope(Side.SOURCE).isEverything() || !task.scope(Side.TARGET).isEverything()) {
      throw new NotThisWay("a filter or a constant leaves records out");
    }
    int segments = SegmentSums.segments(means.store().countLinks(task.id()));
    Digests digests = Digests.of(task, means.ends(), segments);
    SegmentSums source = new SegmentSums(segments);
    SegmentSums target = new SegmentSums(segments);
    UnlikeKeys unlike = new UnlikeKeys(task, means.ends(), means.store(), means.temp());
    try {
      new AtOnce(means.progress())
          .run(
              means.parallel(),
              () -> {
                sum(digests.source(), digests.ofSource(), source);
                unlike.look(); // not beside: one connection of each system has to do
              },
              () -> sum(digests.target(), digests.ofTarget(), target));
    } catch (ConnectorException e) {
      throw new NotThisWay(String.valueOf(e.getMessage()));
    }
    BitSet differing = source.differing(target);
    if (differing.cardinality() > Math.min(segments / 2, MOST_SEGMENTS)) {
      throw new NotThisWay(SegmentSums.unlike(differing.cardinality(), segments));
    }
    long equal = source.rowsOutside(differing);
    found.sourceRows += equal;
    found.targetRows += equal;
    found.equal += equal;
    means.progress().advance(equal);
    Set<Key> others = unlike.keys();
    List<Integer> wanted = differing.stream().boxed().toList();
    if (!wanted.isEmpty()) {
      Digest ofTarget = digests.ofTarget();
      check.source(
          without(
              others, digests.source().rows(task.shape(Side.SOURCE), digests.ofSource(), wanted)));
      check.target(digests.target().rows(check.keys(Side.TARGET), ofTarget, wanted));
    }
    oneByOne(others, check, found);
  }

  private static void sum(Checksums system, Digest digest, SegmentSums sums) {
    system.sums(digest).forEach(sums::put);
  }

  /** Keys in segments that agree, so that they are on both sides, though they are not linked so. */
  private void oneByOne(Set<Key> keys, RowCheck check, Certificate.OfTask found) {
    found.sourceRows -= keys.size();
    found.targetRows -= keys.size();
    found.equal -= keys.size();
    List<Key> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Key> batch = all.subList(from, Math.min(from + BATCH, all.size()));
      check.source(stream(means.ends().source().fetch(task.shape(Side.SOURCE), batch)));
      check.target(stream(means.ends().target().fetch(check.keys(Side.TARGET), batch)));
    }
  }

  private static RowStream stream(Collection<Row> rows) {
    Iterator<Row> left = rows.iterator();
    return new RowStream() {
      @Override
      public @Nullable Row next() {
        return left.hasNext() ? left.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  /** A stream that takes the keys it shows out of a set. */
  private static RowStream without(Set<Key> keys, RowStream stream) {
    return new RowStream() {
      @Override
      public @Nullable Row next() {
        Row row = stream.next();
        if (row != null) {
          keys.remove(row.key());
        }
        return row;
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
