package dev.syncline.connect.jdbc;

import dev.syncline.connect.Stamps.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs from database to database in capture by timestamps. */
interface StampQueries {
  /** A moment as every database reads it, but for its zone. */
  DateTimeFormatter LITERAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  /** The server's time, and how long others' transactions have been open. */
  Clock clock(Connection connection) throws SQLException;

  /**
   * A condition that a column is at or after a moment, which an index over it can serve. Values
   * that are earlier may fulfil it.
   */
  String atOrAfter(TableColumn column, String sql, Instant moment);

  /** A condition that a column tells no moment. */
  String untold(TableColumn column, String sql);

  /** Why open transactions cannot be seen, with the remedy; null when they can. */
  @Nullable String blindness(Connection connection) throws SQLException;

  /** Whether an index begins with a column. */
  boolean isIndexed(Connection connection, Table table, TableColumn column) throws SQLException;

  /** Whether the database itself may set a column whenever a row is changed. */
  boolean isMaintained(Connection connection, Table table, TableColumn column) throws SQLException;

  /** What else such stamps do not show here. */
  default List<String> blindSpots() {
    return List.of();
  }

  /** The answer of a query to yes or no. */
  static boolean isTrue(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
