package dev.syncline.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection to the store, within one piece of work. Parameters are texts, bytes,
 * numbers, truth values (kept as 0 and 1), moments (kept as milliseconds since 1970) and nulls.
 */
public final class Sql {
  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** What a row says. */
  public interface Row<T> {
    /** Reads the row on which the result stands. */
    T of(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  public <T> List<T> list(String query, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(query, parameters);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row.of(result));
      }
      return rows;
    }
  }

  /** What is done with a row. */
  interface Taking {
    /** Takes the row on which the result stands. */
    void row(ResultSet row) throws SQLException;
  }

  /** Gives all rows of a query one by one. */
  void each(String query, Taking taking) throws SQLException {
    try (PreparedStatement statement = prepare(query);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        taking.row(result);
      }
    }
  }

  /** The first row of a query. */
  public <T> Optional<T> first(String query, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    return list(query, row, parameters).stream().findFirst();
  }

  /** Whether a query has any row. */
  public boolean has(String query, @Nullable Object... parameters) throws SQLException {
    return first(query, row -> true, parameters).isPresent();
  }

  /** The number in the only row of a query, such as a count or the id of what was inserted. */
  public long number(String query, @Nullable Object... parameters) throws SQLException {
    return first(query, row -> row.getLong(1), parameters)
        .orElseThrow(() -> new IllegalStateException("no row for: " + query));
  }

  /** Inserts, updates or deletes, and tells how many rows. */
  public int update(String statement, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement prepared = prepare(statement, parameters)) {
      return prepared.executeUpdate();
    }
  }

  /** Runs a statement of the schema. */
  void execute(String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  /** A moment that was kept, or null. */
  public static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private PreparedStatement prepare(String text, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      for (int i = 0; i < parameters.length; i++) {
        set(statement, i + 1, parameters[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void set(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(at, Types.NULL);
      case String text -> statement.setString(at, text);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case Integer number -> statement.setInt(at, number);
      case Long number -> statement.setLong(at, number);
      case Boolean truth -> statement.setInt(at, truth ? 1 : 0);
      case Instant moment -> statement.setLong(at, moment.toEpochMilli());
      default -> throw new IllegalArgumentException("no parameter: " + value.getClass());
    }
  }
}
