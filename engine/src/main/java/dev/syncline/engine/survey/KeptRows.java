package dev.syncline.engine.survey;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one side that a survey read and that are needed once more, to decide: as many as there is
 * room for. A row that was kept is as old as the survey, which nothing rests on: what is written is
 * compared with the row that is there by then, and what changed meanwhile is marked.
 */
public final class KeptRows {
  private static final long ROOM = 24L << 20;

  private final Map<Key, Row> rows = new HashMap<>();
  private long bytes;

  /** Keeps a row if there is room. */
  void keep(Key key, Row row) {
    if (bytes < ROOM) {
      bytes += size(row);
      rows.put(key, row);
    }
  }

  /** About what a row takes in memory. */
  private static long size(Row row) {
    long bytes = 100;
    for (Object value : row.values()) {
      bytes +=
          switch (value) {
            case null -> 4;
            case String s -> 44 + s.length();
            case byte[] b -> 20 + b.length;
            default -> 32;
          };
    }
    return bytes;
  }

  /**
   * Takes the rows of some keys out.
   *
   * @param into takes those that were kept
   * @return the keys of the others
   */
  public List<Key> take(Collection<Key> keys, Map<Key, Row> into) {
    List<Key> others = new ArrayList<>(keys.size());
    for (Key key : keys) {
      @Nullable Row row = rows.remove(key);
      if (row == null) {
        others.add(key);
      } else {
        into.put(key, row);
      }
    }
    return others;
  }
}
