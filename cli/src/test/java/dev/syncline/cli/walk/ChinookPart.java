package dev.syncline.cli.walk;

import dev.syncline.cli.walk.Table.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies a part of Chinook into a database, under other keys. */
final class ChinookPart {
  private final ChinookDatabase database;
  private final Connection whole;
  private final Connection part;
  private final ChinookDatabase.Kept kept;
  private final long shift;
  private final Map<Chinook, Set<Long>> copied = new EnumMap<>(Chinook.class);

  ChinookPart(
      ChinookDatabase database,
      Connection whole,
      Connection part,
      ChinookDatabase.Kept kept,
      long shift) {
    this.database = database;
    this.whole = whole;
    this.part = part;
    this.kept = kept;
    this.shift = shift;
  }

  void copy(Chinook table) throws SQLException {
    boolean hasId = !table.id().isEmpty();
    List<String> names =
        Stream.concat(
                hasId ? Stream.of(table.id()) : Stream.empty(),
                table.columns().stream().map(Column::name))
            .toList();
    String columns =
        String.join(", ", names.stream().map(n -> database.quoted(database.spelled(n))).toList());
    String overriding =
        database == ChinookDatabase.POSTGRESQL && hasId ? " OVERRIDING SYSTEM VALUE" : "";
    String sql =
        "INSERT INTO "
            + database.quoted(table.table(database))
            + " ("
            + columns
            + ")"
            + overriding
            + " VALUES ("
            + String.join(", ", Collections.nCopies(names.size(), "?"))
            + ")";
    Set<Long> ids = new HashSet<>();
    copied.put(table, ids);
    try (Statement statement = whole.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT * FROM " + table.table(ChinookDatabase.SQLITE) + " ORDER BY 1");
        PreparedStatement insert = part.prepareStatement(sql)) {
      long number = 0;
      while (row.next()) {
        long id = hasId ? row.getLong(table.id()) : ++number;
        List<@Nullable Object> values = kept.keeps(table, id) ? values(table, row) : null;
        if (values == null) {
          continue;
        }
        ids.add(id);
        if (hasId) {
          values.addFirst(id + shift);
        }
        for (int i = 0; i < values.size(); i++) {
          insert.setObject(i + 1, values.get(i));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
    if (!overriding.isEmpty()) {
      execute(
          "ALTER TABLE "
              + table.table(database)
              + " ALTER COLUMN "
              + database.spelled(table.id())
              + " RESTART WITH "
              + (Collections.max(ids) + shift + 1));
    }
  }

  /** Null when a record that it refers to was left out. */
  private @Nullable List<@Nullable Object> values(Chinook table, ResultSet row)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (Column column : table.columns()) {
      Object value = row.getObject(column.name());
      if (value != null && column.refersTo() != null) {
        long parent = row.getLong(column.name());
        if (!parents(column.refersTo()).contains(parent)) {
          return null;
        }
        value = parent + shift;
      } else if (value != null && column.kind() == Table.Kind.TIME) {
        value =
            database == ChinookDatabase.SQLITE
                ? value
                : Timestamp.valueOf(row.getString(column.name()));
      } else if (column.kind() == Table.Kind.NUMBER
          && value != null
          && database != ChinookDatabase.SQLITE) {
        value = row.getBigDecimal(column.name());
      }
      values.add(value);
    }
    return values;
  }

  private Set<Long> parents(String table) {
    for (Chinook c : Chinook.values()) {
      if (c.table(ChinookDatabase.SQLITE).equals(table)) {
        return Objects.requireNonNull(copied.get(c));
      }
    }
    throw new IllegalArgumentException(table);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = part.createStatement()) {
      statement.execute(sql);
    }
  }
}
