package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.core.mapping.Narrowing.Operator;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database of which nothing is known but its JDBC driver: what the standards say of SQL and of
 * JDBC, and what the driver tells of itself. Transactions are for reading, and never committed.
 */
final class StandardDialect implements SourceDialect {
  private static final int ROWS_AT_A_TIME = 1_000;
  private static final int VALUES_AT_A_TIME = 200;

  private final ConnectionSpec spec;
  private volatile String quotes = "\"";

  /**
   * @param spec whose {@code description} is the folder of the driver
   */
  StandardDialect(ConnectionSpec spec) {
    this.spec = spec;
  }

  @Override
  public Driver driver() {
    return new DriverFolder(spec).driver();
  }

  @Override
  public List<String> schemes() {
    return List.of("jdbc:");
  }

  @Override
  public Map<String, String> properties(ConnectionSpec of) {
    return Map.of();
  }

  /** A wish only: there are drivers that know no connections for reading. */
  @Override
  public void prepare(Connection connection, ConnectionSpec of) {
    try {
      connection.setReadOnly(true);
    } catch (SQLException e) {
      // Nothing is written in any case.
    }
  }

  @Override
  public Server meet(Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    quotes = database.getIdentifierQuoteString().strip();
    return new Server(
        database.getDatabaseProductName() + " " + database.getDatabaseProductVersion(), "");
  }

  @Override
  public Failure failure(SQLException e) {
    return switch (e) {
      case SQLInvalidAuthorizationSpecException login -> Failure.of(Failure.Kind.LOGIN, e);
      case SQLNonTransientConnectionException lost -> Failure.of(Failure.Kind.LOST, e);
      case SQLTransientConnectionException lost -> Failure.of(Failure.Kind.LOST, e);
      case SQLTimeoutException late -> Failure.of(Failure.Kind.BUSY, e);
      default -> Failure.bySqlState(e);
    };
  }

  @Override
  public @Nullable String grant(String right, TableName table, String user) {
    return null;
  }

  @Override
  public String quote(String name) {
    return quotes + name.replace(quotes, quotes + quotes) + quotes;
  }

  /** As the database's own SQL has it, which may make capitals of it. */
  @Override
  public String from(String configured) {
    return configured;
  }

  /** Asked as it is, for its names, and as it will be read, within another query. */
  @Override
  public List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    List<TableColumn> columns = columns(connection, query.text());
    if (columns.stream().map(TableColumn::name).distinct().count() < columns.size()) {
      return columns;
    }
    String within = "SELECT * FROM " + query.from();
    List<TableColumn> asRead = columns(connection, within);
    if (!asRead.isEmpty()) {
      return asRead;
    }
    try (Statement statement = connection.createStatement()) { // drivers need not tell before
      statement.setMaxRows(1);
      try (ResultSet row = statement.executeQuery(within)) {
        return columns(row.getMetaData());
      }
    }
  }

  /** Empty where the driver does not tell before the query is run. */
  private static List<TableColumn> columns(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        throw new SQLException("a ? in it is taken for a parameter; put it between quotes");
      }
      return columns(statement.getMetaData());
    }
  }

  private static List<TableColumn> columns(@Nullable ResultSetMetaData result) throws SQLException {
    List<TableColumn> columns = new ArrayList<>();
    for (int i = 1; result != null && i <= result.getColumnCount(); i++) {
      columns.add(StandardTypes.column(result, i));
    }
    return columns;
  }

  @Override
  public ValueReader reader(TableColumn column) {
    return StandardReader.of(column.type(), spec.bounds().valueBytes());
  }

  /** There is no word for it that all know: who reads looks. */
  @Override
  public @Nullable String byteLength(TableColumn column, String sql, long limit) {
    return null;
  }

  /** In an order of its own, which may be another one: who reads looks. */
  @Override
  public String byCodePoint(String sql) {
    return sql;
  }

  /** In a transaction, without which there are drivers that read all rows into memory. */
  @Override
  public RowSource stream(Connection connection, String select, Selection selection)
      throws SQLException {
    connection.setAutoCommit(false);
    Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(ROWS_AT_A_TIME);
    return new ResultRows(
        statement,
        select,
        selection,
        () -> {
          connection.rollback();
          connection.setAutoCommit(true);
        });
  }

  @Override
  public KeyFilter filter(List<TableColumn> columns, boolean loose) {
    return new AnyOf(
        this,
        columns,
        columns.stream()
            .map(
                c ->
                    loose && c.type() instanceof Type.Text
                        ? "UPPER(TRIM("
                            + quote(c.name())
                            + ")) = UPPER(TRIM(CAST(? AS VARCHAR(4000))))"
                        : quote(c.name()) + " = ?")
            .toList(),
        Math.max(1, VALUES_AT_A_TIME / columns.size()));
  }

  @Override
  public @Nullable String comparable(TableColumn column, Operator operator, Object value) {
    return switch (column.type()) {
      case Type.Int n -> Comparables.number(value);
      case Type.Decimal n -> Comparables.number(value);
      case Type.Text t -> Comparables.text(operator, value);
      default -> null;
    };
  }

  @Override
  public boolean tellsNull(TableColumn column) {
    return true;
  }

  @Override
  public void bind(
      PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException {
    StandardReader.bind(statement, index, value);
  }
}
