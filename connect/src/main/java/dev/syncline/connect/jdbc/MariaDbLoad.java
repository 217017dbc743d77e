package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows by LOAD DATA, which costs the server a quarter to a half less than INSERT …
 * RETURNING: about 6 s of its processor time for a million rows of ten columns, against 7 to 13 s.
 *
 * <p>LOCAL has the server pass over rows and bend values with no more than a warning. So a load
 * counts only when every row is in and there is no warning; any other is taken back.
 *
 * <p>Generated numbers follow each other within the statement, since InnoDB holds its AUTO-INC lock
 * until the statement ends. That is not taken on trust: the last row is looked at under the number
 * that it must have then. Numbers rise from row to row, so that <i>n</i> of them between the first
 * and the first + <i>n</i> − 1 leave no gap.
 */
final class MariaDbLoad {
  private final MariaDbDialect dialect;
  private final Connection connection;
  private final Table table;
  private final Selection back;
  private final List<TableColumn> columns;
  private final Foretold foretold;

  MariaDbLoad(
      MariaDbDialect dialect,
      Connection connection,
      Table table,
      Selection back,
      List<TableColumn> columns,
      Foretold foretold) {
    this.dialect = dialect;
    this.connection = connection;
    this.table = table;
    this.back = back;
    this.columns = columns;
    this.foretold = foretold;
  }

  /**
   * The stored rows in order; null if they have to go another way.
   *
   * @param told what {@link Foretold#tell} said of them
   */
  @Nullable List<Row> insert(List<@Nullable Object[]> rows, List<@Nullable Object[]> told)
      throws SQLException {
    if (columns.stream().anyMatch(c -> c.base().equals("bit"))) { // it would take digits for bits
      return null;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SAVEPOINT syncline_load");
      List<Row> stored = load(statement, rows) ? stored(told) : null;
      if (stored == null) {
        statement.execute("ROLLBACK TO SAVEPOINT syncline_load");
      }
      statement.execute("RELEASE SAVEPOINT syncline_load");
      return stored;
    }
  }

  /** Whether all rows are in as they were given. */
  private boolean load(Statement statement, List<@Nullable Object[]> rows) throws SQLException {
    Lines lines = new Lines(rows.iterator());
    statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(lines);
    long loaded = statement.executeUpdate(sql());
    lines.mustBeWhole();
    return loaded == rows.size() && statement.getWarnings() == null;
  }

  /**
   * The rows as the server reads them, written while it does. A failure ends them, since the driver
   * could not go on after one, and is thrown by {@link #mustBeWhole}.
   */
  private final class Lines extends InputStream {
    /** Of more bytes at a time the driver makes a new buffer each time. */
    private static final int PACKET = 8188;

    private final Iterator<@Nullable Object[]> rows;
    private final TabText text =
        new TabText(
            (bytes, length) -> {
              piece = bytes;
              at = 0;
              end = length;
            });
    private byte[] piece = {};
    private int at;
    private int end;
    private @Nullable RuntimeException failure;

    Lines(Iterator<@Nullable Object[]> rows) {
      this.rows = rows;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at == end) {
        write();
      }
      int count = Math.min(Math.min(length, PACKET), end - at);
      System.arraycopy(piece, at, into, offset, count);
      at += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Writes the next piece. */
    private void write() {
      try {
        while (at == end && rows.hasNext()) {
          @Nullable Object[] row = rows.next();
          for (int c = 0; c < row.length; c++) {
            if (c > 0) {
              text.tab();
            }
            put(text, columns.get(c), row[c]);
          }
          text.endRow();
        }
        if (at == end) {
          text.flush();
        }
      } catch (SQLException e) {
        failure = new IllegalStateException("the text is not sent anywhere", e);
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    void mustBeWhole() {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static void put(TabText text, TableColumn column, @Nullable Object value) {
    switch (value) {
      case null -> text.nothing();
      case Long n -> text.number(n);
      case byte[] bytes -> text.hex(bytes);
      case LocalDateTime time -> text.timestamp(time);
      case Instant time -> text.timestamp(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
      default -> text.text(MariaDbValues.text(column, value));
    }
  }

  private String sql() {
    List<String> fields = new ArrayList<>();
    List<String> decoded = new ArrayList<>();
    for (TableColumn column : columns) {
      String name = dialect.quote(column.name());
      if (column.type() instanceof Type.Binary) {
        String variable = "@syncline_" + fields.size();
        fields.add(variable);
        decoded.add(name + " = UNHEX(" + variable + ")");
      } else {
        fields.add(name);
      }
    }
    return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE "
        + dialect.table(table.name())
        + " CHARACTER SET utf8mb4 ("
        + String.join(", ", fields)
        + ")"
        + (decoded.isEmpty() ? "" : " SET " + String.join(", ", decoded));
  }

  private @Nullable List<Row> stored(List<@Nullable Object[]> told) throws SQLException {
    if (foretold.generated().isEmpty()) {
      return foretold.rows(told, List.of());
    }
    long[] numbers = new long[told.size()];
    Row last;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet first = statement.executeQuery("SELECT LAST_INSERT_ID()")) {
        first.next();
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = first.getLong(1) + i;
        }
      }
      try (ResultSet row = statement.executeQuery(byNumber(numbers[numbers.length - 1]))) {
        last = row.next() ? back.row(row) : null;
      }
    }
    List<Row> stored = foretold.rows(told, List.of(numbers));
    return last != null && Arrays.deepEquals(last.values(), stored.getLast().values())
        ? stored
        : null;
  }

  private String byNumber(long number) {
    return "SELECT "
        + back.list()
        + " FROM "
        + dialect.table(table.name())
        + " WHERE "
        + dialect.quote(foretold.generated().getFirst().name())
        + " = "
        + number;
  }
}
