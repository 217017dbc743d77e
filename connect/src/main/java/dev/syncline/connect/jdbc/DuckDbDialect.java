package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.connect.file.FileCopies;
import dev.syncline.connect.file.FileFault;
import dev.syncline.core.mapping.Narrowing.Operator;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB: a database in a file, which is opened for reading only, or none, where files of rows are
 * read.
 */
final class DuckDbDialect implements SourceDialect {
  private static final String URL = "jdbc:duckdb:";
  private static final int KEYS_AT_A_TIME = 500;

  private static final Pattern KIND = Pattern.compile("^([A-Z][\\w ]*?) Error: ");
  private static final Pattern LINE = Pattern.compile("\nLINE (\\d+): ");

  private final FileCopies files;

  /**
   * @param files where files are copied to be read
   */
  DuckDbDialect(FileCopies files) {
    this.files = files;
  }

  @Override
  public Driver driver() {
    return new DuckDBDriver();
  }

  @Override
  public List<String> schemes() {
    return List.of(URL);
  }

  /** What does not fit into its memory goes to a temporary folder, never beside the database. */
  @Override
  public Map<String, String> properties(ConnectionSpec spec) {
    Map<String, String> properties = new HashMap<>();
    String path = spec.url().substring(Math.min(spec.url().length(), URL.length()));
    if (!path.isEmpty()) {
      requireFile(spec, path);
      properties.put("duckdb.read_only", "true");
    }
    properties.put("jdbc_stream_results", "true");
    properties.put("memory_limit", "1GB");
    properties.put("threads", "2");
    properties.put(
        "temp_directory",
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("syncline-duckdb-" + ProcessHandle.current().pid())
            .toString());
    properties.put("autoinstall_known_extensions", "false");
    return properties;
  }

  private static void requireFile(ConnectionSpec spec, String path) {
    if (!Files.isRegularFile(Path.of(path))) {
      throw new ConnectorException(
          ConnectorException.Kind.UNREACHABLE,
          spec.name()
              + ": there is no file "
              + Path.of(path).toAbsolutePath()
              + ". Correct the path of the DuckDB database.",
          null);
    }
  }

  @Override
  public void prepare(Connection connection, ConnectionSpec spec) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
  }

  @Override
  public Server meet(Connection connection) throws SQLException {
    return new Server("DuckDB " + connection.getMetaData().getDatabaseProductVersion(), "main");
  }

  /** It has no codes: its messages begin with what is wrong. */
  @Override
  public Failure failure(SQLException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    Matcher line = LINE.matcher(message);
    String first = message.lines().findFirst().orElse("");
    String detail = first + (line.find() ? ", at line " + line.group(1) : "");
    return new Failure(
        kind(e, message), Failure.of(Failure.Kind.OTHER, e).cause(), null, null, detail);
  }

  private static Failure.Kind kind(SQLException e, String message) {
    Matcher kind = KIND.matcher(message);
    return switch (kind.find() ? kind.group(1) : "") {
      case "Catalog", "Binder" -> Failure.Kind.MISSING;
      case "Out of Memory" -> Failure.Kind.EXHAUSTED;
      case "Connection", "FATAL", "INTERNAL" -> Failure.Kind.LOST;
      case "IO" -> isOpening(message) ? Failure.Kind.LOST : Failure.Kind.OTHER;
      case "Permission" -> Failure.Kind.DENIED;
      default ->
          message.contains("Connection was closed")
              ? Failure.Kind.LOST
              : Failure.bySqlState(e).kind();
    };
  }

  /** Whether it is about the database itself, and not about a file that a query names. */
  private static boolean isOpening(String message) {
    return message.contains("lock on file") || message.contains("Cannot open database");
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
  public String query(ConnectionSpec spec, Model model) {
    if (!(model.origin() instanceof Model.DataFile file)) {
      return SourceDialect.super.query(spec, model);
    }
    try {
      return files.select(file);
    } catch (FileFault e) {
      throw Query.fault(spec.name(), model.name(), "cannot be read: " + e.problem(), e.remedy());
    }
  }

  /** Described as it is: within another query two columns of one name would have two. */
  @Override
  public List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM " + query.from())) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        throw new SQLException("a ? in it is taken for a parameter; put it between quotes");
      }
    }
    List<TableColumn> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("DESCRIBE " + query.text())) {
      while (row.next()) {
        columns.add(DuckDbTypes.column(row.getString(1), row.getString(2)));
      }
    }
    return columns;
  }

  @Override
  public String selected(TableColumn column, String sql) {
    return switch (column.type()) {
      case Type.Json j -> DuckDbTypes.asText(column.base(), sql);
      case Type.Array a -> DuckDbTypes.asText(column.base(), sql);
      case Type.Enumeration e -> sql + "::VARCHAR";
      case Type.Opaque o -> sql + "::VARCHAR";
      case Type.Date d -> sql + "::VARCHAR";
      case Type.Decimal d when column.base().endsWith("HUGEINT") -> sql + "::VARCHAR";
      default -> sql;
    };
  }

  @Override
  public ValueReader reader(TableColumn column) {
    return DuckDbReader.of(column);
  }

  @Override
  public @Nullable String byteLength(TableColumn column, String sql, long limit) {
    return switch (column.type()) {
      case Type.Text t -> "strlen(" + sql + ")";
      case Type.Binary b -> "octet_length(" + sql + ")";
      case Type.Json j -> "strlen(" + selected(column, sql) + ")";
      case Type.Array a -> "strlen(" + selected(column, sql) + ")";
      case Type.Opaque o -> "strlen(" + selected(column, sql) + ")";
      default -> null;
    };
  }

  /** Texts are ordered by code point unless somebody says otherwise. */
  @Override
  public String byCodePoint(String sql) {
    return sql;
  }

  @Override
  public RowSource stream(Connection connection, String select, Selection selection)
      throws SQLException {
    return new ResultRows(connection.createStatement(), select, selection, () -> {});
  }

  @Override
  public KeyFilter filter(List<TableColumn> columns, boolean loose) {
    List<InList.Compared> sides = columns.stream().map(c -> compared(c, loose)).toList();
    return new InList(this, columns, sides, "", KEYS_AT_A_TIME);
  }

  private InList.Compared compared(TableColumn column, boolean loose) {
    String sql = quote(column.name());
    return switch (column.type()) {
      case Type.Text t when loose -> new InList.Compared(folded(sql), folded("?::VARCHAR"));
      case Type.Json j -> new InList.Compared(selected(column, sql), "?");
      case Type.Array a -> new InList.Compared(selected(column, sql), "?");
      default -> new InList.Compared(sql, "?::" + column.base());
    };
  }

  /** Upper first, for letters that have only a capital in common; ß is the one that grows. */
  private static String folded(String sql) {
    return "lower(upper(replace(replace(trim(" + sql + "), 'ß', 'ss'), 'ẞ', 'ss')))";
  }

  @Override
  public @Nullable String comparable(TableColumn column, Operator operator, Object value) {
    return switch (column.type()) {
      case Type.Int n -> Comparables.number(value);
      case Type.Decimal n -> Comparables.number(value);
      case Type.Text t -> Comparables.text(operator, value);
      case Type.Date d -> Comparables.time(value);
      case Type.Bool b -> value instanceof Boolean truth ? truth.toString() : null;
      default -> null;
    };
  }

  @Override
  public boolean tellsNull(TableColumn column) {
    return true;
  }

  /** The driver takes dates of our own times only; each parameter is cast to its column's type. */
  @Override
  public void bind(
      PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Double n when column.type() instanceof Type.Real real && real.bits() == 32 ->
          statement.setFloat(index, n.floatValue());
      case byte[] bytes -> statement.setBytes(index, bytes);
      case BigDecimal n -> statement.setString(index, n.toPlainString());
      case LocalDate date -> statement.setString(index, DuckDbReader.text(date));
      case LocalDateTime time -> statement.setString(index, DuckDbReader.text(time));
      case Instant time ->
          statement.setString(
              index, DuckDbReader.text(LocalDateTime.ofInstant(time, ZoneOffset.UTC)) + "+00");
      case Duration day -> statement.setString(index, "24:00:00");
      case Special special -> statement.setString(index, special.toString());
      default -> statement.setObject(index, value);
    }
  }
}
