package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Write;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks foreign keys by itself, for writes that were done while the database did not: what the
 * written rows refer to must be there, and nothing may refer to what is gone.
 */
final class References {
  private final Connection connection;
  private final Dialect dialect;
  private final Catalog catalog;

  References(Connection connection, Dialect dialect, Catalog catalog) {
    this.connection = connection;
    this.dialect = dialect;
    this.catalog = catalog;
  }

  /**
   * @param after the rows as stored, by {@link Item#index}
   */
  void check(List<Item> items, @Nullable Row[] after) throws SQLException {
    for (Item item : items) {
      Row row = item.write() instanceof Write.Delete ? null : after[item.index()];
      if (row != null) {
        for (ForeignKey key : item.table().schema().foreignKeys()) {
          checkParent(item, row, key);
        }
      }
      if (item.write() instanceof Write.Delete || item.changesKey()) {
        for (String name : catalog.objects()) {
          checkChildren(item, catalog.table(name));
        }
      }
    }
  }

  private void checkParent(Item item, Row row, ForeignKey key) throws SQLException {
    Table table = item.table();
    Table parent = catalog.table(key.references());
    List<String> joined = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      String column = "c." + dialect.quote(key.columns().get(i));
      joined.add("p." + dialect.quote(key.referencedColumns().get(i)) + " = " + column);
      given.add(column + " IS NOT NULL");
    }
    String sql =
        "SELECT 1 FROM "
            + dialect.table(table.name())
            + " c WHERE "
            + item.selection().key().stream()
                .map(c -> "c." + dialect.quote(c.name()) + " = " + dialect.placeholder(c))
                .collect(Collectors.joining(" AND "))
            + " AND "
            + String.join(" AND ", given)
            + " AND NOT EXISTS (SELECT 1 FROM "
            + dialect.table(parent.name())
            + " p WHERE "
            + String.join(" AND ", joined)
            + ")";
    int[] positions = row.shape().key();
    @Nullable Object[] parts = new @Nullable Object[positions.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = row.get(positions[i]);
    }
    refuseIfFound(sql, item.selection().key(), parts, key);
  }

  private void checkChildren(Item item, Table child) throws SQLException {
    for (ForeignKey key : child.schema().foreignKeys()) {
      boolean byKey =
          key.references().equals(item.table().shown())
              && key.referencedColumns()
                  .equals(item.selection().key().stream().map(TableColumn::name).toList());
      dev.syncline.core.model.Key gone = item.key();
      if (!byKey || gone == null) {
        continue;
      }
      List<TableColumn> columns = key.columns().stream().map(child::column).toList();
      String sql =
          "SELECT 1 FROM "
              + dialect.table(child.name())
              + " WHERE "
              + columns.stream()
                  .map(c -> dialect.quote(c.name()) + " = " + dialect.placeholder(c))
                  .collect(Collectors.joining(" AND "))
              + " AND NOT EXISTS (SELECT 1 FROM "
              + dialect.table(item.table().name())
              + " WHERE "
              + item.selection().key().stream()
                  .map(c -> dialect.quote(c.name()) + " = " + dialect.placeholder(c))
                  .collect(Collectors.joining(" AND "))
              + ")";
      List<TableColumn> both = new ArrayList<>(columns);
      both.addAll(item.selection().key());
      List<Object> values = new ArrayList<>(List.of(gone.parts()));
      values.addAll(List.of(gone.parts()));
      refuseIfFound(sql, both, values.toArray(), key);
    }
  }

  private void refuseIfFound(
      String sql, List<TableColumn> columns, @Nullable Object[] values, ForeignKey key)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        TableColumn column = columns.get(i);
        dialect.bind(statement, i + 1, column, value == null ? null : Fit.as(column.type(), value));
      }
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          throw new SQLException("foreign key " + key.name() + " would be broken", "23503");
        }
      }
    }
  }
}
