package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How far capture has come on each side of each task. */
final class CaptureTable {
  private static final String SELECT =
      "SELECT task, side, sync, connection, object, method, position, compared,"
          + " config_hash FROM capture";

  private CaptureTable() {}

  static List<CaptureState> all(Session session) throws SQLException {
    return list(session.prepare(SELECT + " ORDER BY sync, task, side"));
  }

  static List<CaptureState> ofSync(Session session, int sync) throws SQLException {
    return list(session.prepare(SELECT + " WHERE sync = ? ORDER BY task, side", sync));
  }

  static List<CaptureState> ofObject(Session session, String connection, String object)
      throws SQLException {
    PreparedStatement query =
        session.prepare(SELECT + " WHERE connection = ? AND object = ? ORDER BY task, side");
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
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                row.getString(9)));
      }
    }
    return states;
  }

  static void put(Session session, CaptureState state) throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO capture"
                + " (task, side, sync, connection, object, method, position, compared, config_hash)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task, side) DO UPDATE SET"
                + " sync = excluded.sync, connection = excluded.connection,"
                + " object = excluded.object, method = excluded.method,"
                + " position = excluded.position, compared = excluded.compared,"
                + " config_hash = excluded.config_hash");
    put.setInt(1, state.task());
    put.setInt(2, Sides.number(state.side()));
    put.setInt(3, state.sync());
    put.setString(4, state.connection());
    put.setString(5, state.object());
    put.setString(6, state.method());
    put.setString(7, state.position());
    put.setLong(8, state.comparedMillis());
    put.setString(9, state.configHash());
    put.executeUpdate();
  }

  static void forget(Session session, int task) throws SQLException {
    session.prepare("DELETE FROM capture WHERE task = ?", task).executeUpdate();
  }
}
