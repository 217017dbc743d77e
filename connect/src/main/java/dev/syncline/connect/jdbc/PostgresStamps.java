package dev.syncline.connect.jdbc;

import dev.syncline.connect.Stamps.Clock;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps in PostgreSQL, where {@code now()} is the start of the transaction: what a transaction
 * of an hour writes is stamped an hour before anybody can see it.
 */
final class PostgresStamps implements StampQueries {
  /** When a prepared transaction began is not told. */
  private static final String CLOCK =
      """
      SELECT clock_timestamp(),
             (SELECT min(xact_start) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND backend_type NOT LIKE 'autovacuum%'),
             EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())
      """;

  private static final String INDEXED =
      """
      SELECT EXISTS (
        SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE n.nspname = ? AND c.relname = ? AND a.attname = ? AND i.indisvalid
          AND i.indpred IS NULL)
      """;

  /** Row triggers before UPDATE; a generated column cannot tell the time. */
  private static final String MAINTAINED =
      """
      SELECT EXISTS (
        SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND NOT t.tgisinternal AND t.tgenabled <> 'D'
          AND t.tgtype & 19 = 19)
      """;

  @Override
  public Clock clock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CLOCK)) {
      row.next();
      Instant now = row.getObject(1, OffsetDateTime.class).toInstant();
      OffsetDateTime oldest = row.getObject(2, OffsetDateTime.class);
      boolean unknown = row.getBoolean(3);
      return new Clock(
          unknown ? null : now,
          oldest == null || oldest.toInstant().isAfter(now)
              ? Duration.ZERO
              : Duration.between(oldest.toInstant(), now));
    }
  }

  @Override
  public String atOrAfter(TableColumn column, String sql, Instant moment) {
    boolean zoned = column.type() instanceof Type.Timestamp t && t.zoned();
    return sql + " >= '" + LITERAL.format(moment) + (zoned ? "+00'" : "'");
  }

  @Override
  public String untold(TableColumn column, String sql) {
    return "(" + sql + " IS NULL OR " + sql + " = '-infinity')";
  }

  @Override
  public @Nullable String blindness(Connection connection) throws SQLException {
    return StampQueries.isTrue(
            connection, "SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')")
        ? null
        : "this user does not see how long others' transactions have been open: one that lasts"
            + " longer than the overlap waits for the scheduled full compare. Let an administrator"
            + " run: GRANT pg_read_all_stats TO "
            + user(connection);
  }

  private static String user(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT quote_ident(current_user)")) {
      row.next();
      return row.getString(1);
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
    return StampQueries.isTrue(connection, MAINTAINED, table.name().schema(), table.name().table());
  }
}
