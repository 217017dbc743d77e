package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Which node has the files of a connection. */
final class HomeTable {
  private HomeTable() {}

  static Optional<Home> get(Session session, String connection) throws SQLException {
    PreparedStatement query = session.prepare("SELECT node, place FROM home WHERE connection = ?");
    query.setString(1, connection);
    try (ResultSet row = query.executeQuery()) {
      return row.next()
          ? Optional.of(new Home(connection, row.getString(1), row.getString(2)))
          : Optional.empty();
    }
  }

  static void put(Session session, Home home) throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO home (connection, node, place) VALUES (?, ?, ?) ON CONFLICT (connection)"
                + " DO UPDATE SET node = excluded.node, place = excluded.place");
    put.setString(1, home.connection());
    put.setString(2, home.node());
    put.setString(3, home.place());
    put.executeUpdate();
  }
}
