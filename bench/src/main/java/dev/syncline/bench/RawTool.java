package dev.syncline.bench;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** What Syncline is measured against: the fastest that the databases' own tools do. */
final class RawTool {
  private RawTool() {}

  /** {@code COPY … TO STDOUT | COPY … FROM STDIN} in text, one process per side. */
  static void copyToPostgres(Database from, Database to) throws SQLException {
    try (Connection source = from.connect();
        Connection target = to.connect()) {
      CopyOut out = copyOut(source, "SELECT " + SampleTable.COLUMNS + " FROM product");
      CopyIn in =
          target
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY product (" + SampleTable.COLUMNS + ") FROM STDIN");
      byte[] piece = new byte[1 << 16];
      int length = 0;
      byte[] row;
      while ((row = out.readFromCopy()) != null) {
        if (length + row.length > piece.length) {
          in.writeToCopy(piece, 0, length);
          length = 0;
        }
        System.arraycopy(row, 0, piece, length, row.length);
        length += row.length;
      }
      in.writeToCopy(piece, 0, length);
      in.endCopy();
    }
  }

  /** {@code COPY … TO STDOUT | LOAD DATA}. */
  static void copyToMaria(Database from, Database to)
      throws SQLException, InterruptedException, IOException {
    try (Pipe pipe = new Pipe()) {
      Thread reading =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Connection source = from.connect()) {
                      CopyOut out =
                          copyOut(
                              source, "SELECT " + SampleTable.COLUMNS_FOR_MARIA + " FROM product");
                      byte[] row;
                      while ((row = out.readFromCopy()) != null) {
                        pipe.write(row);
                      }
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    } finally {
                      pipe.end();
                    }
                  });
      try (Connection target = to.connect();
          Statement statement = target.createStatement()) {
        statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(pipe);
        statement.execute(
            "LOAD DATA LOCAL INFILE 'pipe' INTO TABLE product CHARACTER SET utf8mb4 ("
                + SampleTable.COLUMNS
                + ")");
      }
      reading.join();
    }
  }

  /**
   * Streams both tables in the order of their unique key, merges them, and compares the rows' text.
   */
  static long differences(Database one, Database other) throws SQLException {
    String query = "SELECT " + SampleTable.COLUMNS + " FROM product ORDER BY email";
    try (Connection left = one.connect();
        Connection right = other.connect()) {
      CopyOut a = copyOut(left, query);
      CopyOut b = copyOut(right, query);
      byte[] x = a.readFromCopy();
      byte[] y = b.readFromCopy();
      long differences = 0;
      while (x != null || y != null) {
        int order = x == null ? 1 : y == null ? -1 : compareKeys(x, y);
        if (order != 0 || !Arrays.equals(x, y)) {
          differences++;
        }
        if (order <= 0) {
          x = a.readFromCopy();
        }
        if (order >= 0) {
          y = b.readFromCopy();
        }
      }
      return differences;
    }
  }

  private static int compareKeys(byte[] x, byte[] y) {
    return Arrays.compareUnsigned(x, 0, key(x), y, 0, key(y));
  }

  private static int key(byte[] row) {
    int at = 0;
    while (row[at] != '\t') {
      at++;
    }
    return at;
  }

  /** {@code SELECT *} through the driver, each value of each row taken once. */
  static long stream(Database database) throws SQLException {
    return stream(database, "SELECT * FROM product");
  }

  /** The same with a query. */
  static long stream(Database database, String query) throws SQLException {
    String url = database.url() + (database.isPostgres() ? "?prepareThreshold=-1" : "");
    try (Connection connection = new Database(database.type(), url, database.user()).connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(query)) {
        statement.setFetchSize(5000);
        long values = 0;
        try (ResultSet rows = statement.executeQuery()) {
          int columns = rows.getMetaData().getColumnCount();
          while (rows.next()) {
            for (int i = 1; i <= columns; i++) {
              @Nullable Object value = rows.getObject(i);
              values += value == null ? 0 : 1;
            }
          }
        }
        return values;
      }
    }
  }

  private static CopyOut copyOut(Connection connection, String query) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY (" + query + ") TO STDOUT");
  }

  /** A pipe between two threads that passes large pieces. */
  private static final class Pipe extends InputStream {
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(64);
    private final byte[] filling = new byte[1 << 16];
    private int filled;
    private byte[] piece = END;
    private int at;
    private boolean ended;

    void write(byte[] row) {
      if (filled + row.length > filling.length) {
        put(Arrays.copyOf(filling, filled));
        filled = 0;
      }
      System.arraycopy(row, 0, filling, filled, row.length);
      filled += row.length;
    }

    void end() {
      put(Arrays.copyOf(filling, filled));
      put(END);
    }

    private void put(byte[] bytes) {
      try {
        pieces.put(bytes);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @SuppressWarnings("ReferenceEquality") // a mark, not a piece
    @Override
    public int read(byte[] into, int from, int length) {
      while (at == piece.length) {
        if (ended) {
          return -1;
        }
        try {
          piece = pieces.take();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        at = 0;
        ended = piece == END;
      }
      int some = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, into, from, some);
      at += some;
      return some;
    }
  }
}
