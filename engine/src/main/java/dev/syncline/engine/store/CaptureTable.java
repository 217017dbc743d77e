package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How far capture has come on each side of each task, and in what its records lead to. */
final class CaptureTable {
  private static final String SELECT =
      "SELECT task, side, sync, connection, object, looked_up, method, position, compared,"
          + " config_hash FROM capture";

  private CaptureTable() {}

  static List<CaptureState> all(Session session) throws SQLException {
    return list(session.prepare(SELECT + " ORDER BY sync, task, side, looked_up"));
  }

  static List<CaptureState> ofSync(Session session, int sync) throws SQLException {
    return list(session.prepare(SELECT + " WHERE sync = ? ORDER BY task, side, looked_up", sync));
  }

  static List<CaptureState> ofObject(Session session, String connection, String object)
      throws SQLException {
    PreparedStatement query =
        session.prepare(
            SELECT + " WHERE connection = ? AND object = ? ORDER BY task, side, looked_up");
    query.setString(1, connection);
    query.setString(2, object);
    return list(query);
  }

  private static List<CaptureState> list(PreparedStatement query) throws SQLException {
    List<CaptureState> states = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        states.add(
            new CaptureState(
                row.getInt(1),
                Sides.of(row.getInt(2)),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                !row.getString(6).isEmpty(),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getString(10)));
      }
    }
    return states;
  }

  static void put(Session session, CaptureState state) throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO capture"
                + " (task, side, looked_up, sync, connection, object, method, position, compared,"
                + " config_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (task, side, looked_up) DO UPDATE SET"
                + " sync = excluded.sync, connection = excluded.connection,"
                + " object = excluded.object, method = excluded.method,"
                + " position = excluded.position, compared = excluded.compared,"
                + " config_hash = excluded.config_hash");
    put.setInt(1, state.task());
    put.setInt(2, Sides.number(state.side()));
    put.setString(3, state.subject().lookedUp());
    put.setInt(4, state.sync());
    put.setString(5, state.connection());
    put.setString(6, state.object());
    put.setString(7, state.method());
    put.setString(8, state.position());
    put.setLong(9, state.comparedMillis());
    put.setString(10, state.configHash());
    put.executeUpdate();
  }

  static void forget(Session session, CaptureState.Subject subject) throws SQLException {
    PreparedStatement forget =
        session.prepare("DELETE FROM capture WHERE task = ? AND side = ? AND looked_up = ?");
    forget.setInt(1, subject.task());
    forget.setInt(2, Sides.number(subject.side()));
    forget.setString(3, subject.lookedUp());
    forget.executeUpdate();
  }
}
