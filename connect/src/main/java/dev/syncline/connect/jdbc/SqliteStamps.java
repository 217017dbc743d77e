package dev.syncline.connect.jdbc;

import dev.syncline.connect.Stamps.Clock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps in SQLite, which are text in one of several forms: they are compared by the day, of
 * which all forms have the same beginning, and a day further back, for text may have an offset.
 */
final class SqliteStamps implements StampQueries {
  private static final int DAY = 10;

  @Override
  public Clock clock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")) {
      row.next();
      return new Clock(Instant.parse(row.getString(1)), Duration.ZERO);
    }
  }

  @Override
  public String atOrAfter(TableColumn column, String sql, Instant moment) {
    String day = LITERAL.format(moment.minus(1, ChronoUnit.DAYS)).substring(0, DAY);
    return sql + " >= '" + day + "'";
  }

  /** Numbers come before all text, whatever moment they stand for. */
  @Override
  public String untold(TableColumn column, String sql) {
    return "typeof(" + sql + ") <> 'text'";
  }

  @Override
  public @Nullable String blindness(Connection connection) {
    return null;
  }

  @Override
  public boolean isIndexed(Connection connection, Table table, TableColumn column)
      throws SQLException {
    return StampQueries.isTrue(
        connection,
        "SELECT EXISTS (SELECT * FROM pragma_index_list(?) i JOIN pragma_index_info(i.name) x"
            + " WHERE NOT i.partial AND x.seqno = 0 AND x.name = ? COLLATE NOCASE)",
        table.name().table(),
        column.name());
  }

  @Override
  public boolean isMaintained(Connection connection, Table table, TableColumn column)
      throws SQLException {
    return StampQueries.isTrue(
        connection,
        "SELECT EXISTS (SELECT * FROM sqlite_schema WHERE type = 'trigger'"
            + " AND tbl_name = ? COLLATE NOCASE AND upper(sql) LIKE '%UPDATE%'"
            + " AND name NOT LIKE 'syncline\\_%' ESCAPE '\\')",
        table.name().table());
  }

  @Override
  public List<String> blindSpots() {
    return List.of(
        "how long others' transactions have been open cannot be seen here: one that lasts longer"
            + " than the overlap waits for the scheduled full compare",
        "stamps are compared by the day: what was stamped since the day before is looked at again"
            + " in every run");
  }
}
