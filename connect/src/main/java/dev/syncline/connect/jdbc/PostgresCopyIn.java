package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Row;
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
  private final Connection connection;
  private final Table table;
  private final List<TableColumn> columns;
  private final Foretold foretold;

  PostgresCopyIn(
      PostgresDialect dialect,
      Connection connection,
      Table table,
      List<TableColumn> columns,
      Foretold foretold) {
    this.dialect = dialect;
    this.connection = connection;
    this.table = table;
    this.columns = columns;
    this.foretold = foretold;
  }

  /** The stored rows in order; null if these rows have to go the usual way. */
  @Nullable List<Row> insert(List<@Nullable Object[]> rows) throws SQLException {
    boolean nothing = columns.isEmpty() && foretold.generated().isEmpty();
    List<@Nullable Object[]> told = rows.size() < LEAST || nothing ? null : foretold.tell(rows);
    if (told == null) {
      return null;
    }
    try (Statement statement = connection.createStatement()) {
      // From here to the commit nobody can add a trigger.
      statement.execute("LOCK TABLE " + dialect.table(table.name()) + " IN ROW EXCLUSIVE MODE");
    }
    if (dialect.triggersAlter(connection, table) || !mayDraw()) {
      return null;
    }
    List<long[]> numbers = new ArrayList<>();
    for (TableColumn column : foretold.generated()) {
      numbers.add(draw(column, rows.size()));
    }
    copy(rows, numbers);
    return foretold.rows(told, numbers);
  }

  /** A default may draw from a sequence that its user may not. */
  private boolean mayDraw() throws SQLException {
    for (TableColumn column : foretold.generated()) {
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

  private long[] draw(TableColumn column, int count) throws SQLException {
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

  private void copy(List<@Nullable Object[]> rows, List<long[]> numbers) throws SQLException {
    List<TableColumn> drawn = foretold.generated();
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
      TabText text = new TabText((bytes, length) -> copy.writeToCopy(bytes, 0, length));
      for (int i = 0; i < rows.size(); i++) {
        @Nullable Object[] values = rows.get(i);
        for (int c = 0; c < values.length; c++) {
          if (c > 0) {
            text.tab();
          }
          put(text, columns.get(c), values[c]);
        }
        for (int d = 0; d < numbers.size(); d++) {
          if (d > 0 || values.length > 0) {
            text.tab();
          }
          text.number(numbers.get(d)[i]);
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

  private static void put(TabText text, TableColumn column, @Nullable Object value) {
    switch (value) {
      case null -> text.nothing();
      case Long n -> text.number(n);
      case byte[] bytes -> {
        text.text("\\x");
        text.hex(bytes);
      }
      default -> text.text(PostgresText.of(column, value));
    }
  }
}
