package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Misfit;
import dev.syncline.core.mapping.Narrowing.Operator;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB 10.6 and later, and MySQL 8, through MariaDB's driver.
 *
 * <p>What is only for MySQL, where tests find no server: inserts one by one with a look at the row
 * instead of RETURNING, the catalog of its JSON columns, utf8mb4_0900_bin, and max_execution_time.
 */
final class MariaDbDialect implements Dialect {
  private static final String CREATE = "CREATE TABLE IF NOT EXISTS ";

  /** Rows from which on it is worth asking whether triggers could alter them. */
  private static final int MANY = 500;

  private final Capture capture = new MariaDbCapture(this);
  private final Permissions permissions = new MariaDbPermissions(this);
  private volatile boolean mysql;
  private volatile long packet = 16L << 20;

  /** The first second that a TIMESTAMP cannot hold. */
  private volatile long endOfTime = 1L << 31;

  @Override
  public Driver driver() {
    return new org.mariadb.jdbc.Driver();
  }

  @Override
  public List<String> schemes() {
    return List.of("jdbc:mariadb:", "jdbc:mysql:");
  }

  @Override
  public String url(ConnectionSpec spec) {
    return spec.url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
  }

  @Override
  public Routing routing() {
    return new MariaDbRouting();
  }

  @Override
  public Map<String, String> properties(ConnectionSpec spec) {
    return Map.of(
        "connectTimeout", "10000",
        "useBulkStmts", "true",
        "tinyInt1isBit", "false",
        "yearIsDateType", "false",
        "connectionAttributes", "program_name:syncline");
  }

  @Override
  public void allowSilence(Connection connection) throws SQLException {
    if (!mysql) {
      run(connection, "SET SESSION idle_transaction_timeout = 0");
    }
  }

  /**
   * Strict, or MariaDB would shorten what does not fit; zero dates allowed, since other tables may
   * hold them; an id of 0 is 0. Readers may take an hour over a piece of a stream. How long a
   * writer may be silent is for MariaDB only: MySQL, which has no such bound, sees a comment.
   */
  @Override
  public void prepare(Connection connection, ConnectionSpec spec) throws SQLException {
    run(
        connection,
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
            + "NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00',"
            + " foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0,"
            + " lc_messages = 'en_US', net_write_timeout = 3600, innodb_lock_wait_timeout = "
            + Math.max(1, spec.bounds().lockTimeout().toSeconds())
            + ", lock_wait_timeout = "
            + Math.max(1, spec.bounds().lockTimeout().toSeconds())
            + " /*M!100300 , idle_transaction_timeout = "
            + SILENT_WRITER.toSeconds()
            + " */");
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    if (!spec.bounds().statementTimeout().isZero()) {
      boolean maria = connection.getMetaData().getDatabaseProductName().contains("MariaDB");
      run(
          connection,
          maria
              ? "SET SESSION max_statement_time = "
                  + spec.bounds().statementTimeout().toMillis() / 1000.0
              : "SET SESSION max_execution_time = " + spec.bounds().statementTimeout().toMillis());
    }
  }

  @Override
  public Server meet(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT VERSION(), DATABASE(), @@max_allowed_packet")) {
      row.next();
      String version = row.getString(1);
      mysql = !version.contains("MariaDB");
      packet = row.getLong(3);
      DatabaseMetaData server = connection.getMetaData();
      int major = server.getDatabaseMajorVersion();
      boolean until2106 = major > 11 || (major == 11 && server.getDatabaseMinorVersion() >= 5);
      endOfTime = 1L << (!mysql && until2106 ? 32 : 31);
      String schema = row.getString(2);
      if (schema == null) {
        throw new SQLException("the URL names no database: add it after the port", "3D000");
      }
      return new Server((mysql ? "MySQL " : "MariaDB ") + version.replaceAll("-.*", ""), schema);
    }
  }

  @Override
  public Failure failure(SQLException e) {
    return MariaDbFailure.of(e);
  }

  @Override
  public String quote(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public CatalogQueries catalog() {
    return MariaDbCatalog.queries(mysql);
  }

  @Override
  public TableColumn column(ResultSet row) throws SQLException {
    return MariaDbTypes.column(row);
  }

  @Override
  public List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    return MariaDbQuery.columns(this, connection, query);
  }

  /**
   * FLOAT is shown with six digits unless it is made a DOUBLE, BIT as bytes, and the driver takes
   * dates apart and puts them together again before it shows them.
   */
  @Override
  public String selected(TableColumn column, String sql) {
    return switch (column.type()) {
      case Type.Real real when real.bits() == 32 -> "(" + sql + " + 0e0)";
      case Type.Date d -> "CAST(" + sql + " AS CHAR)";
      case Type.Time t -> "CAST(" + sql + " AS CHAR)";
      case Type.Timestamp t -> "CAST(" + sql + " AS CHAR)";
      default -> column.base().equals("bit") ? "(" + sql + " + 0)" : sql;
    };
  }

  @Override
  public ValueReader reader(TableColumn column) {
    return MariaDbReader.of(column.type());
  }

  @Override
  public @Nullable String byteLength(TableColumn column, String sql, long limit) {
    boolean bounded =
        switch (column.type()) {
          case Type.Text t ->
              t.maxLength() > 0 ? t.maxLength() * 4L <= limit : t.maxBytes() <= limit;
          case Type.Binary b -> b.maxLength() <= limit;
          case Type.Json j -> false;
          case Type.Opaque o -> false;
          default -> true;
        };
    return bounded ? null : "OCTET_LENGTH(" + sql + ")";
  }

  @Override
  public String byCodePoint(String sql) {
    return "CAST(CONVERT(" + sql + " USING utf8mb4) AS BINARY)";
  }

  @Override
  public RowSource stream(Connection connection, String select, Selection selection)
      throws SQLException {
    Statement statement = connection.createStatement();
    statement.setFetchSize(selection.guarded() ? 16 : 1000);
    return new ResultRows(statement, unhurried(select), selection, () -> {});
  }

  /** A query that may take as long as it takes. */
  String unhurried(String select) {
    return mysql
        ? select.replaceFirst("^SELECT", "SELECT /*+ MAX_EXECUTION_TIME(0) */")
        : "SET STATEMENT max_statement_time = 0 FOR " + select;
  }

  /** The most bytes that a statement, and what its functions make, may have. */
  long packet() {
    return packet;
  }

  @Override
  public KeyFilter filter(List<TableColumn> columns, boolean loose) {
    List<InList.Compared> sides =
        columns.stream()
            .map(
                c ->
                    loose && c.type() instanceof Type.Text
                        ? new InList.Compared(folded(quote(c.name())), folded("?"))
                        : new InList.Compared(quote(c.name()), "?"))
            .toList();
    return new InList(this, columns, sides, "", Math.max(1, 1000 / columns.size()));
  }

  /** The collation folds more than case, which is as well: whoever asks compares again. */
  private static String folded(String sql) {
    return "LOWER(CONVERT(TRIM(" + sql + ") USING utf8mb4)) COLLATE utf8mb4_unicode_ci";
  }

  @Override
  public @Nullable String comparable(TableColumn column, Operator operator, Object value) {
    String type = column.column().nativeType().toLowerCase(Locale.ROOT);
    return switch (column.type()) {
      case Type.Int n when !type.startsWith("year") && !type.startsWith("bit") ->
          Comparables.number(value);
      case Type.Decimal d -> Comparables.number(value);
      case Type.Text t when type.startsWith("varchar") || type.startsWith("char") ->
          Comparables.text(operator, value);
      case Type.Date d -> Comparables.time(value);
      case Type.Timestamp t when type.startsWith("datetime") -> Comparables.time(value);
      default -> null;
    };
  }

  /** Zero dates are null to the server where the column cannot be. */
  @Override
  public boolean tellsNull(TableColumn column) {
    return !(column.type() instanceof Type.Date) && !(column.type() instanceof Type.Timestamp);
  }

  @Override
  public @Nullable Misfit misfit(TableColumn column, Object value) {
    return MariaDbValues.misfit(column, value, endOfTime);
  }

  @Override
  public void bind(
      PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException {
    MariaDbValues.bind(statement, index, column, value);
  }

  @Override
  public String lockClause(boolean skipLocked) {
    return skipLocked ? " FOR UPDATE SKIP LOCKED" : " FOR UPDATE";
  }

  @Override
  public String shareClause() {
    return " LOCK IN SHARE MODE";
  }

  @Override
  public void markOrigin(Connection connection, String origin, @Nullable TableName written)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SET @syncline_origin = ?, @syncline_object = ?")) {
      statement.setString(1, origin);
      statement.setString(2, written == null ? null : MarkTable.token(written));
      statement.execute();
    }
  }

  /** Session variables outlive transactions, and sessions are used again. */
  @Override
  public void unmarkOrigin(Connection connection) throws SQLException {
    run(connection, "SET @syncline_origin = NULL, @syncline_object = NULL");
  }

  @Override
  public int rowsPerInsert(int columns) {
    return mysql ? 1 : Math.clamp(20_000 / Math.max(1, columns), 1, 1000);
  }

  @Override
  public long bytesPerStatement() {
    return packet - 4096;
  }

  @Override
  public boolean returning() {
    return !mysql;
  }

  @Override
  public String insertDefaults(String table) {
    return "INSERT INTO " + table + " () VALUES ()";
  }

  @Override
  public @Nullable List<Row> bulkInsert(
      Connection connection,
      Table table,
      Selection back,
      List<TableColumn> columns,
      List<@Nullable Object[]> rows)
      throws SQLException {
    Foretold foretold =
        mysql || rows.size() < MANY
            ? null
            : Foretold.plan(
                this, back, columns, c -> c.column().origin() == Column.Origin.GENERATED);
    return foretold == null || columns.isEmpty()
        ? null
        : new MariaDbInsert(this, connection, table, back, columns, foretold).insert(rows);
  }

  @Override
  public Object stored(TableColumn column, Object value) {
    return MariaDbValues.stored(column, value);
  }

  /**
   * Triggers before an insert are in its answer, and those after it cannot write the same table.
   */
  @Override
  public boolean triggersAlter(Connection connection, Table table) {
    return false;
  }

  /** InnoDB cannot wait. */
  @Override
  public void deferConstraints(Connection connection) {}

  /** Making a table would commit, making one for the session does not, but only beforehand. */
  @Override
  public void beforeUncommitted(Connection session, String defaultSchema) throws SQLException {
    for (String statement : installStatements(defaultSchema)) {
      String name = statement.substring(CREATE.length(), statement.indexOf('(')).strip();
      if (!isThere(session, name)) {
        run(session, "CREATE TEMPORARY TABLE " + statement.substring(CREATE.length()));
      }
    }
  }

  private static boolean isThere(Connection session, String table) throws SQLException {
    try {
      run(session, "SELECT store FROM " + table + " WHERE 1 = 0");
      return true;
    } catch (SQLException e) {
      if (MariaDbFailure.of(e).kind() == Failure.Kind.MISSING) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Circles circles() {
    return Circles.UNCHECKED;
  }

  @Override
  public void checkForeignKeys(Connection connection, boolean check) throws SQLException {
    run(connection, "SET SESSION foreign_key_checks = " + (check ? 1 : 0));
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
    return new MariaDbLog(this, defaultSchema);
  }

  @Override
  public StampQueries stamps() {
    return new MariaDbStamps();
  }

  @Override
  public ChecksumQueries checksums() {
    return new MariaDbChecksums(this);
  }

  @Override
  public Permissions permissions() {
    return permissions;
  }

  @Override
  public TableName own(String table, String defaultSchema) {
    return new TableName(defaultSchema, "syncline_" + table);
  }

  @Override
  public String installGrant(String user, String defaultSchema) {
    return "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON "
        + quote(defaultSchema)
        + ".* TO "
        + quote(user);
  }

  @Override
  public List<String> installStatements(String defaultSchema) {
    return List.of(
        CREATE
            + table(own("applied", defaultSchema))
            + """
             (
              store varchar(190) NOT NULL, operation varchar(190) NOT NULL,
              batch varchar(190) NOT NULL, sync int NOT NULL, task int NOT NULL,
              written longblob, note longblob NOT NULL,
              applied_at datetime(3) NOT NULL DEFAULT current_timestamp(3),
              PRIMARY KEY (store, operation), KEY applied_batch (store, batch))
            ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
            """,
        CREATE
            + table(own("owner", defaultSchema))
            + """
             (sync int PRIMARY KEY, store varchar(190) NOT NULL, token bigint NOT NULL)
            ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
            """);
  }

  @Override
  public void footprint(Connection connection, String defaultSchema, Consumer<Made> each)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MariaDbCatalog.MADE)) {
      statement.setString(1, defaultSchema);
      statement.setString(2, defaultSchema);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          each.accept(
              new Made(
                  row.getString(1),
                  "DROP "
                      + row.getString(2)
                      + " "
                      + table(new TableName(defaultSchema, row.getString(3)))));
        }
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
        + " ON DUPLICATE KEY UPDATE "
        + columns.stream()
            .filter(c -> !key.contains(c))
            .map(c -> c + " = VALUES(" + c + ")")
            .collect(Collectors.joining(", "));
  }

  @Override
  public @Nullable String nativeType(Type type, boolean key) {
    return MariaDbTypes.nativeType(type, key, mysql);
  }

  /** No DATETIME instead: it has no zone, and one hour a year is not told from the next. */
  @Override
  public String narrowed(Type type) {
    return type instanceof Type.Timestamp t && t.zoned()
        ? "TIMESTAMP holds 1970 to "
            + (endOfTime > 1L << 31 ? 2106 : 2038)
            + "; for other points in time make it a DATETIME(6), and see \"time-zone\""
        : "";
  }

  @Override
  public String generatedKey(Type type, boolean onlyKey) {
    return MariaDbTypes.nativeType(type, true, mysql) + " AUTO_INCREMENT";
  }

  /** Said aloud, since a TIMESTAMP would take the current time for null on older servers. */
  @Override
  public String nullable() {
    return " NULL";
  }

  @Override
  public String tableOptions() {
    return " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4";
  }
}
