package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.core.mapping.Narrowing.Operator;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL 12 and later. */
final class PostgresDialect implements Dialect {
  /** How text folds in all of Unicode here. */
  private volatile String folding = "";

  private volatile String database = "";
  private volatile boolean utf8;
  private final Capture capture = new PostgresCapture(this);
  private final Permissions permissions = new PostgresPermissions(this);

  @Override
  public Driver driver() {
    return new org.postgresql.Driver();
  }

  @Override
  public List<String> schemes() {
    return List.of("jdbc:postgresql:");
  }

  @Override
  public Routing routing() {
    return new PostgresRouting();
  }

  @Override
  public Map<String, String> properties(ConnectionSpec spec) {
    return Map.of(
        "ApplicationName", "syncline",
        "connectTimeout", "10",
        "tcpKeepAlive", "true",
        "prepareThreshold", "-1", // every result in binary
        // After CREATE TABLE the driver would prepare its statements anew and get text.
        "flushCacheOnDdl", "false",
        "preparedStatementCacheQueries", "64");
  }

  @Override
  public void prepare(Connection connection, ConnectionSpec spec) throws SQLException {
    run(
        connection,
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601';"
            + " SET standard_conforming_strings = on; SET bytea_output = 'hex';"
            + " SET default_transaction_isolation = 'read committed';"
            + " SET lock_timeout = "
            + spec.bounds().lockTimeout().toMillis()
            + "; SET statement_timeout = "
            + spec.bounds().statementTimeout().toMillis()
            + "; SET idle_in_transaction_session_timeout = "
            + SILENT_WRITER.toMillis());
  }

  @Override
  public void allowSilence(Connection connection) throws SQLException {
    run(connection, "SET idle_in_transaction_session_timeout = 0");
  }

  @Override
  public Server meet(Connection connection) throws SQLException {
    folding = folding(connection);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version'), current_database(),"
                    + " current_setting('server_encoding') = 'UTF8'")) {
      row.next();
      database = row.getString(2);
      utf8 = row.getBoolean(3);
      return new Server("PostgreSQL " + row.getString(1).replaceAll(" .*", ""), "public");
    }
  }

  /** A database in locale C knows the case of ASCII only; another collation may know more. */
  private static String folding(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT CASE WHEN lower('É') = 'é' THEN '' ELSE
                  (SELECT ' COLLATE "' || collname || '"' FROM pg_collation
                   WHERE collnamespace = 'pg_catalog'::regnamespace
                     AND collname IN ('pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'en_US.utf8')
                     AND collencoding IN (-1, (SELECT encoding FROM pg_database
                                               WHERE datname = current_database()))
                   ORDER BY collname DESC LIMIT 1) END
                """)) {
      row.next();
      String found = row.getString(1);
      return found == null ? "" : found;
    }
  }

  @Override
  public Failure failure(SQLException e) {
    Failure standard = Failure.bySqlState(e);
    ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    if (server == null) {
      return standard;
    }
    String message = server.getMessage() == null ? "" : server.getMessage();
    if ("2BP01".equals(e.getSQLState()) && server.getDetail() != null) {
      message += ": " + server.getDetail().replace("\n", "; "); // which objects depend on it
    }
    if ("42501".equals(e.getSQLState()) && message.contains("row-level security")) {
      return Failure.refused(Cause.DENIED, e);
    }
    if (message.contains("cached plan must not change result type")) {
      return Failure.of(Failure.Kind.COLLIDED, e); // the driver prepares it anew
    }
    return new Failure(
        standard.kind(), standard.cause(), server.getColumn(), server.getConstraint(), message);
  }

  @Override
  public String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public CatalogQueries catalog() {
    return PostgresCatalog.queries();
  }

  @Override
  public TableColumn column(ResultSet row) throws SQLException {
    return PostgresTypes.column(row);
  }

  @Override
  public List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    return PostgresQuery.columns(connection, query);
  }

  @Override
  public int placeIn(SQLException e) {
    return PostgresQuery.placeIn(e);
  }

  @Override
  public String selected(TableColumn column, String sql) {
    return switch (column.type()) {
      case Type.Enumeration e -> sql + "::text";
      case Type.Json j -> sql + "::text";
      case Type.Opaque o -> sql + "::text";
      case Type.Array a -> "array_to_json(" + sql + ")::text";
      case Type.Bool b -> column.base().equals("varbit") ? sql + " = B'1'" : sql;
      case Type.Int i -> column.base().equals("oid") ? sql + "::bigint" : sql;
      case Type.Text t -> isPlainText(column) ? sql : sql + "::text";
      default -> sql;
    };
  }

  private static boolean isPlainText(TableColumn column) {
    return switch (column.base()) {
      case "text", "character varying", "bpchar" -> true;
      default -> false;
    };
  }

  @Override
  public ValueReader reader(TableColumn column) {
    return PostgresReader.of(column.type());
  }

  /** Cheap for stored text and bytes, whose length stands in front; JSON must be written out. */
  @Override
  public @Nullable String byteLength(TableColumn column, String sql, long limit) {
    return switch (column.type()) {
      case Type.Text t when t.maxLength() > 0 && t.maxLength() * 4L <= limit -> null;
      case Type.Text t when t.maxBytes() > 0 && t.maxBytes() <= limit -> null;
      case Type.Text t -> "octet_length(" + (isPlainText(column) ? sql : sql + "::text") + ")";
      case Type.Binary b -> "octet_length(" + sql + ")";
      case Type.Json j -> writtenOut(selected(column, sql), sql, limit);
      case Type.Array a -> writtenOut(selected(column, sql), sql, limit);
      case Type.Opaque o -> writtenOut(selected(column, sql), sql, limit);
      default -> null;
    };
  }

  private static String writtenOut(String text, String sql, long limit) {
    return "CASE WHEN pg_column_size("
        + sql
        + ") > "
        + limit / 4096
        + " THEN octet_length("
        + text
        + ") ELSE 0 END";
  }

  @Override
  public String byCodePoint(String sql) {
    return sql + "::text COLLATE \"C\"";
  }

  @Override
  public RowSource stream(Connection connection, String select, Selection selection)
      throws SQLException {
    return new PostgresCopyOut(connection, select, selection);
  }

  @Override
  public KeyFilter filter(List<TableColumn> columns, boolean loose) {
    return new PostgresFilter(columns, loose ? this::folded : sql -> sql);
  }

  /** Upper first, for letters that have only a capital in common; ß is the one that grows. */
  private String folded(String sql) {
    return "lower(upper(replace(replace(btrim("
        + sql
        + "), 'ß', 'ss'), 'ẞ', 'ss')"
        + folding
        + "))";
  }

  @Override
  public @Nullable String comparable(TableColumn column, Operator operator, Object value) {
    return switch (column.base()) {
      case "smallint", "integer", "bigint", "numeric" -> Comparables.number(value);
      case "text", "character varying", "bpchar" -> Comparables.text(operator, value);
      case "date", "timestamp without time zone" -> Comparables.time(value);
      case "boolean" -> value instanceof Boolean b ? b.toString() : null;
      default -> null;
    };
  }

  @Override
  public boolean tellsNull(TableColumn column) {
    return true;
  }

  @Override
  public @Nullable Misfit misfit(TableColumn column, Object value) {
    return PostgresLimits.misfit(column, value);
  }

  /** As text without a type, so that the column's own input function reads it. */
  @Override
  public void bind(
      PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.OTHER);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else {
      statement.setObject(index, PostgresText.of(column, value), Types.OTHER);
    }
  }

  @Override
  public Object stored(TableColumn column, Object value) {
    return column.base().equals("json") ? value : Stored.certain(column.type(), value);
  }

  @Override
  public String lockClause(boolean skipLocked) {
    return skipLocked ? " FOR UPDATE SKIP LOCKED" : " FOR UPDATE";
  }

  @Override
  public String shareClause() {
    return " FOR SHARE";
  }

  @Override
  public void markOrigin(Connection connection, String origin, @Nullable TableName written)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT set_config('syncline.origin', ?, true),"
                + " set_config('syncline.object', ?, true)")) {
      statement.setString(1, origin);
      statement.setString(2, written == null ? "" : table(written));
      statement.executeQuery().close();
    }
  }

  @Override
  public int rowsPerInsert(int columns) {
    return Math.clamp(30_000 / Math.max(1, columns), 1, 500);
  }

  @Override
  public String overriding(Table table, List<String> columns) {
    return columns.stream().anyMatch(c -> table.column(c).sequence() != null)
        ? " OVERRIDING SYSTEM VALUE"
        : "";
  }

  @Override
  public boolean triggersAlter(Connection connection, Table table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PostgresCatalog.ALTERING)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().table());
      try (ResultSet row = statement.executeQuery()) {
        return !row.next() || row.getBoolean(1) || row.getBoolean(2);
      }
    }
  }

  @Override
  public @Nullable List<Row> bulkInsert(
      Connection connection,
      Table table,
      Selection back,
      List<TableColumn> columns,
      List<@Nullable Object[]> rows)
      throws SQLException {
    Foretold foretold = Foretold.plan(this, back, columns, c -> c.sequence() != null);
    return foretold == null
        ? null
        : new PostgresCopyIn(this, connection, table, columns, foretold).insert(rows);
  }

  @Override
  public @Nullable Map<Key, Row> bulkUpdate(Connection connection, List<Item> items)
      throws SQLException {
    return PostgresUpdate.suits(items) ? PostgresUpdate.update(connection, this, items) : null;
  }

  /** Who may insert need not have the right to the sequence. */
  @Override
  public @Nullable Object draw(Connection connection, TableColumn column) throws SQLException {
    if (column.sequence() == null) {
      return null;
    }
    String may = "has_sequence_privilege(" + column.sequence() + ", 'USAGE, UPDATE')";
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CASE WHEN " + may + " THEN nextval(" + column.sequence() + ") END")) {
      row.next();
      return row.getObject(1);
    }
  }

  @Override
  public void deferConstraints(Connection connection) throws SQLException {
    run(connection, "SET CONSTRAINTS ALL DEFERRED");
  }

  @Override
  public void checkDeferred(Connection connection) throws SQLException {
    run(connection, "SET CONSTRAINTS ALL IMMEDIATE");
  }

  /** Of one name in a schema either all can wait, or none is named. */
  private static final String WAITING =
      """
      SELECT string_agg(DISTINCT quote_ident(n.nspname) || '.' || quote_ident(c.conname), ', ')
      FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
      WHERE c.condeferred AND NOT EXISTS (
        SELECT FROM pg_constraint o
        WHERE o.connamespace = c.connamespace AND o.conname = c.conname AND NOT o.condeferrable)
      """;

  /** Constraints that wait by themselves wait again; going back to a savepoint does it, too. */
  @Override
  public void asInNewTransaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WAITING)) {
      row.next();
      String waiting = row.getString(1);
      if (waiting != null) {
        run(connection, "SET CONSTRAINTS " + waiting + " DEFERRED");
      }
    }
  }

  @Override
  public Circles circles() {
    return Circles.ONE_STATEMENT;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Capture capture() {
    return capture;
  }

  @Override
  public LogCapture log(String defaultSchema) {
    return new PostgresLog(this);
  }

  @Override
  public StampQueries stamps() {
    return new PostgresStamps();
  }

  @Override
  public ChecksumQueries checksums() {
    return new PostgresChecksums(this);
  }

  /** Whether the database's texts are in UTF-8, and none of them are anything else. */
  boolean isUtf8() {
    return utf8;
  }

  @Override
  public Permissions permissions() {
    return permissions;
  }

  @Override
  public TableName own(String table, String defaultSchema) {
    return new TableName("syncline", table);
  }

  @Override
  public String installGrant(String user, String defaultSchema) {
    return "GRANT CREATE ON DATABASE " + quote(database) + " TO " + quote(user);
  }

  @Override
  public List<String> installStatements(String defaultSchema) {
    return List.of(
        "CREATE SCHEMA IF NOT EXISTS syncline",
        """
        CREATE TABLE IF NOT EXISTS syncline.applied (
          store text NOT NULL, operation text NOT NULL, batch text NOT NULL,
          sync integer NOT NULL, task integer NOT NULL, written bytea, note bytea NOT NULL,
          applied_at timestamp(3) with time zone NOT NULL DEFAULT now(),
          PRIMARY KEY (store, operation))
        """,
        // Fingerprints do not compress; trying costs a tenth of a bulk load.
        "ALTER TABLE syncline.applied ALTER COLUMN note SET STORAGE EXTERNAL",
        "CREATE INDEX IF NOT EXISTS applied_batch ON syncline.applied (store, batch)",
        """
        CREATE TABLE IF NOT EXISTS syncline.owner (
          sync integer PRIMARY KEY, store text NOT NULL, token bigint NOT NULL)
        """);
  }

  @Override
  public void footprint(Connection connection, String defaultSchema, Consumer<Made> each)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PostgresCatalog.MADE)) {
      while (row.next()) {
        each.accept(new Made(row.getString(1), row.getString(2)));
      }
    }
  }

  @Override
  public String upsert(String table, List<String> columns, List<String> key, int rows) {
    String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    return "INSERT INTO "
        + table
        + " ("
        + String.join(", ", columns)
        + ") VALUES "
        + String.join(", ", Collections.nCopies(rows, row))
        + " ON CONFLICT ("
        + String.join(", ", key)
        + ") DO UPDATE SET "
        + columns.stream()
            .filter(c -> !key.contains(c))
            .map(c -> c + " = excluded." + c)
            .collect(Collectors.joining(", "));
  }

  @Override
  public @Nullable String nativeType(Type type, boolean key) {
    return PostgresTypes.nativeType(type);
  }

  @Override
  public String generatedKey(Type type, boolean onlyKey) {
    return PostgresTypes.nativeType(type) + " GENERATED BY DEFAULT AS IDENTITY";
  }

  @Override
  public boolean hasSchemas() {
    return true;
  }

  @Override
  public String deferrable() {
    return " DEFERRABLE";
  }
}
