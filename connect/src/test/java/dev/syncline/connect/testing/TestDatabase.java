package dev.syncline.connect.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How to reach one freshly created, empty database.
 *
 * @param url JDBC URL without credentials
 * @param user owner of this database, with no rights beyond it; empty for SQLite
 * @param password checked by the server, so a wrong one is refused; empty for SQLite
 * @param adminUser may do everything on the server, for tests that make users or take rights away
 * @param adminPassword its password
 */
public record TestDatabase(
    String url, String user, String password, String adminUser, String adminPassword) {

  public Connection open() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** The same database, reached as its server's administrator. */
  public TestDatabase asAdmin() {
    return new TestDatabase(url, adminUser, adminPassword, adminUser, adminPassword);
  }

  /** Runs statements one after the other on a connection of their own. */
  public void run(String... statements) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
