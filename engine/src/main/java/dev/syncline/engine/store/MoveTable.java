package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which keys records had before, as long as the journal holds what was written under them. */
final class MoveTable {
  private static final String PUT =
      "INSERT INTO link_move (task, side, key, former, batch) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (task, side, key, former) DO UPDATE SET batch = excluded.batch";

  private static final String OF =
      "SELECT key, former, batch FROM link_move WHERE task = ? AND side = ? AND key = ?"
          + " UNION ALL"
          + " SELECT key, former, batch FROM link_move WHERE task = ? AND side = ? AND former = ?"
          + " ORDER BY 3 DESC";

  private static final String FORGET =
      "DELETE FROM link_move WHERE task = ? AND side = ? AND key = ? AND former = ?";

  /** What is left in the journal was all written after the move, under the later key. */
  private static final String PRUNE =
      "DELETE FROM link_move WHERE NOT EXISTS"
          + " (SELECT 1 FROM journal WHERE journal.id <= link_move.batch)";

  private MoveTable() {}

  static void put(Session session, int task, Link before, Link after) throws SQLException {
    long batch = SyncTable.number(session, "batch").orElse(0);
    PreparedStatement put = session.prepare(PUT);
    for (Side side : Side.values()) {
      if (!before.key(side).equals(after.key(side))) {
        put.setInt(1, task);
        put.setInt(2, Sides.number(side));
        put.setBytes(3, after.key(side).bytes());
        put.setBytes(4, before.key(side).bytes());
        put.setLong(5, batch);
        put.executeUpdate();
      }
    }
  }

  static List<LinkMove> of(Session session, int task, Side side, Key key) throws SQLException {
    PreparedStatement query = session.prepare(OF);
    for (int first : new int[] {1, 4}) {
      query.setInt(first, task);
      query.setInt(first + 1, Sides.number(side));
      query.setBytes(first + 2, key.bytes());
    }
    List<LinkMove> moves = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        Key after = Key.fromBytes(row.getBytes(1));
        moves.add(new LinkMove(task, side, Key.fromBytes(row.getBytes(2)), after, row.getLong(3)));
      }
    }
    return moves;
  }

  static void forget(Session session, Collection<LinkMove> moves) throws SQLException {
    PreparedStatement delete = session.prepare(FORGET);
    for (LinkMove move : moves) {
      delete.setInt(1, move.task());
      delete.setInt(2, Sides.number(move.side()));
      delete.setBytes(3, move.after().bytes());
      delete.setBytes(4, move.before().bytes());
      delete.executeUpdate();
    }
  }

  static void prune(Session session) throws SQLException {
    session.prepare(PRUNE).executeUpdate();
  }
}
