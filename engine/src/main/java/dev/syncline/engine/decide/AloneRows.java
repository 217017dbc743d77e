package dev.syncline.engine.decide;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.engine.sort.KeySorter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows that have no counterpart: when they are many, by streaming the side once in key
 * order along with their keys; when they are few, or the side has no such order, by key.
 */
public final class AloneRows {
  private final Task task;
  private final Side side;
  private final Connector connector;
  private final int batchSize;
  private final Map<Key, Long> skipped = new LinkedHashMap<>();
  private @Nullable Key pending;
  private long unique;

  /** Takes a row, and one number for the unique key by which no counterpart was found. */
  public interface Each {
    void take(Key key, Row row, long unique);
  }

  public AloneRows(Task task, Side side, Connector connector, int batchSize) {
    this.task = task;
    this.side = side;
    this.connector = connector;
    this.batchSize = batchSize;
  }

  /**
   * Gives each row to {@code each}, and calls {@code full} whenever a batch of them is read. A row
   * that went since the survey is left out.
   *
   * @param many whether they are so many that the side is best read as a whole, in the order of its
   *     keys; else they come in the order of {@code keys}
   */
  public void each(KeySorter.Cursor keys, boolean many, Each each, Runnable full) {
    advance(keys);
    if (many) {
      stream(keys, each, full);
    }
    byKey(keys, each, full);
  }

  /** Streams as long as rows come in key order; what is left then is read by key. */
  private void stream(KeySorter.Cursor keys, Each each, Runnable full) {
    int read = 0;
    Key previous = null;
    try (Connector.RowStream rows =
        connector.read(task.shape(side), Connector.Order.KEY, task.scope(side).narrowing())) {
      Row row;
      while (pending != null && (row = rows.next()) != null) {
        Key key = row.key();
        if (key == null || (previous != null && previous.compareTo(key) >= 0)) {
          return;
        }
        previous = key;
        while (pending != null && pending.compareTo(key) < 0) {
          skip(keys, each, full);
        }
        if (key.equals(pending)) {
          each.take(key, row, unique);
          advance(keys);
          if (++read % batchSize == 0) {
            full.run();
          }
        }
      }
    }
  }

  /**
   * Passes over a key whose row did not come when it should have: it went, or the rows are in
   * another order and that did not show yet (text keys in the order of a collation).
   */
  private void skip(KeySorter.Cursor keys, Each each, Runnable full) {
    skipped.put(pending, unique);
    advance(keys);
    if (skipped.size() == batchSize) {
      fetch(skipped, each, full);
    }
  }

  private void byKey(KeySorter.Cursor keys, Each each, Runnable full) {
    while (pending != null) {
      skip(keys, each, full);
    }
    if (!skipped.isEmpty()) {
      fetch(skipped, each, full);
    }
  }

  private void fetch(Map<Key, Long> batch, Each each, Runnable full) {
    Map<Key, Row> rows =
        new LinkedHashMap<>(
            Decider.byKey(connector.fetch(task.shape(side), List.copyOf(batch.keySet()))));
    batch.forEach(
        (key, known) -> {
          Row row = rows.remove(key);
          if (row != null) {
            each.take(key, row, known);
          }
        });
    rows.forEach((key, row) -> each.take(key, row, 0));
    batch.clear();
    full.run();
  }

  private void advance(KeySorter.Cursor keys) {
    pending = keys.next() ? Key.fromBytes(keys.key()) : null;
    unique = pending == null ? 0 : ByteBuffer.wrap(keys.payload()).getLong();
  }
}
