package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Fit;
import dev.syncline.connect.Misfit;
import dev.syncline.core.mapping.Narrowing.Operator;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite 3, in files. */
final class SqliteDialect implements Dialect {
  private static final String URL = "jdbc:sqlite:";
  private static final int EXACT_DIGITS = 15;
  private static final Pattern JSON_NUMBER =
      Pattern.compile("\\s*-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,9})?\\s*");

  /** References that led nowhere at the last commit, or what stood for one. */
  private volatile Map<String, Integer> violated = Map.of();

  private final Capture capture = new SqliteCapture(this);
  private final Permissions permissions = new SqlitePermissions(this);

  @Override
  public Driver driver() {
    return new JDBC();
  }

  @Override
  public List<String> schemes() {
    return List.of(URL);
  }

  @Override
  public Map<String, String> properties(ConnectionSpec spec) {
    requireFile(spec);
    return Map.of(
        "foreign_keys", "true",
        "transaction_mode", "IMMEDIATE", // a transaction that begins to write cannot lose a race
        "busy_timeout", Long.toString(Math.max(1, spec.bounds().lockTimeout().toMillis())));
  }

  /**
   * The driver would make an empty database of a mistyped name, and one per connection in memory.
   */
  private static void requireFile(ConnectionSpec spec) {
    String file = spec.url().substring(Math.min(spec.url().length(), URL.length()));
    int parameters = file.indexOf('?');
    String path = parameters < 0 ? file : file.substring(0, parameters);
    if (path.isEmpty() || path.equals(":memory:")) {
      throw new ConnectorException(
          ConnectorException.Kind.UNSUPPORTED,
          spec.name() + ": SQLite in memory is gone with its connection. Give the path of a file.",
          null);
    }
    if (!path.startsWith("file:") && !path.startsWith(":") && !Files.exists(Path.of(path))) {
      throw new ConnectorException(
          ConnectorException.Kind.UNREACHABLE,
          spec.name()
              + ": there is no file "
              + Path.of(path).toAbsolutePath()
              + ". Correct the path; for a new database make an empty file first.",
          null);
    }
  }

  @Override
  public void prepare(Connection connection, ConnectionSpec spec) throws SQLException {
    Function.create(connection.unwrap(SQLiteConnection.class), "syncline_fold", new Fold());
  }

  /** SQLite's own lower() knows ASCII only. */
  private static final class Fold extends Function {
    @Override
    protected void xFunc() throws SQLException {
      String text = value_text(0);
      if (text == null) {
        result();
      } else {
        result(MatchForm.TRIMMED_CASE_INSENSITIVE.apply(text));
      }
    }
  }

  @Override
  public Server meet(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sqlite_version(), (SELECT count(*) FROM sqlite_schema)")) {
      row.next();
      return new Server("SQLite " + row.getString(1), "");
    }
  }

  @Override
  public Failure failure(SQLException e) {
    return SqliteFailure.of(e);
  }

  @Override
  public @Nullable String grant(String right, TableName table, String user) {
    return null;
  }

  @Override
  public String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public CatalogQueries catalog() {
    return SqliteCatalog.queries();
  }

  @Override
  public TableColumn column(ResultSet row) throws SQLException {
    return SqliteTypes.column(row);
  }

  @Override
  public List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    return SqliteQuery.columns(connection, query);
  }

  @Override
  public ValueReader reader(TableColumn column) {
    return SqliteReader.of(column.type(), column.column().nativeType());
  }

  @Override
  public @Nullable String byteLength(TableColumn column, String sql, long limit) {
    return switch (column.type()) {
      case Type.Text t -> "octet_length(" + sql + ")";
      case Type.Binary b -> "octet_length(" + sql + ")";
      case Type.Json j -> "octet_length(" + sql + ")";
      case Type.Opaque o -> "octet_length(" + sql + ")";
      default -> null;
    };
  }

  /**
   * Outside of write-ahead logging a reader keeps all writers from committing, Syncline's own among
   * them; the rows are then copied to a temporary table first and read from there.
   */
  @Override
  public RowSource stream(Connection connection, String select, Selection selection)
      throws SQLException {
    Statement statement = connection.createStatement();
    if (journalMode(statement).equalsIgnoreCase("wal")) {
      return new ResultRows(statement, select, selection, () -> {});
    }
    statement.execute("DROP TABLE IF EXISTS temp.syncline_rows");
    statement.execute("CREATE TEMP TABLE syncline_rows AS " + select);
    return new ResultRows(
        statement,
        "SELECT * FROM temp.syncline_rows ORDER BY rowid",
        selection,
        () -> run(connection, "DROP TABLE IF EXISTS temp.syncline_rows"));
  }

  private static String journalMode(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA journal_mode")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Override
  public String byCodePoint(String sql) {
    return sql + " COLLATE BINARY";
  }

  @Override
  public KeyFilter filter(List<TableColumn> columns, boolean loose) {
    List<InList.Compared> sides =
        columns.stream()
            .map(
                c ->
                    loose && c.type() instanceof Type.Text
                        ? new InList.Compared(
                            "syncline_fold(" + quote(c.name()) + ")", "syncline_fold(?)")
                        : new InList.Compared(quote(c.name()), "?"))
            .toList();
    return new InList(this, columns, sides, "VALUES ", Math.max(1, 2000 / columns.size()));
  }

  /** Any column holds any value: only those are compared that have one order here and there. */
  @Override
  public @Nullable String comparable(TableColumn column, Operator operator, Object value) {
    String type = column.base().toUpperCase(Locale.ROOT);
    return switch (column.type()) {
      case Type.Int n when type.contains("INT") && value instanceof Long ->
          Comparables.number(value);
      case Type.Text t when type.contains("CHAR") || type.contains("TEXT") ->
          Comparables.text(operator, value);
      default -> null;
    };
  }

  @Override
  public boolean tellsNull(TableColumn column) {
    return true;
  }

  @Override
  public @Nullable Misfit misfit(TableColumn column, Object value) {
    Misfit misfit = Fit.misfit(column.type(), value);
    if (misfit != null) {
      return misfit;
    }
    return switch (value) {
      case Special s -> Misfit.type(s + " cannot be stored in SQLite; correct it at its origin");
      case Double n when n.isNaN() ->
          Misfit.type("SQLite stores NaN as null; make it null at its origin");
      case BigDecimal n when SqliteTypes.isDecimalText(column.base()) -> null;
      case BigDecimal n when !isExact(n) -> tooManyDigits(n);
      // Columns declared JSON are numeric to SQLite, which makes a number of a text that is one.
      case String s when column.type() instanceof Type.Json && isNumber(s) -> {
        BigDecimal number = new BigDecimal(s.strip());
        yield isExact(number) ? null : tooManyDigits(number);
      }
      case LocalDate d -> year(d.getYear());
      case LocalDateTime t -> year(t.getYear());
      case Instant t -> year(t.atOffset(ZoneOffset.UTC).getYear());
      case Duration d ->
          Misfit.type("time outside of a day; correct it at its origin, or make the column TEXT");
      default -> null;
    };
  }

  private static Misfit tooManyDigits(BigDecimal number) {
    return Misfit.type(
        "number has "
            + number.stripTrailingZeros().precision()
            + " digits, and SQLite keeps "
            + EXACT_DIGITS
            + " of a decimal; correct it at its origin or declare the column TEXT");
  }

  private static boolean isNumber(String json) {
    return JSON_NUMBER.matcher(json).matches();
  }

  private static boolean isExact(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.precision() <= EXACT_DIGITS && Math.abs(stripped.scale()) < 300
        || isInteger(stripped);
  }

  private static boolean isInteger(BigDecimal stripped) {
    return stripped.scale() <= 0
        && stripped.precision() - stripped.scale() <= 19
        && stripped.toBigInteger().bitLength() < 64;
  }

  private static @Nullable Misfit year(int year) {
    return year >= 0 && year <= 9999
        ? null
        : Misfit.type("date out of range (years 0000 to 9999); correct it");
  }

  @Override
  public void bind(
      PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Long n -> statement.setLong(index, n);
      case Boolean b -> statement.setLong(index, b ? 1 : 0);
      case Double n -> statement.setDouble(index, n);
      case BigDecimal n when SqliteTypes.isDecimalText(column.base()) ->
          statement.setString(
              index, n.signum() == 0 ? "0" : n.stripTrailingZeros().toPlainString());
      case BigDecimal n -> {
        BigDecimal stripped = n.stripTrailingZeros();
        if (isInteger(stripped)) {
          statement.setLong(index, stripped.longValueExact());
        } else {
          statement.setDouble(index, stripped.doubleValue());
        }
      }
      case byte[] b -> statement.setBytes(index, b);
      case LocalDateTime t -> statement.setString(index, SqliteReader.text(t));
      case Instant t -> statement.setString(index, SqliteReader.text(t));
      case LocalTime t -> statement.setString(index, SqliteReader.text(t));
      default -> statement.setString(index, value.toString());
    }
  }

  /** There is one writer at a time. */
  /** Its one lock is for the whole file. */
  @Override
  public int writers() {
    return 1;
  }

  @Override
  public String lockClause(boolean skipLocked) {
    return "";
  }

  @Override
  public String shareClause() {
    return "";
  }

  /** There are no session settings that a trigger could see. */
  @Override
  public void markOrigin(Connection connection, String origin, @Nullable TableName written) {}

  @Override
  public int rowsPerInsert(int columns) {
    return 1;
  }

  @Override
  public boolean triggersAlter(Connection connection, Table table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT * FROM sqlite_schema WHERE type = 'trigger'"
                + " AND tbl_name = ? COLLATE NOCASE"
                + " AND name NOT LIKE 'syncline\\_%' ESCAPE '\\')")) {
      statement.setString(1, table.name().table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  @Override
  public void deferConstraints(Connection connection) throws SQLException {
    run(connection, "PRAGMA defer_foreign_keys = ON");
  }

  /**
   * Outside of write-ahead logging what does not fit into the cache would be written to the file,
   * and keep readers out until the end.
   */
  @Override
  public void beforeUncommitted(Connection session, String defaultSchema) throws SQLException {
    try (Statement statement = session.createStatement()) {
      if (!journalMode(statement).equalsIgnoreCase("wal")) {
        statement.execute("PRAGMA cache_spill = OFF");
      }
    }
    violated = waits(session) ? violations(session) : Map.of();
  }

  /** Only a commit looks at what waited for it: here all references are, where any can wait. */
  @Override
  public void checkAsCommit(Connection connection) throws SQLException {
    if (!waits(connection)) {
      return;
    }
    Map<String, Integer> now = violations(connection);
    for (Map.Entry<String, Integer> violation : now.entrySet()) {
      if (violation.getValue() > violated.getOrDefault(violation.getKey(), 0)) {
        throw new SQLiteException(
            "[SQLITE_CONSTRAINT_FOREIGNKEY] A foreign key constraint failed (FOREIGN KEY constraint"
                + " failed)",
            SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY);
      }
    }
    violated = now;
  }

  @Override
  public void asInNewTransaction(Connection connection) throws SQLException {
    run(connection, "PRAGMA defer_foreign_keys = OFF");
  }

  private static boolean waits(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT defer_foreign_keys FROM pragma_defer_foreign_keys)"
                    + " OR EXISTS (SELECT * FROM sqlite_schema WHERE sql LIKE '%DEFERRED%')")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** References that lead nowhere, with how often each is there. */
  private static Map<String, Integer> violations(Connection connection) throws SQLException {
    Map<String, Integer> violations = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
      while (row.next()) {
        String reference = row.getString(1) + " " + row.getString(4) + " " + row.getString(2);
        violations.merge(reference, 1, Integer::sum);
      }
    }
    return violations;
  }

  @Override
  public Circles circles() {
    return Circles.DEFER;
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
  public StampQueries stamps() {
    return new SqliteStamps();
  }

  @Override
  public Permissions permissions() {
    return permissions;
  }

  @Override
  public TableName own(String table, String defaultSchema) {
    return new TableName("", "syncline_" + table);
  }

  @Override
  public List<String> installStatements(String defaultSchema) {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS syncline_applied (
          store TEXT NOT NULL, operation TEXT NOT NULL, batch TEXT NOT NULL,
          sync INTEGER NOT NULL, task INTEGER NOT NULL, written BLOB, note BLOB NOT NULL,
          applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
          PRIMARY KEY (store, operation)) WITHOUT ROWID
        """,
        "CREATE INDEX IF NOT EXISTS syncline_applied_batch ON syncline_applied (store, batch)",
        """
        CREATE TABLE IF NOT EXISTS syncline_owner (
          sync INTEGER PRIMARY KEY, store TEXT NOT NULL, token INTEGER NOT NULL)
        """);
  }

  @Override
  public void footprint(Connection connection, String defaultSchema, Consumer<Made> each)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT type, name, CASE type WHEN 'trigger' THEN ' on ' || tbl_name
                  ELSE coalesce(': ' || substr(sql, nullif(instr(sql, '/* '), 0) + 3,
                                               length(sql) - instr(sql, '/* ') - 5), '') END
                FROM sqlite_schema
                WHERE type IN ('trigger', 'table') AND name LIKE 'syncline\\_%' ESCAPE '\\'
                ORDER BY type DESC, name
                """)) {
      while (row.next()) {
        String type = row.getString(1);
        String name = row.getString(2);
        each.accept(
            new Made(
                type + " " + name + row.getString(3),
                "DROP " + type.toUpperCase(java.util.Locale.ROOT) + " " + quote(name)));
      }
    }
  }

  @Override
  public String upsert(String table, List<String> columns, List<String> key, int rows) {
    String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    return "INSERT OR REPLACE INTO "
        + table
        + " ("
        + String.join(", ", columns)
        + ") VALUES "
        + String.join(", ", Collections.nCopies(rows, row));
  }

  @Override
  public @Nullable String nativeType(Type type, boolean key) {
    return SqliteTypes.nativeType(type);
  }

  /** Only as the whole key is an INTEGER PRIMARY KEY generated. */
  @Override
  public String generatedKey(Type type, boolean onlyKey) {
    return onlyKey ? "INTEGER PRIMARY KEY" : "INTEGER";
  }

  @Override
  public boolean foreignKeysInline() {
    return true;
  }

  @Override
  public String deferrable() {
    return " DEFERRABLE INITIALLY DEFERRED";
  }
}
