package dev.syncline.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database of the servers under measurement.
 *
 * @param type its type in a configuration
 * @param url its JDBC URL
 * @param user who may do everything in it, without a password
 */
record Database(String type, String url, String user) {

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, "");
  }

  /** Runs statements, each committed. */
  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  boolean isPostgres() {
    return type.equals("postgresql");
  }
}
