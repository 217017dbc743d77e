package dev.syncline.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The binary log of MariaDB. */
class MariaDbLogTest extends LogContract {
  @Override
  TestDatabase create() throws SQLException {
    TestDatabase made = TestDatabases.mariadb();
    made.asAdmin()
        .run("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + made.user() + "'@'%'");
    return made;
  }

  @Override
  String type() {
    return "mariadb";
  }

  @Override
  List<String[]> keys() {
    return List.of(
        new String[] {"bigint unsigned", "18446744073709551615"},
        new String[] {"smallint", "-7"},
        new String[] {"mediumint unsigned", "16000000"},
        new String[] {"varchar(40)", "'Ünï, \"x\"'"},
        new String[] {"varchar(41) character set latin1", "'Ünï'"},
        new String[] {"char(5)", "'ab'"},
        new String[] {"date", "'2024-02-29'"},
        new String[] {"decimal(12,3)", "1234.5"});
  }

  /** Nothing is forgotten on account of us: an older folder reads from where it stood. */
  @Override
  void putBack() {
    assertThat(marks("person")).containsSubsequence("-→1", "-→2").doesNotContain("all");
  }

  @Test
  void aPurgedLogIsFoundAndBegunAnew() throws SQLException {
    track("person");
    forgetAll("person");
    marks("person");
    connector.close();
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    database.asAdmin().run("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    purge();
    connect();
    assertThat(causes("person")).singleElement().asString().contains("has purged the binary log");
    forgetAll("person");
    database.run("INSERT INTO person VALUES (2, 'bob', 30)");
    assertThat(marks("person")).containsExactly("-→2");
  }

  private void purge() throws SQLException {
    try (Connection connection = database.asAdmin().open();
        Statement statement = connection.createStatement()) {
      // What slow replicas have not read is kept, unless it is told otherwise.
      statement.execute("SET GLOBAL slave_connections_needed_for_purge = 0");
      List<String> logs = logs(statement);
      while (logs.size() > 1) {
        kill(); // a file that is still sent to somebody is kept, too
        statement.execute("PURGE BINARY LOGS TO '" + logs.getLast() + "'");
        logs = logs(statement);
      }
    }
  }

  private static List<String> logs(Statement statement) throws SQLException {
    List<String> logs = new ArrayList<>();
    try (ResultSet row = statement.executeQuery("SHOW BINARY LOGS")) {
      while (row.next()) {
        logs.add(row.getString(1));
      }
    }
    return logs;
  }

  @Test
  void aReaderThatIsCutOffReadsOn() throws SQLException {
    track("person");
    forgetAll("person");
    for (int i = 1; i <= 3; i++) {
      kill();
      database.run("INSERT INTO person VALUES (" + i + ", 'ann', 30)");
      assertThat(marks("person")).contains("-→" + i).doesNotContain("all");
    }
  }

  private void kill() throws SQLException {
    try (Connection connection = database.asAdmin().open();
        Statement statement = connection.createStatement();
        Statement killing = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '"
                    + database.user()
                    + "'")) {
      while (row.next()) {
        killing.execute("KILL " + row.getLong(1));
      }
    }
  }

  @Test
  void whatForeignKeysDoIsNotInTheLog() throws SQLException {
    database.run(
        "CREATE TABLE page (id int PRIMARY KEY, diary int,"
            + " FOREIGN KEY (diary) REFERENCES diary (id) ON DELETE CASCADE)");
    assertThat(tracking.obstacle("page").orElseThrow()).contains("Capture it by triggers");
    assertThat(tracking.obstacle("diary")).isEmpty();
  }

  @Test
  void whoMayNotIsToldWhatToGrant() throws SQLException {
    database
        .asAdmin()
        .run(
            "REVOKE REPLICATION SLAVE, REPLICATION CLIENT ON *.* FROM '"
                + database.user()
                + "'@'%'");
    assertThatThrownBy(() -> track("person"))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("GRANT REPLICATION SLAVE, REPLICATION CLIENT");
    database
        .asAdmin()
        .run("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + database.user() + "'@'%'");
  }
}
