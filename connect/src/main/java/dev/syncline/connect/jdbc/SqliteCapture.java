package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Capture in SQLite: row triggers. No session has a setting that a trigger could see, so marks have
 * no origin, and Syncline finds its own writes to be no change.
 *
 * <p>INSERT OR REPLACE and UPDATE OR REPLACE delete the rows that are in the way without firing
 * triggers for them. Those that are in the way by the key are marked under that key; those by
 * another unique key are looked for and marked before the row is written, whether or not it will
 * replace them.
 */
final class SqliteCapture implements Capture {
  private static final String UNIQUE =
      """
      SELECT i.name, x.name, x.coll,
             i.partial OR EXISTS (SELECT * FROM pragma_index_xinfo(i.name) e
                                  WHERE e.key AND e.cid < 0)
      FROM pragma_index_list(?) i JOIN pragma_index_xinfo(i.name) x
      WHERE i."unique" AND x.key
      ORDER BY i.name, x.seqno
      """;

  private static final String MADE =
      """
      SELECT type, name FROM sqlite_schema
      WHERE type IN ('trigger', 'table') AND substr(name, 1, length(?1)) = ?1
      ORDER BY type DESC, name
      """;

  private final SqliteDialect dialect;

  SqliteCapture(SqliteDialect dialect) {
    this.dialect = dialect;
  }

  /** The declared type's affinity, which decides how a value is stored. */
  @Override
  public String markType(TableColumn column) {
    String declared = column.column().nativeType().toUpperCase(Locale.ROOT);
    if (declared.contains("INT")) {
      return "INTEGER";
    }
    if (declared.contains("CHAR") || declared.contains("CLOB") || declared.contains("TEXT")) {
      return "TEXT";
    }
    if (declared.isEmpty() || declared.contains("BLOB")) {
      return "BLOB";
    }
    return declared.contains("REAL") || declared.contains("FLOA") || declared.contains("DOUB")
        ? "REAL"
        : "NUMERIC";
  }

  @Override
  public List<String> blindSpots(Connection connection, Table table) throws SQLException {
    return uniqueKeys(connection, table.name()).stream()
        .filter(UniqueKey::partly)
        .map(
            k ->
                "rows that INSERT OR REPLACE removes because of the unique index "
                    + k.name
                    + ", which has a condition or an expression")
        .toList();
  }

  /** A unique index; partly: with a condition or an expression. */
  private record UniqueKey(
      String name, boolean partly, List<String> columns, List<String> collations) {}

  private static List<UniqueKey> uniqueKeys(Connection connection, TableName table)
      throws SQLException {
    Map<String, UniqueKey> keys = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(UNIQUE)) {
      statement.setString(1, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          boolean partly = row.getBoolean(4);
          UniqueKey key =
              keys.computeIfAbsent(
                  row.getString(1),
                  n -> new UniqueKey(n, partly, new ArrayList<>(), new ArrayList<>()));
          key.columns.add(row.getString(2));
          key.collations.add(row.getString(3));
        }
      }
    }
    return List.copyOf(keys.values());
  }

  @Override
  public List<Part> wanted(Connection connection, MarkTable marks) throws SQLException {
    List<String> keys = marks.key().stream().map(c -> dialect.quote(c.name())).toList();
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part(
            "table " + marks.name().table(),
            List.of(
                "CREATE TABLE IF NOT EXISTS "
                    + dialect.table(marks.name())
                    + " (id INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT, "
                    + String.join(", ", marks.definitions())
                    + ") /* "
                    + marks.words().replace("*/", "* /")
                    + " */")));
    String before = columns(keys, "before_");
    String after = columns(keys, "after_");
    String olds = prefixed(keys, "OLD.");
    String news = prefixed(keys, "NEW.");
    String into = "INSERT INTO " + dialect.table(marks.name()) + " (";
    parts.add(trigger(marks, "ins", "AFTER INSERT", into + after + ") VALUES (" + news + ")"));
    parts.add(
        trigger(
            marks,
            "upd",
            "AFTER UPDATE",
            into + before + ", " + after + ") VALUES (" + olds + ", " + news + ")"));
    parts.add(trigger(marks, "del", "AFTER DELETE", into + before + ") VALUES (" + olds + ")"));
    List<String> identity = marks.key().stream().map(TableColumn::name).toList();
    for (UniqueKey unique : uniqueKeys(connection, marks.object())) {
      if (unique.partly || unique.columns.equals(identity)) {
        continue;
      }
      String inTheWay =
          into
              + before
              + ", "
              + after
              + ") SELECT "
              + prefixed(keys, "t.")
              + ", "
              + prefixed(keys, "t.")
              + " FROM "
              + dialect.table(marks.object())
              + " t WHERE "
              + equal(unique);
      String other =
          keys.stream().map(k -> "t." + k + " IS OLD." + k).collect(Collectors.joining(" AND "));
      parts.add(trigger(marks, "rin", "BEFORE INSERT", inTheWay));
      parts.add(
          trigger(
              marks,
              "rup",
              "BEFORE UPDATE OF "
                  + unique.columns.stream().map(dialect::quote).collect(Collectors.joining(", ")),
              inTheWay + " AND NOT (" + other + ")"));
    }
    return parts;
  }

  private String equal(UniqueKey unique) {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < unique.columns.size(); i++) {
      String column = dialect.quote(unique.columns.get(i));
      terms.add(
          "t."
              + column
              + " = NEW."
              + column
              + " COLLATE "
              + dialect.quote(unique.collations.get(i)));
    }
    return String.join(" AND ", terms);
  }

  private static String columns(List<String> keys, String prefix) {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= keys.size(); i++) {
      columns.add(prefix + i);
    }
    return String.join(", ", columns);
  }

  private static String prefixed(List<String> keys, String prefix) {
    return keys.stream().map(k -> prefix + k).collect(Collectors.joining(", "));
  }

  private Part trigger(MarkTable marks, String kind, String event, String body) {
    String rest = event + " ON " + dialect.table(marks.object()) + " BEGIN " + body + "; END";
    String name = "syncline_" + marks.named(kind, rest);
    return new Part(
        "trigger " + name, List.of("CREATE TRIGGER " + dialect.quote(name) + " " + rest));
  }

  @Override
  public List<Found> found(Connection connection, String family, TableName object)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(MADE)) {
      statement.setString(1, "syncline_" + family);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String type = row.getString(1);
          String name = row.getString(2);
          found.add(
              new Found(
                  type + " " + name,
                  null,
                  "DROP " + type.toUpperCase(Locale.ROOT) + " IF EXISTS " + dialect.quote(name)));
        }
      }
    }
    return found;
  }

  /** Whoever may write the file may do all. */
  @Override
  public List<String> privileges(Connection connection, MarkTable marks) {
    return List.of();
  }

  /** A file has no users. */
  @Override
  public boolean namesUsers() {
    return false;
  }
}
