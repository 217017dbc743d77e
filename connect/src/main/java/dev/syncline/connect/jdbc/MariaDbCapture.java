package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.connect.jdbc.MariaDbCascades.Reference;
import dev.syncline.connect.jdbc.MariaDbCascades.Way;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Capture in MariaDB and MySQL: row triggers on a table, beside the user's own, and triggers on the
 * tables from which foreign keys act on it ({@link MariaDbCascades}).
 *
 * <p>A user's write never fails because a column that a trigger names has another name by now: then
 * the trigger marks that every row may have changed.
 *
 * <p>Marks are inserted one by one even for many rows: INSERT … SELECT would hold the lock on the
 * mark table's numbers while it waits for rows, and two of them could wait for each other.
 */
final class MariaDbCapture implements Capture {
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int UNKNOWN_COLUMN = 1054;
  private static final String TEXT = "text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

  private static final String TRIGGERS =
      """
      SELECT TRIGGER_SCHEMA, TRIGGER_NAME FROM information_schema.TRIGGERS
      WHERE TRIGGER_SCHEMA = DATABASE() AND LEFT(TRIGGER_NAME, CHAR_LENGTH(?)) = ?
      ORDER BY TRIGGER_NAME
      """;

  private static final String TABLES =
      """
      SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() AND LEFT(TABLE_NAME, CHAR_LENGTH(?)) = ?
      ORDER BY TABLE_NAME
      """;

  private final MariaDbDialect dialect;

  MariaDbCapture(MariaDbDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String markType(TableColumn column) {
    if (column.base().equals("bit")) {
      return "bit(64)";
    }
    return switch (column.type()) {
      case Type.Bool b -> "bigint";
      case Type.Int i -> i.unsigned() ? "bigint unsigned" : "bigint";
      case Type.Text t -> TEXT;
      case Type.Enumeration e -> TEXT;
      case Type.Binary b -> "blob";
      case Type.Time t -> "time(6)";
      case Type.Timestamp t -> t.zoned() ? "timestamp(6)" : "datetime(6)";
      default -> column.column().nativeType();
    };
  }

  @Override
  public Optional<String> obstacle(Connection connection, Table table) throws SQLException {
    List<Reference> keys = MariaDbCascades.keys(connection, table.name().schema());
    return MariaDbCascades.ways(keys, table.name()).size() <= MariaDbCascades.MOST
        ? Optional.empty()
        : Optional.of(
            table.shown()
                + " can be changed by foreign keys that act in more than "
                + MariaDbCascades.MOST
                + " ways, each of which needs a trigger. Capture it by scan or by timestamps.");
  }

  @Override
  public List<String> blindSpots(Connection connection, Table table) throws SQLException {
    List<String> spots = new ArrayList<>();
    spots.add("TRUNCATE, and DROP or EXCHANGE of a partition, which fire no triggers");
    spots.add("values that ALTER TABLE changes, such as a new column's default");
    spots.add("rows that replication writes, where this server is a replica");
    MariaDbCascades.keys(connection, table.name().schema()).stream()
        .map(Reference::parent)
        .filter(p -> !p.schema().equals(table.name().schema()))
        .distinct()
        .forEach(
            p ->
                spots.add(
                    "what foreign keys do on account of " + p.shown("") + " in another database"));
    return spots;
  }

  // What is wanted

  @Override
  public List<Part> wanted(Connection connection, MarkTable marks) throws SQLException {
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part(
            "table " + marks.name().table(),
            List.of(
                "CREATE TABLE IF NOT EXISTS "
                    + dialect.table(marks.name())
                    + " (id bigint AUTO_INCREMENT PRIMARY KEY, origin varchar(190), "
                    + marks.definitions().stream()
                        .map(d -> d + " NULL")
                        .collect(Collectors.joining(", "))
                    + ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
                    + " COMMENT = "
                    + literal(marks.words()))));
    String origin =
        "IF(@syncline_object = '"
            + MarkTable.token(marks.object())
            + "', @syncline_origin, CONCAT('by ', SUBSTRING_INDEX(USER(), '@', 1)))";
    for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
      List<String> columns = new ArrayList<>(List.of("origin"));
      List<String> values = new ArrayList<>(List.of(origin));
      for (int i = 0; i < marks.key().size() && !event.equals("INSERT"); i++) {
        columns.add(MarkTable.before(i));
        values.add("OLD." + dialect.quote(marks.key().get(i).name()));
      }
      for (int i = 0; i < marks.key().size() && !event.equals("DELETE"); i++) {
        columns.add(MarkTable.after(i));
        values.add("NEW." + dialect.quote(marks.key().get(i).name()));
      }
      parts.add(trigger(marks, "AFTER", event, marks.object(), insert(marks, columns, values)));
    }
    for (Way way : ways(connection, marks.object())) {
      parts.addAll(cascade(marks, way));
    }
    return parts;
  }

  /** Those that begin in the same database. */
  private static List<Way> ways(Connection connection, TableName object) throws SQLException {
    List<Reference> keys = MariaDbCascades.keys(connection, object.schema());
    return MariaDbCascades.ways(keys, object).stream()
        .filter(way -> way.from().schema().equals(object.schema()))
        .toList();
  }

  /**
   * Tries again and again instead of waiting: a statement that waits for a table keeps everybody
   * who comes later waiting behind it, and of those who have the table already it would make some
   * fail for a deadlock.
   */
  @Override
  public void change(Connection connection, List<String> statements, Duration patience)
      throws SQLException {
    long end = System.nanoTime() + patience.toNanos();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET @syncline_wait = @@lock_wait_timeout, SESSION lock_wait_timeout = 0");
      for (String sql : statements) {
        while (!succeeds(statement, sql, System.nanoTime() > end)) {
          Thread.sleep(ThreadLocalRandom.current().nextLong(1, 20));
        }
      }
      statement.execute("SET SESSION lock_wait_timeout = @syncline_wait");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", "57014", e);
    }
  }

  private static boolean succeeds(Statement statement, String sql, boolean last)
      throws SQLException {
    try {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      if (last || e.getErrorCode() != LOCK_WAIT_TIMEOUT) {
        throw e;
      }
      return false;
    }
  }

  private String insert(MarkTable marks, List<String> columns, List<String> values) {
    return "INSERT INTO "
        + dialect.table(marks.name())
        + " ("
        + String.join(", ", columns)
        + ") VALUES ("
        + String.join(", ", values)
        + ")";
  }

  private Part trigger(MarkTable marks, String time, String event, TableName on, String body) {
    String whole = insert(marks, List.of("origin"), List.of("NULL"));
    String rest =
        "%s %s ON %s FOR EACH ROW BEGIN DECLARE EXIT HANDLER FOR %d %s; %s; END"
            .formatted(time, event, dialect.table(on), UNKNOWN_COLUMN, whole, body);
    String name = "syncline_" + marks.named(event.substring(0, 3).toLowerCase(Locale.ROOT), rest);
    return new Part(
        "trigger " + name,
        List.of("CREATE TRIGGER " + dialect.table(new TableName(on.schema(), name)) + " " + rest));
  }

  /** Rows that will be gone or nulled are looked for before, those that follow afterwards. */
  private List<Part> cascade(MarkTable marks, Way way) {
    List<Part> parts = new ArrayList<>();
    if (way.afterDelete()) {
      String rows = rows(marks, way, "OLD", way.deletes() ? Fate.GOES : Fate.STAYS);
      parts.add(trigger(marks, "BEFORE", "DELETE", way.from(), noted(marks, way, rows, "")));
    }
    if (way.afterUpdate()) {
      boolean after = way.carries() && !way.cut();
      String rows =
          after ? rows(marks, way, "NEW", Fate.FOLLOWS) : rows(marks, way, "OLD", Fate.STAYS);
      String changed =
          way.keys().getFirst().referenced().stream()
              .map(dialect::quote)
              .map(c -> "CAST(OLD." + c + " AS BINARY) <=> CAST(NEW." + c + " AS BINARY)")
              .collect(Collectors.joining(" AND ", "NOT (", ")"));
      parts.add(
          trigger(
              marks,
              after ? "AFTER" : "BEFORE",
              "UPDATE",
              way.from(),
              noted(marks, way, rows, changed)));
    }
    return parts;
  }

  /**
   * The rows at the end of a way: each with its key before and after, or none of them where it is
   * cut. They are read under locks, since a snapshot that is older than a row would not show it;
   * shared ones, since a statement that reads the same table itself would fail with others.
   *
   * @param row OLD or NEW: where the way begins
   */
  private String rows(MarkTable marks, Way way, String row, Fate fate) {
    List<Reference> keys = way.keys();
    String last = alias(keys.size());
    List<String> columns = new ArrayList<>();
    for (TableColumn column : marks.key()) {
      columns.add(
          fate == Fate.FOLLOWS
              ? before(keys, keys.size(), column.name())
              : last + "." + dialect.quote(column.name()));
    }
    for (TableColumn column : marks.key()) {
      columns.add(fate == Fate.GOES ? "NULL" : last + "." + dialect.quote(column.name()));
    }
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(way.cut() ? "1" : String.join(", ", columns)).append(" FROM ");
    for (int i = 1; i <= keys.size(); i++) {
      sql.append(i == 1 ? "" : " JOIN ")
          .append(dialect.table(keys.get(i - 1).child()))
          .append(' ')
          .append(alias(i));
      if (i > 1) {
        sql.append(" ON ").append(refers(keys.get(i - 1), alias(i), alias(i - 1)));
      }
    }
    sql.append(" WHERE ").append(refers(keys.getFirst(), alias(1), row));
    return sql.append(way.cut() ? " LIMIT 1" : "").append(" LOCK IN SHARE MODE").toString();
  }

  private static String alias(int step) {
    return "t" + step;
  }

  private String refers(Reference key, String child, String parent) {
    return IntStream.range(0, key.columns().size())
        .mapToObj(
            i ->
                child
                    + "."
                    + dialect.quote(key.columns().get(i))
                    + " = "
                    + parent
                    + "."
                    + dialect.quote(key.referenced().get(i)))
        .collect(Collectors.joining(" AND "));
  }

  /** What a column of a step held before the new values arrived there. */
  private String before(List<Reference> keys, int step, String column) {
    if (step == 0) {
      return "OLD." + dialect.quote(column);
    }
    Reference key = keys.get(step - 1);
    int at = key.columns().indexOf(column);
    return at < 0
        ? alias(step) + "." + dialect.quote(column)
        : before(keys, step - 1, key.referenced().get(at));
  }

  /** Marks the rows of a query one by one; a single mark for all where it is of a way cut short. */
  private String noted(MarkTable marks, Way way, String rows, String condition) {
    List<String> columns = new ArrayList<>();
    List<String> variables = new ArrayList<>();
    StringBuilder declared = new StringBuilder();
    for (String definition : way.cut() ? List.of("any int") : marks.definitions()) {
      String column = definition.substring(0, definition.indexOf(' '));
      columns.add(column);
      variables.add("syncline_" + column);
      declared.append("DECLARE syncline_").append(definition).append("; ");
    }
    String insert =
        way.cut()
            ? insert(marks, List.of("origin"), List.of("NULL"))
            : insert(marks, columns, variables);
    String block =
        "BEGIN DECLARE syncline_end int DEFAULT 0; "
            + declared
            + "DECLARE syncline_rows CURSOR FOR "
            + rows
            + "; DECLARE CONTINUE HANDLER FOR NOT FOUND SET syncline_end = 1;"
            + " OPEN syncline_rows; syncline_each: LOOP FETCH syncline_rows INTO "
            + String.join(", ", variables)
            + "; IF syncline_end THEN LEAVE syncline_each; END IF; "
            + insert
            + "; END LOOP; CLOSE syncline_rows; END";
    return condition.isEmpty() ? block : "IF " + condition + " THEN " + block + "; END IF";
  }

  /** What becomes of the row at the end of a way. */
  private enum Fate {
    GOES,
    STAYS,
    FOLLOWS
  }

  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  // What is there

  @Override
  public List<Found> found(Connection connection, String family, TableName object)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    for (TableName name : names(connection, TRIGGERS, "syncline_" + family)) {
      found.add(
          new Found(
              "trigger " + name.table(), null, "DROP TRIGGER IF EXISTS " + dialect.table(name)));
    }
    for (TableName name : names(connection, TABLES, "syncline_" + family)) {
      found.add(
          new Found("table " + name.table(), null, "DROP TABLE IF EXISTS " + dialect.table(name)));
    }
    return found;
  }

  private static List<TableName> names(Connection connection, String sql, String prefix)
      throws SQLException {
    List<TableName> names = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, prefix);
      statement.setString(2, prefix);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          names.add(new TableName(row.getString(1), row.getString(2)));
        }
      }
    }
    return names;
  }

  // Rights

  @Override
  public List<String> privileges(Connection connection, MarkTable marks) throws SQLException {
    List<String> grants = new ArrayList<>();
    grants.add(
        "GRANT SELECT, INSERT, DELETE, CREATE, DROP, TRIGGER ON "
            + dialect.quote(marks.object().schema())
            + ".* TO "
            + MariaDbPermissions.accountOf(connection));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT @@log_bin AND NOT @@log_bin_trust_function_creators")) {
      if (row.next() && row.getBoolean(1)) {
        grants.add("SET GLOBAL log_bin_trust_function_creators = 1");
      }
    }
    return grants;
  }

  /** Who has no right to triggers does not see them either. */
  @Override
  public List<String> handOver(Connection connection, MarkTable marks) throws SQLException {
    String user = MariaDbPermissions.accountOf(connection);
    List<String> grants = new ArrayList<>();
    grants.add("GRANT SELECT, DELETE ON " + dialect.table(marks.name()) + " TO " + user);
    Set<TableName> carriers = new LinkedHashSet<>(List.of(marks.object()));
    ways(connection, marks.object()).forEach(way -> carriers.add(way.from()));
    carriers.forEach(on -> grants.add("GRANT TRIGGER ON " + dialect.table(on) + " TO " + user));
    return grants;
  }

  /**
   * A scan waits for the marks of transactions that are still open. So the optimizer is not left to
   * scan the table, and the last mark of a span goes by itself: the scan of those before it ends
   * there, and not at the next mark.
   */
  @Override
  public void forget(Connection connection, String table, Collection<Span> spans)
      throws SQLException {
    try (PreparedStatement several =
            connection.prepareStatement(
                "DELETE m FROM "
                    + table
                    + " AS m FORCE INDEX (PRIMARY) WHERE m.id BETWEEN ? AND ?");
        PreparedStatement one =
            connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
      for (Span span : spans) {
        if (span.from() < span.to()) {
          several.setLong(1, span.from());
          several.setLong(2, span.to() - 1);
          several.executeUpdate(); // the driver's batches cannot do this kind of DELETE
        }
        one.setLong(1, span.to());
        one.addBatch();
      }
      one.executeBatch();
    }
  }
}
