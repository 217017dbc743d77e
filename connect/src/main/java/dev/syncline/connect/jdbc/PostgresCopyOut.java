package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * A query's rows by COPY in binary. Unlike a cursor it holds one row in memory at a time, however
 * large rows are, and it costs no round trips.
 */
final class PostgresCopyOut implements RowSource {
  /** Signature, flags, length of the header's extension. */
  private static final int HEADER = 11 + 4;

  /** Rows that are read away rather than lose a connection. */
  private static final int FEW = 1000;

  private final Selection selection;
  private final CopyOut copy;
  private final PostgresReader[] readers;
  private final int fields;
  private boolean begun;

  PostgresCopyOut(Connection connection, String select, Selection selection) throws SQLException {
    this.selection = selection;
    this.readers = new PostgresReader[selection.columns().size()];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = (PostgresReader) selection.reader(i);
    }
    this.fields = Math.max(1, readers.length + (selection.guarded() ? 1 : 0));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // The reader may take its time, and have read all long before it is done.
      statement.execute(
          "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
    }
    this.copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (" + select + ") TO STDOUT (FORMAT binary)");
  }

  @Override
  public @Nullable Row next() throws SQLException {
    byte[] data = copy.isActive() ? copy.readFromCopy() : null;
    if (data == null) {
      return null;
    }
    int at = 0;
    if (!begun) {
      begun = true;
      at = HEADER + 4 + integer(data, HEADER);
      if (at == data.length) {
        return next();
      }
    }
    int count = (short) PostgresReader.SHORTS.get(data, at);
    if (count < 0) { // the trailer; what follows is the end of the answer
      return next();
    }
    if (count != fields) {
      throw new IllegalStateException("asked for " + fields + " columns and got " + count);
    }
    return row(data, at + 2);
  }

  private Row row(byte[] data, int from) {
    int at = from;
    @Nullable Object[] values = new @Nullable Object[readers.length];
    for (int i = 0; i < readers.length; i++) {
      int length = integer(data, at);
      at += 4;
      if (length >= 0) {
        values[i] = readers[i].decode(data, at, length);
        at += length;
      }
    }
    if (selection.guarded()) {
      int length = integer(data, at);
      if (length > 0) {
        long which =
            length == 8 ? (long) PostgresReader.LONGS.get(data, at + 4) : integer(data, at + 4);
        selection.flaw(values, which);
      }
    }
    return new Row(selection.shape(), values);
  }

  private static int integer(byte[] data, int at) {
    return (int) PostgresReader.INTS.get(data, at);
  }

  /** A COPY cannot be broken off without waiting for what is under way: rather a new connection. */
  @Override
  public boolean close() throws SQLException {
    for (int i = 0; i < FEW && copy.isActive(); i++) {
      copy.readFromCopy();
    }
    return !copy.isActive();
  }
}
