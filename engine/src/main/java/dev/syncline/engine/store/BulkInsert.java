package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Inserts rows of a task, many with one statement; the first two columns are keys. */
final class BulkInsert {
  /** Rows of a statement: more make it no faster. */
  private static final int ROWS = 50;

  private final Session session;
  private final String one;
  private final String many;
  private final int width;
  private final byte[] @Nullable [] bytes;

  /** What stands where {@link #bytes} has nothing. */
  private final long[] numbers;

  private final Refused refused;
  private int filled;

  /**
   * @param refused is asked about rows of which one was there already, and should throw
   */
  BulkInsert(Session session, int task, String table, String columns, Refused refused) {
    this.session = session;
    this.width = columns.split(",", -1).length;
    this.bytes = new byte[width * ROWS][];
    this.numbers = new long[width * ROWS];
    this.refused = refused;
    String insert = "INSERT INTO " + table + " (task, " + columns + ") VALUES ";
    String row = "(" + task + ", ?" + ", ?".repeat(width - 1) + ")";
    this.one = insert + row + " ON CONFLICT DO NOTHING";
    this.many = insert + row + (", " + row).repeat(ROWS - 1) + " ON CONFLICT DO NOTHING";
  }

  /** The row's next value. */
  void bytes(byte[] value) {
    bytes[filled++] = value;
  }

  /** The row's next value. */
  void number(long value) {
    bytes[filled] = null;
    numbers[filled++] = value;
  }

  /** Ends a row. */
  void endRow() throws SQLException {
    if (filled == numbers.length) {
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
      if (bytes[i] != null) {
        statement.setBytes(i - from + 1, bytes[i]);
      } else {
        statement.setLong(i - from + 1, numbers[i]);
      }
    }
    if (statement.executeUpdate() < (to - from) / width) {
      for (int row = from; row < to; row += width) {
        refused.row(Objects.requireNonNull(bytes[row]), Objects.requireNonNull(bytes[row + 1]));
      }
      throw new SQLException("some of the links are there already");
    }
  }

  /** Is asked about a row that may have been there already. */
  interface Refused {
    void row(byte[] key, byte[] other) throws SQLException;
  }
}
