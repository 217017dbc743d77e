package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Write;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Flaw;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
   * @param before the rows as they were locked, by {@link Item#index}
   * @param after the rows as stored
   */
  void check(List<Item> items, @Nullable Row[] before, @Nullable Row[] after) throws SQLException {
    for (Item item : items) {
      Row row = item.write() instanceof Write.Delete ? null : after[item.index()];
      if (row != null) {
        for (ForeignKey key : item.table().schema().foreignKeys()) {
          checkParent(item, row, key);
        }
      }
      Row old = item.write() instanceof Write.Insert ? null : before[item.index()];
      if (old != null) {
        for (String name : catalog.tables()) {
          checkChildren(item, old, catalog.table(name));
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

  private void checkChildren(Item item, Row old, Table child) throws SQLException {
    Table parent = item.table();
    for (ForeignKey key : child.schema().foreignKeys()) {
      if (!key.references().equals(parent.shown()) || !mayGo(item, key)) {
        continue;
      }
      Set<String> known =
          old.shape().columns().stream().map(Column::name).collect(Collectors.toSet());
      if (!known.containsAll(key.referencedColumns())) {
        throw new SQLException("foreign key " + key.name() + " cannot be checked", "23503");
      }
      Object[] gone = referredTo(key, old);
      if (gone == null) {
        continue;
      }
      List<TableColumn> both = new ArrayList<>(); // the child's, then the parent's
      key.columns().forEach(c -> both.add(child.column(c)));
      key.referencedColumns().forEach(c -> both.add(parent.column(c)));
      String sql =
          "SELECT 1 FROM "
              + dialect.table(child.name())
              + " WHERE "
              + equal(both.subList(0, gone.length))
              + " AND NOT EXISTS (SELECT 1 FROM "
              + dialect.table(parent.name())
              + " WHERE "
              + equal(both.subList(gone.length, both.size()))
              + ")";
      List<Object> values = new ArrayList<>(List.of(gone));
      values.addAll(List.of(gone));
      refuseIfFound(sql, both, values.toArray(), key);
    }
  }

  /** Whether a write can take from a row what a foreign key refers to. */
  private static boolean mayGo(Item item, ForeignKey key) {
    return item.write() instanceof Write.Delete
        || item.columns().stream().anyMatch(c -> key.referencedColumns().contains(c.name()));
  }

  private String equal(List<TableColumn> columns) {
    return columns.stream()
        .map(c -> dialect.quote(c.name()) + " = " + dialect.placeholder(c))
        .collect(Collectors.joining(" AND "));
  }

  /**
   * What children refer to in a row; null where nothing can.
   *
   * @throws IllegalArgumentException if the row is without one of those columns
   */
  static Object @Nullable [] referredTo(ForeignKey key, Row row) {
    Object[] values = new Object[key.referencedColumns().size()];
    for (int i = 0; i < values.length; i++) {
      Object value = row.get(key.referencedColumns().get(i));
      if (value == null || value instanceof Flaw) {
        return null;
      }
      values[i] = value;
    }
    return values;
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
