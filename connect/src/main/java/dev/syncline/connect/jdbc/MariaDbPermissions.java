package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * MariaDB and MySQL check rights when a statement is prepared, roles and patterns and all. So
 * statements are prepared and forgotten, instead of adding up what their grants say.
 */
final class MariaDbPermissions implements Permissions {
  private static final int TABLE_DENIED = 1142;
  private static final int COLUMN_DENIED = 1143;

  private final MariaDbDialect dialect;

  MariaDbPermissions(MariaDbDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String account(Connection connection) throws SQLException {
    return accountOf(connection);
  }

  /** {@code 'user'@'host'}. */
  static String accountOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', -1),"
                    + " LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - 1"
                    + " - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))")) {
      row.next();
      return MariaDbCapture.literal(row.getString(2))
          + "@"
          + MariaDbCapture.literal(row.getString(1));
    }
  }

  @Override
  public boolean may(Connection connection, Right right, TableName table, List<String> columns)
      throws SQLException {
    String name = dialect.table(table);
    List<String> quoted = columns.stream().map(dialect::quote).toList();
    String all = String.join(", ", quoted);
    return maySay(
        connection,
        switch (right) {
          case SELECT -> "SELECT " + all + " FROM " + name;
          case INSERT ->
              "INSERT INTO "
                  + name
                  + " ("
                  + all
                  + ") VALUES ("
                  + String.join(", ", Collections.nCopies(columns.size(), "?"))
                  + ")";
          case UPDATE ->
              "UPDATE "
                  + name
                  + " SET "
                  + quoted.stream().map(c -> c + " = ?").collect(Collectors.joining(", "));
          case DELETE -> "DELETE FROM " + name;
        });
  }

  /** Whether a statement is not denied; what else is wrong with it is another matter. */
  private static boolean maySay(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PREPARE syncline_may FROM " + MariaDbCapture.literal(sql));
      statement.execute("DEALLOCATE PREPARE syncline_may");
      return true;
    } catch (SQLException e) {
      int code = e.getErrorCode();
      return code != TABLE_DENIED && code != COLUMN_DENIED;
    }
  }

  @Override
  public List<Lack> own(Connection connection, String defaultSchema) throws SQLException {
    List<Lack> lacks = new ArrayList<>();
    for (String each : List.of("applied", "owner")) {
      TableName table = dialect.own(each, defaultSchema);
      String name = dialect.table(table);
      List<String> rights = new ArrayList<>();
      for (Right right : List.of(Right.SELECT, Right.INSERT, Right.UPDATE)) {
        if (!may(connection, right, table, List.of("store"))) {
          rights.add(right.name());
        }
      }
      if (!exists(connection, table)
          && !maySay(connection, "CREATE TABLE IF NOT EXISTS " + name + " (store INT)")) {
        rights.add("CREATE");
      }
      if (!rights.isEmpty()) {
        String list = String.join(", ", rights);
        lacks.add(
            new Lack(
                list + " on " + table.table(),
                "GRANT " + list + " ON " + name + " TO " + account(connection),
                false));
      }
    }
    return lacks;
  }

  private static boolean exists(Connection connection, TableName table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
                    + MariaDbCapture.literal(table.schema())
                    + " AND TABLE_NAME = "
                    + MariaDbCapture.literal(table.table()))) {
      return row.next();
    }
  }
}
