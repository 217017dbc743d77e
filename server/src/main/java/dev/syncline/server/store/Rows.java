package dev.syncline.server.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies rows between stores, whatever databases they are in. */
final class Rows {
  private Rows() {}

  /**
   * The tables of a store in an SQLite file that rows are kept in, each after those that it refers
   * to, which is how they were made. What the scheduler is at, it finds out anew.
   */
  static List<String> tables(Sql sqlite) throws SQLException {
    return sqlite.list(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE"
            + " '\\' AND name NOT IN ('server_store', 'scheduled_tasks') ORDER BY rowid",
        row -> row.getString(1));
  }

  /**
   * Copies all rows of tables into the empty ones of another store.
   *
   * @param into in which the other store is
   */
  static void copy(Sql from, Sql to, Database into, List<String> tables) throws SQLException {
    for (String table : tables) {
      from.each("SELECT * FROM " + table, row -> insert(to, into, table, row));
      into.numbered(to, table);
    }
  }

  private static void insert(Sql to, Database into, String table, ResultSet row)
      throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    int width = columns.getColumnCount();
    StringBuilder names = new StringBuilder();
    @Nullable Object[] values = new @Nullable Object[width];
    for (int i = 1; i <= width; i++) {
      names.append(i == 1 ? "" : ", ").append(columns.getColumnName(i));
      values[i - 1] = row.getObject(i);
    }
    to.update(
        into.withNumbers(
            "INSERT INTO %s (%s) VALUES (?%s)".formatted(table, names, ", ?".repeat(width - 1))),
        values);
  }
}
