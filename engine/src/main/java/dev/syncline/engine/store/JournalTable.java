package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.value.Fingerprinter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was sent to sides, batch by batch. */
final class JournalTable {
  private static final String BATCHES =
      "SELECT j.id, j.run, j.task, j.side, j.open, j.at, i.entries, o.entries FROM journal j"
          + " JOIN journal_intent i ON i.batch = j.id"
          + " LEFT JOIN journal_outcome o ON o.batch = j.id";

  /** Batches that are over, as is all of their run, since before a moment. */
  private static final String OLD =
      " WHERE run NOT IN (SELECT run FROM journal WHERE open = 1 OR at >= ?)";

  private JournalTable() {}

  static long open(Session session, long run, int task, Side side, List<JournalEntry> intents)
      throws SQLException {
    long id = SyncTable.next(session, "batch");
    session
        .prepare(
            "INSERT INTO journal (id, run, task, side, open, at, operations)"
                + " VALUES (?, ?, ?, ?, 1, 0, ?)",
            id,
            run,
            task,
            Sides.number(side),
            intents.size())
        .executeUpdate();
    PreparedStatement insert =
        session.prepare("INSERT INTO journal_intent (batch, entries) VALUES (?, ?)", id);
    insert.setBytes(2, JournalCodec.packIntents(intents));
    insert.executeUpdate();
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
    session
        .prepare("UPDATE journal SET open = 0, at = ? WHERE id = ?", atMillis, id)
        .executeUpdate();
    PreparedStatement insert =
        session.prepare("INSERT INTO journal_outcome (batch, entries) VALUES (?, ?)", id);
    insert.setBytes(2, JournalCodec.packOutcomes(outcomes));
    insert.executeUpdate();
    // A create knows its new key only now; until now the batch counted as holding any key.
    putFilters(session, id, task, outcomes, fingerprinter);
  }

  private static void putFilters(
      Session session, long id, int task, List<JournalEntry> entries, Fingerprinter fingerprinter)
      throws SQLException {
    for (Side side : Side.values()) {
      List<Key> keys = new ArrayList<>(entries.size());
      for (JournalEntry entry : entries) {
        Key key = side == Side.SOURCE ? entry.source() : entry.target();
        if (key != null) {
          keys.add(key);
        }
      }
      PreparedStatement put =
          session.prepare(
              "INSERT INTO journal_filter (task, side, batch, filter) VALUES (?, ?, ?, ?)",
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
            BATCHES
                + " WHERE j.open = 1"
                + " AND j.run IN (SELECT id FROM run WHERE sync = ?) ORDER BY j.id",
            sync);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        batches.add(batch(row));
      }
    }
    return batches;
  }

  static void ofRun(Session session, long run, Consumer<JournalBatch> each) throws SQLException {
    PreparedStatement query = session.prepare(BATCHES + " WHERE j.run = ? ORDER BY j.id", run);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        each.accept(batch(row));
      }
    }
  }

  static void after(Session session, int sync, long batch, Consumer<JournalBatch> each)
      throws SQLException {
    PreparedStatement query =
        session.prepare(
            BATCHES
                + " WHERE j.id > ? AND j.run IN (SELECT id FROM run WHERE sync = ?) ORDER BY j.id",
            batch,
            sync);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        each.accept(batch(row));
      }
    }
  }

  /** Reads no intents, where most of the bytes are. */
  static long applied(Session session, long run) throws SQLException {
    PreparedStatement query =
        session.prepare(
            "SELECT o.entries FROM journal j JOIN journal_outcome o ON o.batch = j.id"
                + " WHERE j.run = ? AND j.open = 0",
            run);
    long applied = 0;
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        applied += JournalCodec.count(row.getBytes(1), "applied");
      }
    }
    return applied;
  }

  static boolean hasAny(Session session, long run) throws SQLException {
    try (ResultSet row =
        session.prepare("SELECT 1 FROM journal WHERE run = ? LIMIT 1", run).executeQuery()) {
      return row.next();
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
            "SELECT batch, filter FROM journal_filter WHERE task = ? AND side = ?"
                + " UNION ALL SELECT id, NULL FROM journal WHERE open = 1 AND task = ?"
                + " ORDER BY 1",
            task,
            Sides.number(side),
            task);
    try (ResultSet filter = filters.executeQuery()) {
      while (filter.next()) {
        byte[] keys = filter.getBytes(2);
        if (keys != null && !KeyFilter.mayHold(keys, hash)) {
          continue;
        }
        JournalBatch batch = get(session, filter.getLong(1));
        if (batch != null && (keys != null || batch.holds(side, key))) {
          each.accept(batch);
        }
      }
    }
  }

  /** A batch; null if there is none of that id any more. */
  static @Nullable JournalBatch get(Session session, long id) throws SQLException {
    try (ResultSet row = session.prepare(BATCHES + " WHERE j.id = ?", id).executeQuery()) {
      return row.next() ? batch(row) : null;
    }
  }

  private static JournalBatch batch(ResultSet row) throws SQLException {
    List<JournalEntry> entries;
    try {
      entries = JournalCodec.unpackIntents(row.getBytes(7));
      byte[] outcomes = row.getBytes(8);
      if (outcomes != null) {
        entries = JournalCodec.unpackOutcomes(outcomes, entries);
      }
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

  /** Forgets the batches of runs of which none is open or newer, and returns how many. */
  static int prune(Session session, long beforeMillis) throws SQLException {
    for (String part : List.of("journal_filter", "journal_intent", "journal_outcome")) {
      session
          .prepare(
              "DELETE FROM " + part + " WHERE batch IN (SELECT id FROM journal" + OLD + ")",
              beforeMillis)
          .executeUpdate();
    }
    return session.prepare("DELETE FROM journal" + OLD, beforeMillis).executeUpdate();
  }

  /**
   * Erases entries of a closed batch.
   *
   * @param whose which
   * @param kept columns whose values stay
   */
  static void erase(Session session, long id, Predicate<JournalEntry> whose, Predicate<String> kept)
      throws SQLException {
    List<JournalEntry> intents;
    List<JournalEntry> outcomes;
    List<JournalEntry> packed;
    try (ResultSet row =
        session.prepare(BATCHES + " WHERE j.id = ? AND j.open = 0", id).executeQuery()) {
      if (!row.next()) {
        throw new IllegalArgumentException("there is no closed batch " + id);
      }
      intents = new ArrayList<>(JournalCodec.unpackIntents(row.getBytes(7)));
      outcomes = JournalCodec.unpackOutcomes(row.getBytes(8), intents);
      packed = new ArrayList<>(JournalCodec.unpackOutcomesAsPacked(row.getBytes(8), intents));
    }
    for (int i = 0; i < outcomes.size(); i++) {
      if (whose.test(outcomes.get(i))) {
        intents.set(i, intents.get(i).erased(kept));
        packed.set(i, packed.get(i).erased(kept));
      }
    }
    put(
        session.prepare("UPDATE journal_intent SET entries = ? WHERE batch = ?"),
        JournalCodec.packIntents(intents),
        id);
    put(
        session.prepare("UPDATE journal_outcome SET entries = ? WHERE batch = ?"),
        JournalCodec.packOutcomes(packed),
        id);
  }

  private static void put(PreparedStatement update, byte[] entries, long id) throws SQLException {
    update.setBytes(1, entries);
    update.setLong(2, id);
    update.executeUpdate();
  }
}
