package dev.syncline.connect.jdbc;

import dev.syncline.connect.LogReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The binary log of MariaDB and MySQL. The server keeps it as long as it is told to, whether it is
 * read or not; positions are the reader's own words, with the file and the place in it.
 */
final class MariaDbLog implements LogCapture {
  private static final Pattern FILE = Pattern.compile("\"file\":\"([^\"]+)\"");
  private static final Pattern PLACE = Pattern.compile("\"pos\":(\\d+)");

  private static final String RIGHTS =
      """
      SELECT (SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES
              WHERE GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
                AND PRIVILEGE_TYPE IN ('REPLICATION SLAVE', 'REPLICATION CLIENT', 'BINLOG MONITOR')) >= 2
             OR EXISTS (SELECT 1 FROM information_schema.APPLICABLE_ROLES),
             CURRENT_USER()
      """;

  private final MariaDbDialect dialect;
  private final String database;

  MariaDbLog(MariaDbDialect dialect, String database) {
    this.dialect = dialect;
    this.database = database;
  }

  @Override
  public Optional<String> obstacle(Connection connection, Table table) throws SQLException {
    List<String> wrong = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT @@log_bin, @@binlog_format, @@binlog_row_image")) {
      row.next();
      if (!row.getBoolean(1)) {
        wrong.add("log_bin");
      }
      if (!row.getString(2).equalsIgnoreCase("ROW")) {
        wrong.add("binlog_format = ROW");
      }
      if (!row.getString(3).equalsIgnoreCase("FULL")) {
        wrong.add("binlog_row_image = FULL");
      }
    }
    if (!wrong.isEmpty()) {
      return Optional.of(
          "the server's binary log does not tell of rows. Let an administrator set "
              + String.join(", ", wrong)
              + " in its configuration and restart it, or capture "
              + table.shown()
              + " by triggers.");
    }
    List<String> rights = new ArrayList<>(rights(connection));
    if (!rights.isEmpty()) {
      return Optional.of(
          "the user may not read the binary log. Let an administrator run "
              + String.join("; ", rights)
              + ", or capture "
              + table.shown()
              + " by triggers.");
    }
    boolean acted =
        !MariaDbCascades.ways(MariaDbCascades.keys(connection, table.name().schema()), table.name())
            .isEmpty();
    return acted
        ? Optional.of(
            "foreign keys delete or change rows of "
                + table.shown()
                + " (ON DELETE or ON UPDATE with CASCADE or SET NULL), which the binary log does"
                + " not tell. Capture it by triggers.")
        : Optional.empty();
  }

  @Override
  public List<String> blindSpots(Connection connection, Table table) {
    return List.of(
        "values that ALTER TABLE changes, such as a new column's default",
        "DROP or EXCHANGE of a partition",
        "writes of sessions that switched the binary log off (sql_log_bin = 0)");
  }

  @Override
  public List<String> missing(Connection connection, String name, TableName table, boolean begun)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
      statement.setString(1, database);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? List.of()
            : List.of(
                "CREATE TABLE IF NOT EXISTS "
                    + own(name)
                    + " (id int PRIMARY KEY, marker varchar(64) NOT NULL)"
                    + " ENGINE = InnoDB COMMENT = 'Syncline: where reading the log has come to'");
      }
    }
  }

  private String own(String name) {
    return dialect.table(new TableName(database, name));
  }

  /** What is missing to read the log; what comes through a role cannot be seen. */
  private List<String> rights(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(RIGHTS)) {
      row.next();
      return row.getBoolean(1)
          ? List.of()
          : List.of(
              "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + user(row.getString(2)));
    }
  }

  private String user(String account) {
    int at = account.lastIndexOf('@');
    return dialect.quote(account.substring(0, at)) + "@" + dialect.quote(account.substring(at + 1));
  }

  @Override
  public List<String> privileges(Connection connection, TableName table) throws SQLException {
    List<String> grants = new ArrayList<>(rights(connection));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CURRENT_USER()")) {
      row.next();
      grants.add(
          "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON "
              + dialect.quote(database)
              + ".* TO "
              + user(row.getString(1)));
    }
    return grants;
  }

  @Override
  public List<String> remove(Connection connection, String name, TableName table, boolean last) {
    return last ? List.of("DROP TABLE IF EXISTS " + own(name)) : List.of();
  }

  @Override
  public LogReader.Table marker(String name) {
    return new LogReader.Table(database, name, List.of("marker"));
  }

  @Override
  public String mark(Connection connection, String name, String text) throws SQLException {
    write(connection, name, 1, text);
    return "";
  }

  /** Commits become visible in the order of the log, so that ours comes after those it told of. */
  @Override
  public boolean visible(Connection connection, String name, Collection<Long> transactions)
      throws SQLException {
    write(connection, name, 2, "");
    return true;
  }

  private void write(Connection connection, String name, int row, String text) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("REPLACE INTO " + own(name) + " (id, marker) VALUES (?, ?)")) {
      statement.setInt(1, row);
      statement.setString(2, text);
      statement.executeUpdate();
    }
  }

  @Override
  public String gap(Connection connection, String name, String position, long keep)
      throws SQLException {
    Matcher file = FILE.matcher(position);
    Matcher place = PLACE.matcher(position);
    if (!file.find() || !place.find()) {
      return "it is not known how far the binary log was read";
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW BINARY LOGS")) {
      while (row.next()) {
        if (row.getString(1).equals(file.group(1))) {
          return row.getLong(2) >= Long.parseLong(place.group(1))
              ? ""
              : "the binary log "
                  + file.group(1)
                  + " ends before the place where it was read to: it is another server, or was put"
                  + " back from a copy";
        }
      }
    }
    return "the server has purged the binary log "
        + file.group(1)
        + ", which was still to be read, or is another one than before";
  }

  @Override
  public String restart(Connection connection, String name) {
    return "";
  }
}
