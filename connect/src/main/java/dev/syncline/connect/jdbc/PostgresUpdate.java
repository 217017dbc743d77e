package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets the same columns of many rows in one statement: keys and values travel as an array per
 * column, and the statement answers with the rows as stored.
 */
final class PostgresUpdate {
  /** Below it, a statement per row costs no more. */
  private static final int LEAST = 10;

  private static final int MOST = 5000;

  private PostgresUpdate() {}

  /** Whether it can be done so: arrays cannot travel in arrays, and keys have to stay. */
  static boolean suits(List<Item> items) {
    Item first = items.getFirst();
    return items.size() >= LEAST
        && !first.changesKey()
        && first.columns().stream().noneMatch(c -> c.type() instanceof Type.Array);
  }

  /** The rows as stored, by key. */
  static Map<Key, Row> update(Connection connection, PostgresDialect dialect, List<Item> items)
      throws SQLException {
    Selection selection = items.getFirst().selection();
    List<TableColumn> columns = new ArrayList<>(selection.key());
    columns.addAll(items.getFirst().columns());
    Map<Key, Row> stored = HashMap.newHashMap(items.size());
    try (PreparedStatement statement =
        connection.prepareStatement(sql(dialect, selection, columns))) {
      for (int from = 0; from < items.size(); from += MOST) {
        List<Item> chunk = items.subList(from, Math.min(items.size(), from + MOST));
        bind(statement, chunk, selection.key().size(), columns);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            Row read = selection.row(row);
            Key key = selection.key(read);
            if (key != null) {
              stored.put(key, read);
            }
          }
        }
      }
    }
    return stored;
  }

  private static String sql(
      PostgresDialect dialect, Selection selection, List<TableColumn> columns) {
    List<String> arrays = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    List<String> settings = new ArrayList<>();
    int keys = selection.key().size();
    String prefix = freePrefix(selection.table());
    for (TableColumn column : columns) {
      String name = dialect.quote(prefix + names.size());
      String quoted = dialect.quote(column.name());
      arrays.add("CAST(? AS " + column.base() + "[])");
      if (names.size() < keys) {
        conditions.add("t." + quoted + " = v." + name);
      } else {
        settings.add(quoted + " = v." + name);
      }
      names.add(name);
    }
    return "UPDATE "
        + dialect.table(selection.table().name())
        + " AS t SET "
        + String.join(", ", settings)
        + " FROM unnest("
        + String.join(", ", arrays)
        + ") AS v("
        + String.join(", ", names)
        + ") WHERE "
        + String.join(" AND ", conditions)
        + " RETURNING "
        + selection.list();
  }

  /** For names that no column of the table has. */
  private static String freePrefix(Table table) {
    StringBuilder prefix = new StringBuilder("v");
    while (table.columns().keySet().stream().anyMatch(c -> c.startsWith(prefix.toString()))) {
      prefix.append('_');
    }
    return prefix.toString();
  }

  private static void bind(
      PreparedStatement statement, List<Item> items, int keys, List<TableColumn> columns)
      throws SQLException {
    @Nullable String[][] arrays = new @Nullable String[columns.size()][items.size()];
    for (int i = 0; i < items.size(); i++) {
      Key key = items.get(i).key();
      @Nullable Object[] parts = key == null ? new @Nullable Object[keys] : key.parts();
      @Nullable Object[] values = items.get(i).values();
      for (int c = 0; c < arrays.length; c++) {
        TableColumn column = columns.get(c);
        Object value = c < keys ? parts[c] : values[c - keys];
        arrays[c][i] = value == null ? null : PostgresText.of(column, Fit.as(column.type(), value));
      }
    }
    for (int c = 0; c < arrays.length; c++) {
      statement.setArray(c + 1, statement.getConnection().createArrayOf("text", arrays[c]));
    }
  }
}
