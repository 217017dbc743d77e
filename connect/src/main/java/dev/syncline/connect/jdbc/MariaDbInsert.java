package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows whose stored form is foretold: by {@link MariaDbLoad} where the server lets it,
 * else by INSERT … RETURNING of the generated number only, which spares the server a fifth of its
 * work. Only where no trigger can alter a row.
 */
final class MariaDbInsert {
  private static final int ROWS = 1000;

  private final MariaDbDialect dialect;
  private final Connection connection;
  private final Table table;
  private final Selection back;
  private final List<TableColumn> columns;
  private final Foretold foretold;

  MariaDbInsert(
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

  /** The stored rows in order; null if they have to go the usual way. */
  @Nullable List<Row> insert(List<@Nullable Object[]> rows) throws SQLException {
    List<@Nullable Object[]> told = foretold.generated().size() > 1 ? null : foretold.tell(rows);
    Roads roads = told == null ? null : roads();
    if (told == null || roads == null || roads.altered) {
      return null;
    }
    List<Row> loaded =
        roads.load
            ? new MariaDbLoad(dialect, connection, table, back, columns, foretold)
                .insert(rows, told)
            : null;
    return loaded != null ? loaded : insertInChunks(rows, told);
  }

  private List<Row> insertInChunks(List<@Nullable Object[]> rows, List<@Nullable Object[]> told)
      throws SQLException {
    List<TableColumn> generated = foretold.generated();
    List<long[]> numbers = new ArrayList<>();
    generated.forEach(c -> numbers.add(new long[rows.size()]));
    String answer =
        generated.isEmpty() ? "" : " RETURNING " + dialect.quote(generated.getFirst().name());
    int from = 0;
    int prepared = 0;
    PreparedStatement statement = null;
    try {
      while (from < rows.size()) {
        int to = chunkEnd(rows, from);
        if (statement == null || prepared != to - from) {
          if (statement != null) {
            statement.close();
          }
          prepared = to - from;
          statement = connection.prepareStatement(sql(prepared) + answer);
        }
        insert(statement, rows, from, to, generated.isEmpty() ? null : numbers.getFirst());
        from = to;
      }
    } finally {
      if (statement != null) {
        statement.close();
      }
    }
    return foretold.rows(told, numbers);
  }

  private int chunkEnd(List<@Nullable Object[]> rows, int from) {
    long bytes = 0;
    int to = from;
    while (to < rows.size() && to - from < ROWS) {
      bytes += Statements.bytes(rows.get(to));
      if (to > from && bytes > dialect.bytesPerStatement()) {
        break;
      }
      to++;
    }
    return to;
  }

  private void insert(
      PreparedStatement statement,
      List<@Nullable Object[]> rows,
      int from,
      int to,
      long @Nullable [] numbers)
      throws SQLException {
    int at = 1;
    for (@Nullable Object[] row : rows.subList(from, to)) {
      for (int c = 0; c < row.length; c++) {
        dialect.bind(statement, at++, columns.get(c), row[c]);
      }
    }
    if (numbers == null) {
      statement.executeUpdate();
      return;
    }
    try (ResultSet row = statement.executeQuery()) {
      for (int i = from; i < to; i++) {
        if (!row.next()) {
          throw new SQLException("the database answered for fewer rows than it was given", "44000");
        }
        numbers[i] = row.getLong(1);
      }
    }
  }

  private String sql(int rows) {
    String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    return "INSERT INTO "
        + dialect.table(table.name())
        + " ("
        + String.join(", ", columns.stream().map(c -> dialect.quote(c.name())).toList())
        + ") VALUES "
        + String.join(", ", Collections.nCopies(rows, row));
  }

  /**
   * What the server allows.
   *
   * @param altered whether something could alter a row on its way in
   * @param load whether rows may come by LOAD DATA
   */
  private record Roads(boolean altered, boolean load) {}

  private Roads roads() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MariaDbCatalog.BULK_ROADS)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Roads(row.getBoolean(1), row.getBoolean(2))
            : new Roads(true, false);
      }
    }
  }
}
