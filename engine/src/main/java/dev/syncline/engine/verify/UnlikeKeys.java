package dev.syncline.engine.verify;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.engine.Ends;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The records of the source that no link joins to the record of the same key on the target. They
 * are few, or a task is not verified by its keys.
 */
final class UnlikeKeys {
  private static final int MOST = 100_000;
  private static final long MEMORY = 48L << 20;

  private final Task task;
  private final Ends ends;
  private final StateStore store;
  private final Path temp;
  private final Set<Key> keys = new HashSet<>();
  private boolean tooMany;

  UnlikeKeys(Task task, Ends ends, StateStore store, Path temp) {
    this.task = task;
    this.ends = ends;
    this.store = store;
    this.temp = temp;
  }

  /** Reads the source's keys beside the links. */
  void look() {
    Shape shape = task.schema(Side.SOURCE).shape(task.schema(Side.SOURCE).identity());
    try (KeySorter sorter = new KeySorter(temp, MEMORY)) {
      try (RowStream rows = ends.source().read(shape, Connector.Order.KEY)) {
        for (Row row = rows.next(); row != null; row = rows.next()) {
          Key key = row.key();
          if (key != null) {
            sorter.add(key.bytes(), new byte[0]);
          }
        }
      }
      // By their target keys, which are kept without bases; a link that is looked for has one key.
      try (StateStore.LinkScan links = store.scan(task.id(), Side.TARGET);
          KeySorter.Cursor sorted = sorter.sorted()) {
        byte[] linked = next(links);
        while (sorted.next() && !tooMany) {
          byte[] key = sorted.key();
          while (linked.length > 0 && Arrays.compareUnsigned(linked, key) < 0) {
            linked = next(links);
          }
          if (!Arrays.equals(linked, key) || !Arrays.equals(links.other(), key)) {
            keys.add(Key.fromBytes(key));
            tooMany = keys.size() > MOST;
          }
        }
      }
    }
  }

  /** Empty at the end: no key is. */
  private static byte[] next(StateStore.LinkScan links) {
    return links.next() ? links.key() : new byte[0];
  }

  /**
   * These keys; whoever asks may change the set.
   *
   * @throws NotThisWay if they are too many
   */
  Set<Key> keys() throws NotThisWay {
    if (tooMany) {
      throw new NotThisWay("more than " + MOST + " records have another key on the other side");
    }
    return keys;
  }
}
