package dev.syncline.connect.jdbc;

import dev.syncline.connect.Stamps.Clock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Timestamps in MariaDB, where a row is stamped with the start of its statement. */
final class MariaDbStamps implements StampQueries {
  /** Start and list are in whole seconds, and the list may be a tenth of a second old. */
  private static final Duration ROUGHLY = Duration.ofSeconds(1);

  /**
   * The list tells starts in the server's zone, whatever the session's: only their distance to our
   * own transaction's start says something.
   */
  private static final String OLDEST =
      """
      SELECT TIMESTAMPDIFF(SECOND, MIN(trx_started),
               MAX(IF(trx_mysql_thread_id = CONNECTION_ID(), trx_started, NULL)))
      FROM information_schema.innodb_trx
      """;

  private static final String INDEXED =
      """
      SELECT EXISTS (
        SELECT * FROM information_schema.statistics
        WHERE table_schema = ? AND table_name = ? AND column_name = ? AND seq_in_index = 1)
      """;

  private static final String MAINTAINED =
      """
      SELECT EXISTS (
        SELECT * FROM information_schema.columns
        WHERE table_schema = ? AND table_name = ? AND column_name = ?
          AND extra LIKE '%on update%')
      OR EXISTS (
        SELECT * FROM information_schema.triggers
        WHERE event_object_schema = ? AND event_object_table = ?
          AND action_timing = 'BEFORE' AND event_manipulation = 'UPDATE')
      """;

  @Override
  public Clock clock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      try {
        Instant now = now(statement);
        return new Clock(now, oldest(statement));
      } finally {
        statement.execute("ROLLBACK");
      }
    }
  }

  private static Instant now(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT CAST(UTC_TIMESTAMP(6) AS CHAR)")) {
      row.next();
      return LocalDateTime.parse(row.getString(1).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }
  }

  /** Zero for a user who may not see others' transactions. */
  private static Duration oldest(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(OLDEST)) {
      row.next();
      long seconds = row.getLong(1);
      return Duration.of(Math.max(0, seconds), ChronoUnit.SECONDS).plus(ROUGHLY);
    } catch (SQLException e) {
      if (MariaDbFailure.of(Failure.root(e)).kind() == Failure.Kind.DENIED) {
        return Duration.ZERO;
      }
      throw e;
    }
  }

  @Override
  public String atOrAfter(TableColumn column, String sql, Instant moment) {
    return sql + " >= '" + LITERAL.format(moment) + "'";
  }

  /** The zero date tells nothing either. */
  @Override
  public String untold(TableColumn column, String sql) {
    return "(" + sql + " IS NULL OR " + sql + " = 0)";
  }

  @Override
  public @Nullable String blindness(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT COUNT(*) FROM information_schema.innodb_trx").close();
      return null;
    } catch (SQLException e) {
      if (MariaDbFailure.of(Failure.root(e)).kind() != Failure.Kind.DENIED) {
        throw e;
      }
      return "this user does not see how long others' transactions have been open: one that lasts"
          + " longer than the overlap waits for the scheduled full compare. Let an administrator"
          + " run: GRANT PROCESS ON *.* TO "
          + MariaDbPermissions.accountOf(connection);
    }
  }

  @Override
  public boolean isIndexed(Connection connection, Table table, TableColumn column)
      throws SQLException {
    return StampQueries.isTrue(
        connection, INDEXED, table.name().schema(), table.name().table(), column.name());
  }

  @Override
  public boolean isMaintained(Connection connection, Table table, TableColumn column)
      throws SQLException {
    String schema = table.name().schema();
    String name = table.name().table();
    return StampQueries.isTrue(connection, MAINTAINED, schema, name, column.name(), schema, name);
  }
}
