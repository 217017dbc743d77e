package dev.syncline.connect.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** SQLite knows no accounts: who may write the file, and its folder for the journal, may write. */
final class SqlitePermissions implements Permissions {
  private final SqliteDialect dialect;

  SqlitePermissions(SqliteDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String account(Connection connection) {
    return "";
  }

  @Override
  public boolean may(Connection connection, Right right, TableName table, List<String> columns) {
    return true;
  }

  @Override
  public List<Lack> own(Connection connection, String defaultSchema) throws SQLException {
    return mayWrite(connection)
        ? List.of()
        : List.of(
            new Lack(
                "the file "
                    + file(connection)
                    + ", or its folder, where SQLite makes its journal, may not be written",
                "Give whoever runs Syncline the right to write both, or set \"direction\" so that"
                    + " this side is only read.",
                false));
  }

  private static Path file(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT file FROM pragma_database_list WHERE name = 'main'")) {
      row.next();
      return Path.of(row.getString(1));
    }
  }

  /**
   * Writes what is there already, and takes it back. Does not wait: whoever is writing proves that
   * it can be done.
   */
  private boolean mayWrite(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long patience = ask(statement, "PRAGMA busy_timeout");
      statement.execute("PRAGMA busy_timeout = 0");
      try {
        statement.execute("BEGIN IMMEDIATE");
        try {
          statement.execute("PRAGMA user_version = " + ask(statement, "PRAGMA user_version"));
        } finally {
          statement.execute("ROLLBACK");
        }
        return true;
      } catch (SQLException e) {
        Failure.Kind kind = dialect.failure(e).kind();
        return kind != Failure.Kind.DENIED && kind != Failure.Kind.LOST;
      } finally {
        statement.execute("PRAGMA busy_timeout = " + patience);
      }
    }
  }

  private static long ask(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
