package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts many rows by COPY. Generated keys are drawn from their sequence first, as many as there
 * are rows, so that every stored row is known without asking for it again. Only for tables where
 * nothing can alter a row on its way in.
 */
final class PostgresCopyIn {
  /** Below it, a statement of several rows costs less. */
  private static final int LEAST = 50;

  private final PostgresDialect dialect;
  private final Table table;
  private final Selection back;
  private final List<TableColumn> columns;

  /** Columns that COPY fills from their sequences, after the given ones. */
  private final List<TableColumn> drawn;

  /** Where each column of the answer comes from: given, drawn (after the given), or -1 for null. */
  private final int[] from;

  private PostgresCopyIn(
      PostgresDialect dialect,
      Table table,
      Selection back,
      List<TableColumn> columns,
      List<TableColumn> drawn,
      int[] from) {
    this.dialect = dialect;
    this.table = table;
    this.back = back;
    this.columns = columns;
    this.drawn = drawn;
    this.from = from;
  }

  /** Null when a column of the answer could not be told without reading it. */
  static @Nullable PostgresCopyIn plan(
      PostgresDialect dialect, Table table, Selection back, List<TableColumn> columns) {
    List<TableColumn> drawn = new ArrayList<>();
    List<TableColumn> answered = back.columns();
    int[] from = new int[answered.size()];
    for (int i = 0; i < from.length; i++) {
      TableColumn column = answered.get(i);
      int given = columns.indexOf(column);
      if (given >= 0) {
        if (!certain(column)) {
          return null;
        }
        from[i] = given;
      } else if (column.sequence() != null) {
        from[i] = columns.size() + drawn.size();
        drawn.add(column);
      } else if (column.hasDefault() || column.column().origin() == Column.Origin.COMPUTED) {
        return null;
      } else {
        from[i] = -1;
      }
    }
    return columns.isEmpty() && drawn.isEmpty()
        ? null
        : new PostgresCopyIn(dialect, table, back, columns, drawn, from);
  }

  private static boolean certain(TableColumn column) {
    return switch (column.type()) {
      case Type.Json j -> column.base().equals("json");
      case Type.Array a -> false;
      case Type.Opaque o -> false;
      default -> true;
    };
  }

  /** The stored rows in order; null if this table has to go the usual way. */
  @Nullable List<Row> insert(Connection connection, List<@Nullable Object[]> rows)
      throws SQLException {
    if (rows.size() < LEAST) {
      return null;
    }
    try (Statement statement = connection.createStatement()) {
      // From here to the commit nobody can add a trigger.
      statement.execute("LOCK TABLE " + dialect.table(table.name()) + " IN ROW EXCLUSIVE MODE");
    }
    if (dialect.triggersAlter(connection, table) || !mayDraw(connection)) {
      return null;
    }
    List<long[]> numbers = new ArrayList<>();
    for (TableColumn column : drawn) {
      numbers.add(draw(connection, column, rows.size()));
    }
    copy(connection, rows, numbers);
    return stored(rows, numbers);
  }

  /** A default may draw from a sequence that its user may not. */
  private boolean mayDraw(Connection connection) throws SQLException {
    for (TableColumn column : drawn) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT has_sequence_privilege(" + column.sequence() + "::oid, 'USAGE')")) {
        row.next();
        if (!row.getBoolean(1)) {
          return false;
        }
      }
    }
    return true;
  }

  private static long[] draw(Connection connection, TableColumn column, int count)
      throws SQLException {
    long[] numbers = new long[count];
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT nextval(" + column.sequence() + ") FROM generate_series(1, ?)")) {
      statement.setInt(1, count);
      try (ResultSet row = statement.executeQuery()) {
        for (int i = 0; row.next(); i++) {
          numbers[i] = row.getLong(1);
        }
      }
    }
    return numbers;
  }

  private void copy(Connection connection, List<@Nullable Object[]> rows, List<long[]> numbers)
      throws SQLException {
    List<String> names = new ArrayList<>();
    columns.forEach(c -> names.add(dialect.quote(c.name())));
    drawn.forEach(c -> names.add(dialect.quote(c.name())));
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY "
                    + dialect.table(table.name())
                    + " ("
                    + String.join(", ", names)
                    + ") FROM STDIN");
    try {
      PostgresCopyText text = new PostgresCopyText(copy);
      for (int i = 0; i < rows.size(); i++) {
        @Nullable Object[] values = rows.get(i);
        for (int c = 0; c < values.length; c++) {
          text.field(columns.get(c), values[c], c > 0);
        }
        for (int d = 0; d < numbers.size(); d++) {
          text.field(drawn.get(d), numbers.get(d)[i], d > 0 || values.length > 0);
        }
        text.endRow();
      }
      text.flush();
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private List<Row> stored(List<@Nullable Object[]> rows, List<long[]> numbers) {
    List<Row> stored = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      @Nullable Object[] given = rows.get(i);
      @Nullable Object[] values = new @Nullable Object[from.length];
      for (int c = 0; c < from.length; c++) {
        if (from[c] >= given.length) {
          values[c] = numbers.get(from[c] - given.length)[i];
        } else if (from[c] >= 0) {
          Object value = given[from[c]];
          values[c] = value == null ? null : dialect.stored(columns.get(from[c]), value);
        }
      }
      stored.add(new Row(back.shape(), values));
    }
    return stored;
  }
}
