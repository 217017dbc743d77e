package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Records that are not finished. */
final class DueTable {
  private static final String PUT =
      "INSERT INTO due (task, side, key, reason, message, attempts, since, seen)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (task, side, key) DO UPDATE SET reason = excluded.reason,"
          + " message = excluded.message, attempts = excluded.attempts, since = excluded.since,"
          + " seen = excluded.seen";

  private static final String COLUMNS =
      "SELECT side, key, reason, message, attempts, since, seen FROM due WHERE task = ?";

  private static final Map<Side, KeyQuery> BY_KEY =
      Map.of(Side.SOURCE, byKey(Side.SOURCE), Side.TARGET, byKey(Side.TARGET));

  private DueTable() {}

  private static KeyQuery byKey(Side side) {
    return new KeyQuery(
        COLUMNS + " AND side = " + Sides.number(side) + " AND key IN (${keys})", "due", "key");
  }

  static void put(Session session, List<Due> due) throws SQLException {
    PreparedStatement put = session.prepare(PUT);
    Batch batch = new Batch(put);
    for (Due d : due) {
      put.setInt(1, d.task());
      put.setInt(2, Sides.number(d.side()));
      put.setBytes(3, d.key().bytes());
      put.setString(4, d.reason().name());
      put.setString(5, Session.text(d.message()));
      put.setInt(6, d.attempts());
      put.setLong(7, d.sinceMillis());
      put.setLong(8, d.seen());
      batch.add();
    }
    batch.send();
  }

  static void remove(Session session, int task, Side side, Collection<Key> keys)
      throws SQLException {
    PreparedStatement delete =
        session.prepare("DELETE FROM due WHERE task = ? AND side = ? AND key = ?");
    Batch batch = new Batch(delete);
    for (byte[] key : LinkTable.sorted(keys)) {
      delete.setInt(1, task);
      delete.setInt(2, Sides.number(side));
      delete.setBytes(3, key);
      batch.add();
    }
    batch.send();
  }

  static void clear(Session session, int task, Due.Reason reason) throws SQLException {
    PreparedStatement delete =
        session.prepare("DELETE FROM due WHERE task = ? AND reason = ?", task);
    delete.setString(2, reason.name());
    delete.executeUpdate();
  }

  static void each(Session session, int task, Consumer<Due> each) throws SQLException {
    PreparedStatement query = session.prepare(COLUMNS + " ORDER BY since, side, key", task);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        each.accept(due(task, row));
      }
    }
  }

  static Map<Key, Due> of(Session session, int task, Side side, Collection<Key> keys)
      throws SQLException {
    Map<Key, Due> found = new HashMap<>();
    Objects.requireNonNull(BY_KEY.get(side))
        .ask(
            session,
            task,
            LinkTable.sorted(keys),
            row -> {
              Due due = due(task, row);
              found.put(due.key(), due);
            });
    return found;
  }

  private static Due due(int task, ResultSet row) throws SQLException {
    return new Due(
        task,
        Sides.of(row.getInt(1)),
        Key.fromBytes(row.getBytes(2)),
        Due.Reason.valueOf(row.getString(3)),
        row.getString(4),
        row.getInt(5),
        row.getLong(6),
        row.getLong(7));
  }

  static Map<Due.Reason, Long> counts(Session session, int task) throws SQLException {
    Map<Due.Reason, Long> counts = new EnumMap<>(Due.Reason.class);
    PreparedStatement query =
        session.prepare("SELECT reason, count(*) FROM due WHERE task = ? GROUP BY reason", task);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        counts.put(Due.Reason.valueOf(row.getString(1)), row.getLong(2));
      }
    }
    return counts;
  }
}
