package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Collection;

/** Copies the tables of a store into the empty ones of another, whatever databases they are in. */
final class TableCopy {
  /** Rows that are sent together. */
  private static final int ROWS = 500;

  /** Who runs what at this moment is nothing that a copy could know. */
  private static final String LEASES = "lease";

  private TableCopy() {}

  /** Copies all rows, as one state of the store that is read. */
  static void copy(Session from, Session to, Collection<String> tables) throws SQLException {
    for (String table : tables) {
      if (!table.equals(LEASES)) {
        copy(from, to, table);
      }
    }
  }

  private static void copy(Session from, Session to, String table) throws SQLException {
    try (ResultSet row = from.prepare("SELECT * FROM " + table).executeQuery()) {
      ResultSetMetaData columns = row.getMetaData();
      int width = columns.getColumnCount();
      StringBuilder names = new StringBuilder(columns.getColumnName(1));
      for (int i = 2; i <= width; i++) {
        names.append(", ").append(columns.getColumnName(i));
      }
      PreparedStatement insert =
          to.prepare(
              "INSERT INTO %s (%s) VALUES (?%s)".formatted(table, names, ", ?".repeat(width - 1)));
      int waiting = 0;
      while (row.next()) {
        for (int i = 1; i <= width; i++) {
          // One type for all numbers of a column, whatever their size: else each change is a delay.
          if (row.getObject(i) instanceof Number number) {
            insert.setLong(i, number.longValue());
          } else {
            insert.setObject(i, row.getObject(i));
          }
        }
        insert.addBatch();
        if (++waiting == ROWS) {
          insert.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
    }
  }
}
