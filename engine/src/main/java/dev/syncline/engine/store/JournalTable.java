package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.value.Fingerprinter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What was sent to sides, batch by batch. */
final class JournalTable {
  private static final String COLUMNS = "id, run, task, side, open, at, entries";

  private JournalTable() {}

  static long open(
      Session session,
      long run,
      int task,
      Side side,
      List<JournalEntry> intents,
      Fingerprinter fingerprinter)
      throws SQLException {
    long id = SyncTable.next(session, "batch");
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO journal (id, run, task, side, open, at, operations, entries)"
                + " VALUES (?, ?, ?, ?, 1, 0, ?, ?)",
            id,
            run,
            task,
            Sides.number(side),
            intents.size());
    insert.setBytes(6, JournalCodec.pack(intents, false));
    insert.executeUpdate();
    putFilters(session, id, task, intents, fingerprinter);
    return id;
  }

  /**
   * @throws IllegalArgumentException if there is no such open batch, or it has another number of
   *     intents
   */
  static void close(
      Session session,
      long id,
      List<JournalEntry> outcomes,
      long atMillis,
      Fingerprinter fingerprinter)
      throws SQLException {
    int task;
    PreparedStatement query =
        session.prepare("SELECT task, open, operations FROM journal WHERE id = ?", id);
    try (ResultSet row = query.executeQuery()) {
      if (!row.next() || row.getInt(2) == 0) {
        throw new IllegalArgumentException("there is no open batch " + id);
      }
      if (row.getInt(3) != outcomes.size()) {
        throw new IllegalArgumentException(
            "batch %d has %d intents, not %d".formatted(id, row.getInt(3), outcomes.size()));
      }
      task = row.getInt(1);
    }
    PreparedStatement update =
        session.prepare("UPDATE journal SET open = 0, at = ?, entries = ? WHERE id = ?");
    update.setLong(1, atMillis);
    update.setBytes(2, JournalCodec.pack(outcomes, true));
    update.setLong(3, id);
    update.executeUpdate();
    // A create knows its new key only now.
    putFilters(session, id, task, outcomes, fingerprinter);
  }

  private static void putFilters(
      Session session, long id, int task, List<JournalEntry> entries, Fingerprinter fingerprinter)
      throws SQLException {
    for (Side side : Side.values()) {
      List<Key> keys =
          entries.stream()
              .map(e -> side == Side.SOURCE ? e.source() : e.target())
              .filter(Objects::nonNull)
              .toList();
      PreparedStatement put =
          session.prepare(
              "INSERT INTO journal_filter (task, side, batch, filter) VALUES (?, ?, ?, ?)"
                  + " ON CONFLICT (task, side, batch) DO UPDATE SET filter = excluded.filter",
              task,
              Sides.number(side),
              id);
      put.setBytes(4, KeyFilter.of(keys, fingerprinter));
      put.executeUpdate();
    }
  }

  static List<JournalBatch> stillOpen(Session session, int sync) throws SQLException {
    List<JournalBatch> batches = new ArrayList<>();
    PreparedStatement query =
        session.prepare(
            "SELECT "
                + COLUMNS
                + " FROM journal WHERE open = 1"
                + " AND run IN (SELECT id FROM run WHERE sync = ?) ORDER BY id",
            sync);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        batches.add(batch(row));
      }
    }
    return batches;
  }

  static void ofRun(Session session, long run, Consumer<JournalBatch> each) throws SQLException {
    PreparedStatement query =
        session.prepare("SELECT " + COLUMNS + " FROM journal WHERE run = ? ORDER BY id", run);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        each.accept(batch(row));
      }
    }
  }

  static void ofKey(
      Session session,
      int task,
      Side side,
      Key key,
      Fingerprinter fingerprinter,
      Consumer<JournalBatch> each)
      throws SQLException {
    long hash = KeyFilter.hash(key, fingerprinter);
    PreparedStatement filters =
        session.prepare(
            "SELECT batch, filter FROM journal_filter WHERE task = ? AND side = ? ORDER BY batch",
            task,
            Sides.number(side));
    try (ResultSet filter = filters.executeQuery()) {
      while (filter.next()) {
        if (!KeyFilter.mayHold(filter.getBytes(2), hash)) {
          continue;
        }
        PreparedStatement query =
            session.prepare("SELECT " + COLUMNS + " FROM journal WHERE id = ?", filter.getLong(1));
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            each.accept(batch(row));
          }
        }
      }
    }
  }

  private static JournalBatch batch(ResultSet row) throws SQLException {
    List<JournalEntry> entries;
    try {
      entries = JournalCodec.unpack(row.getBytes(7));
    } catch (RuntimeException e) {
      throw new SQLException("batch " + row.getLong(1) + " of the journal is damaged", e);
    }
    return new JournalBatch(
        row.getLong(1),
        row.getLong(2),
        row.getInt(3),
        Sides.of(row.getInt(4)),
        row.getInt(5) != 0,
        row.getLong(6),
        entries);
  }

  /** Forgets closed batches whose outcome is older, and returns how many. */
  static int prune(Session session, long beforeMillis) throws SQLException {
    session
        .prepare(
            "DELETE FROM journal_filter WHERE batch IN"
                + " (SELECT id FROM journal WHERE open = 0 AND at < ?)",
            beforeMillis)
        .executeUpdate();
    return session
        .prepare("DELETE FROM journal WHERE open = 0 AND at < ?", beforeMillis)
        .executeUpdate();
  }
}
