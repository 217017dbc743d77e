package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Inserts rows of a task, many with one statement; the first two columns are keys. */
final class BulkInsert {
  /** Rows of a statement: more make it no faster. */
  private static final int ROWS = 50;

  private final Session session;
  private final String one;
  private final String many;
  private final int width;
  private final Object[] values;
  private final Refused refused;
  private int filled;

  /**
   * @param refused is asked about rows of which one was there already, and should throw
   */
  BulkInsert(Session session, int task, String table, String columns, Refused refused) {
    this.session = session;
    this.width = columns.split(",", -1).length;
    this.values = new Object[width * ROWS];
    this.refused = refused;
    String insert = "INSERT INTO " + table + " (task, " + columns + ") VALUES ";
    String row = "(" + task + ", ?" + ", ?".repeat(width - 1) + ")";
    this.one = insert + row + " ON CONFLICT DO NOTHING";
    this.many = insert + row + (", " + row).repeat(ROWS - 1) + " ON CONFLICT DO NOTHING";
  }

  /** The row's next value. */
  void bytes(byte[] value) {
    values[filled++] = value;
  }

  /** The row's next value. */
  void number(long value) {
    values[filled++] = value;
  }

  /** Ends a row. */
  void endRow() throws SQLException {
    if (filled == values.length) {
      send(many, 0, filled);
      filled = 0;
    }
  }

  /** Sends the last rows. */
  void finish() throws SQLException {
    for (int from = 0; from < filled; from += width) {
      send(one, from, from + width);
    }
    filled = 0;
  }

  private void send(String sql, int from, int to) throws SQLException {
    PreparedStatement statement = session.prepare(sql);
    for (int i = from; i < to; i++) {
      if (values[i] instanceof byte[] bytes) {
        statement.setBytes(i - from + 1, bytes);
      } else {
        statement.setLong(i - from + 1, (Long) values[i]);
      }
    }
    if (statement.executeUpdate() < (to - from) / width) {
      for (int row = from; row < to; row += width) {
        refused.row((byte[]) values[row], (byte[]) values[row + 1]);
      }
      throw new SQLException("some of the links are there already");
    }
  }

  /** Is asked about a row that may have been there already. */
  interface Refused {
    void row(byte[] key, byte[] other) throws SQLException;
  }
}
