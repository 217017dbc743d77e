package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.value.Fingerprinter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a task from its end back: filters are read as far as they are asked for, and each
 * once; of the batches themselves the last few are kept.
 */
final class LatestBatches {
  private static final int PAGE = 64;
  private static final int KEPT = 8;

  private final int task;
  private final Side side;
  private final int most;
  private final Fingerprinter fingerprinter;
  private final List<Filter> filters = new ArrayList<>();
  private final Map<Long, JournalBatch> kept = new LinkedHashMap<>(KEPT, 0.75f, true);
  private boolean complete;

  private record Filter(long batch, byte[] keys) {}

  /**
   * @param most how many batches are looked at
   */
  LatestBatches(int task, Side side, int most, Fingerprinter fingerprinter) {
    this.task = task;
    this.side = side;
    this.most = most;
    this.fingerprinter = fingerprinter;
  }

  void each(Session session, Key key, Predicate<JournalBatch> each) throws SQLException {
    long hash = KeyFilter.hash(key, fingerprinter);
    for (int i = 0; i < filters.size() || more(session); i++) {
      Filter filter = filters.get(i);
      if (KeyFilter.mayHold(filter.keys, hash)) {
        JournalBatch batch = batch(session, filter.batch);
        if (batch != null && !each.test(batch)) {
          return;
        }
      }
    }
  }

  /** Reads some more filters, if there are any. */
  private boolean more(Session session) throws SQLException {
    int page = Math.min(PAGE, most - filters.size());
    if (complete || page <= 0) {
      return false;
    }
    PreparedStatement query =
        session.prepare(
            "SELECT batch, filter FROM journal_filter WHERE task = ? AND side = ? AND batch < ?"
                + " ORDER BY batch DESC LIMIT ?",
            task,
            Sides.number(side),
            filters.isEmpty() ? Long.MAX_VALUE : filters.getLast().batch,
            page);
    int read = 0;
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        filters.add(new Filter(row.getLong(1), row.getBytes(2)));
        read++;
      }
    }
    complete = read < page;
    return read > 0;
  }

  private @Nullable JournalBatch batch(Session session, long id) throws SQLException {
    JournalBatch batch = kept.get(id);
    if (batch == null) {
      batch = JournalTable.get(session, id);
      if (batch != null) {
        kept.put(id, batch);
        if (kept.size() > KEPT) {
          kept.remove(kept.keySet().iterator().next());
        }
      }
    }
    return batch;
  }
}
