package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Inserts rows of a task, many with one statement; the first two columns are keys. */
final class BulkInsert {
  private static final int ROWS = 50;

  private final Session session;
  private final String insert;
  private final int width;
  private final Object[] values;
  private int filled;

  BulkInsert(Session session, String table, String columns) {
    this.session = session;
    this.insert = "INSERT INTO " + table + " (task, " + columns + ") VALUES ";
    this.width = columns.split(",").length;
    this.values = new Object[width * ROWS];
  }

  /** The row's next value. */
  void bytes(byte[] value) {
    values[filled++] = value;
  }

  /** The row's next value. */
  void number(long value) {
    values[filled++] = value;
  }

  /** Ends a row; {@code refused} is asked about rows of which one was there already. */
  void endRow(int task, Refused refused) throws SQLException {
    if (filled == values.length) {
      send(task, refused);
    }
  }

  /** Sends the last rows. */
  void finish(int task, Refused refused) throws SQLException {
    if (filled > 0) {
      send(task, refused);
    }
  }

  private void send(int task, Refused refused) throws SQLException {
    int rows = filled / width;
    String row = "(" + task + ", ?" + ", ?".repeat(width - 1) + ")";
    PreparedStatement statement =
        session.prepare(
            insert + row + (", " + row).repeat(rows - 1) + " ON CONFLICT DO NOTHING");
    for (int i = 0; i < filled; i++) {
      if (values[i] instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else {
        statement.setLong(i + 1, (Long) values[i]);
      }
    }
    filled = 0;
    if (statement.executeUpdate() < rows) {
      for (int r = 0; r < rows; r++) {
        refused.row((byte[]) values[r * width], (byte[]) values[r * width + 1]);
      }
      throw new SQLException("some of the links are there already");
    }
  }

  /** Is asked about a row that may have been there already. */
  interface Refused {
    void row(byte[] key, byte[] other) throws SQLException;
  }
}
