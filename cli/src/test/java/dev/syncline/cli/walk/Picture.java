package dev.syncline.cli.walk;

import dev.syncline.cli.demo.StoreDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a database holds as people see it: every reference replaced by what the record it refers to
 * is known by, every value in one form. Read over JDBC alone, so that it owes nothing to Syncline.
 *
 * @param tables per shared table name, per natural key, the records; more than one is a duplicate
 */
record Picture(Map<String, TreeMap<String, List<Map<String, String>>>> tables) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Stands for null; no value reads like it. */
  static final String NULL = "∅";

  /** Reads all tables, parents first. A reference to nothing is an error. */
  static Picture of(Connection connection, List<Table> tables) throws SQLException {
    Map<String, TreeMap<String, List<Map<String, String>>>> picture = new LinkedHashMap<>();
    Map<String, Map<String, String>> known = new HashMap<>();
    for (Table table : tables) {
      picture.put(table.name(), new TreeMap<>());
    }
    for (Table table : tables) {
      List<Map<String, String>> rows = rows(connection, table);
      Map<String, String> names = new HashMap<>();
      known.put(table.name(), names);
      // Two passes: a record may refer to one of its own table that comes later.
      List<String> keys = new ArrayList<>();
      for (Map<String, String> row : rows) {
        String key = key(table, row, known);
        keys.add(key);
        if (!table.id().isEmpty()) {
          names.put(Objects.requireNonNull(row.get("")), key);
        }
      }
      for (int i = 0; i < rows.size(); i++) {
        Objects.requireNonNull(picture.get(table.name()))
            .computeIfAbsent(keys.get(i), k -> new ArrayList<>())
            .add(resolved(table, rows.get(i), known));
      }
    }
    return new Picture(picture);
  }

  TreeMap<String, List<Map<String, String>>> table(String name) {
    return Objects.requireNonNull(tables.get(name), name);
  }

  /** The records of a table by natural key; those that share one are left out. */
  Map<String, Map<String, String>> single(String name) {
    Map<String, Map<String, String>> single = new TreeMap<>();
    table(name)
        .forEach(
            (key, rows) -> {
              if (rows.size() == 1) {
                single.put(key, rows.getFirst());
              }
            });
    return single;
  }

  /** The number of records of a table. */
  int count(String name) {
    return table(name).values().stream().mapToInt(List::size).sum();
  }

  private static String key(
      Table table, Map<String, String> row, Map<String, Map<String, String>> known) {
    Map<String, Table.Column> columns =
        table.columns().stream().collect(Collectors.toMap(Table.Column::name, c -> c));
    return table.key().stream()
        .map(name -> value(table, Objects.requireNonNull(columns.get(name)), row, known))
        .collect(Collectors.joining(" | "));
  }

  private static Map<String, String> resolved(
      Table table, Map<String, String> row, Map<String, Map<String, String>> known) {
    Map<String, String> resolved = new LinkedHashMap<>();
    for (Table.Column column : table.columns()) {
      resolved.put(column.name(), value(table, column, row, known));
    }
    return resolved;
  }

  private static String value(
      Table table,
      Table.Column column,
      Map<String, String> row,
      Map<String, Map<String, String>> known) {
    String value = Objects.requireNonNull(row.get(column.name()));
    String parent = column.refersTo();
    if (parent == null || value.equals(NULL)) {
      return value;
    }
    String name = Objects.requireNonNull(known.get(parent)).get(value);
    if (name == null) {
      throw new AssertionError(
          table.table() + "." + column.column() + " = " + value + " refers to no " + parent);
    }
    return name;
  }

  private static List<Map<String, String>> rows(Connection connection, Table table)
      throws SQLException {
    List<String> select = new ArrayList<>();
    if (!table.id().isEmpty()) {
      select.add(table.id());
    }
    table.columns().forEach(c -> select.add(c.column()));
    List<Map<String, String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT " + String.join(", ", select) + " FROM " + table.table())) {
      while (result.next()) {
        Map<String, String> row = new HashMap<>();
        int at = 0;
        if (!table.id().isEmpty()) {
          row.put("", result.getString(++at));
        }
        for (Table.Column column : table.columns()) {
          row.put(column.name(), value(result, ++at, column.kind()));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static String value(ResultSet result, int at, Table.Kind kind) throws SQLException {
    String text = result.getString(at);
    if (text == null) {
      return NULL;
    }
    return switch (kind) {
      case TEXT, REFERENCE, DATE -> text;
      case LOOSE_TEXT -> text.strip().toLowerCase(Locale.ROOT);
      case NUMBER -> number(text);
      case FLAG -> Boolean.toString(result.getBoolean(at));
      case TIME -> local(text).toString();
      case SHOP_TIME -> local(text).atZone(StoreDatabase.SHOP_ZONE).toInstant().toString();
      case INSTANT -> instant(text).toString();
      case JSON -> new TreeMap<>(JSON.readValue(text, Map.class)).toString();
    };
  }

  private static String number(String text) {
    BigDecimal plain = new BigDecimal(text).stripTrailingZeros();
    return plain.signum() == 0 ? "0" : plain.toPlainString();
  }

  private static LocalDateTime local(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T')).withNano(0);
  }

  private static Instant instant(String text) {
    String iso = text.replace(' ', 'T');
    // PostgreSQL's and SQLite's say their zone; MariaDB's are read in UTC.
    boolean zoned = iso.endsWith("Z") || iso.indexOf('+', 10) > 0 || iso.indexOf('-', 10) > 0;
    String whole = zoned && iso.matches(".*[+-]\\d\\d") ? iso + ":00" : iso;
    Instant at =
        zoned
            ? OffsetDateTime.parse(whole).toInstant()
            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    return at.minusNanos(at.getNano());
  }

  /** What differs between two pictures, in words; at most so many lines. */
  static List<String> differences(Picture left, Picture right, int most) {
    List<String> differences = new ArrayList<>();
    for (String name : left.tables().keySet()) {
      Map<String, List<Map<String, String>>> mine = left.table(name);
      Map<String, List<Map<String, String>>> theirs = right.table(name);
      mine.forEach(
          (key, rows) -> {
            @Nullable List<Map<String, String>> other = theirs.get(key);
            if (!rows.equals(other)) {
              differences.add(name + " " + key + ": " + rows + " against " + other);
            }
          });
      theirs.forEach(
          (key, rows) -> {
            if (!mine.containsKey(key)) {
              differences.add(name + " " + key + ": nothing against " + rows);
            }
          });
    }
    return differences.subList(0, Math.min(most, differences.size()));
  }
}
