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
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The log of PostgreSQL. */
class PostgresLogTest extends LogContract {
  @Override
  TestDatabase create() throws SQLException {
    TestDatabase made = TestDatabases.postgres();
    made.asAdmin().run("ALTER ROLE " + made.user() + " REPLICATION");
    return made;
  }

  @Override
  String type() {
    return "postgresql";
  }

  @Override
  List<String[]> keys() {
    return List.of(
        new String[] {"bigint", "9007199254740993"},
        new String[] {"smallint", "7"},
        new String[] {"text", "'Ünï, \"x\"'"},
        new String[] {"char(5)", "'ab'"},
        new String[] {"uuid", "'6f1a3c1e-8d6e-4b58-9a8c-0d4d3f1b2a10'"},
        new String[] {"date", "'2024-02-29'"},
        new String[] {"numeric(12,3)", "1234.5"});
  }

  @Override
  void putBack() throws SQLException {
    assertThat(causes("person")).singleElement().asString().contains("somebody else has read");
  }

  @Test
  void aDroppedSlotIsFoundAndMadeAgain() throws SQLException {
    track("person");
    forgetAll("person");
    connector.close();
    dropSlot();
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    connect();
    assertThat(causes("person")).singleElement().asString().contains("is gone");
    forgetAll("person");
    database.run("INSERT INTO person VALUES (2, 'bob', 30)");
    assertThat(marks("person")).containsExactly("-→2");
  }

  private void dropSlot() throws SQLException {
    database
        .asAdmin()
        .run(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database ="
                + " current_database()");
  }

  @Test
  void aSlotMadeAnewUnderTheSameNameIsNotTrusted() throws SQLException {
    track("person");
    forgetAll("person");
    connector.close();
    String name =
        text("SELECT slot_name FROM pg_replication_slots WHERE database = current_database()");
    dropSlot();
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    database.asAdmin().run("SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
    connect();
    assertThat(causes("person")).singleElement().asString().contains("made anew");
  }

  @Test
  void aReaderThatIsCutOffReadsOn() throws SQLException {
    track("person");
    forgetAll("person");
    for (int i = 1; i <= 3; i++) {
      database
          .asAdmin()
          .run(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                  + " current_database() AND pid <> pg_backend_pid()");
      database.run("INSERT INTO person VALUES (" + i + ", 'ann', 30)");
      assertThat(marks("person")).contains("-→" + i).doesNotContain("all");
    }
  }

  /** The log tells of a commit before others see it, the more so while it waits for a standby. */
  @Test
  void whatNobodySeesYetIsNotMarked() throws Exception {
    TestDatabase admin = database.asAdmin();
    admin.run(
        "ALTER DATABASE "
            + database.url().substring(database.url().lastIndexOf('/') + 1)
            + " SET synchronous_commit = local");
    track("person");
    forgetAll("person");
    admin.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
    FutureTask<Boolean> user =
        new FutureTask<>(
            () -> {
              database.run(
                  "SET synchronous_commit = on", "INSERT INTO person VALUES (1, 'ann', 30)");
              return true;
            });
    FutureTask<List<String>> marks = new FutureTask<>(() -> marks("person"));
    try {
      Thread.ofPlatform().start(user);
      while (!text(SYNC).equals("1")) {
        Thread.sleep(10);
      }
      Thread.ofPlatform().start(marks);
      while (!text(SENT).equals("t")) {
        Thread.sleep(10);
      }
      assertThat(there("person")).isEmpty();
      assertThat(text("SELECT count(*) FROM person")).isEqualTo("0");
    } finally {
      admin.run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }
    user.get();
    assertThat(marks.get()).containsExactly("-→1");
  }

  private static final String SYNC =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event ="
          + " 'SyncRep'";

  private static final String SENT =
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE"
          + " '%pg_snapshot_xmax%' AND pid <> pg_backend_pid())";

  @Test
  void whatIsKeptBackIsLetGoWhenItIsTooMuch() throws SQLException {
    track("person");
    forgetAll("person");
    connector.close();
    database.run(
        "CREATE TABLE other (t text)",
        "INSERT INTO other SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
    connect();
    assertThat(tracking.burden(STORE).orElseThrow().text()).contains("keeps");
    assertThat(tracking.burden(STORE).orElseThrow().bytes()).isGreaterThan(1 << 20);
    tracking.catchUp(STORE, 1 << 20, () -> false);
    assertThat(causes("person")).singleElement().asString().contains("more than log-keep");
    assertThat(kept()).isLessThan(1 << 20);
  }

  @Test
  void whatIsReadIsNotKeptBack() throws SQLException {
    track("person");
    for (int i = 0; i < 3; i++) {
      database.run(
          "INSERT INTO person SELECT i, 'x', 1 FROM generate_series("
              + (5000 * i + 1)
              + ", "
              + 5000 * (i + 1)
              + ") i");
      marks("person");
      again();
    }
    database.asAdmin().run("CHECKPOINT");
    assertThat(marks("person")).doesNotContain("all");
    connector.close();
    assertThat(kept()).isLessThan(1 << 20);
    connect();
  }

  private long kept() throws SQLException {
    return Long.parseLong(
        text(
            "SELECT pg_current_wal_lsn() - confirmed_flush_lsn FROM pg_replication_slots WHERE"
                + " database = current_database()"));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void theServersBoundIsFound() throws SQLException {
    track("person");
    forgetAll("person");
    connector.close();
    TestDatabase admin = database.asAdmin();
    admin.run("ALTER SYSTEM SET max_slot_wal_keep_size = '16MB'", "SELECT pg_reload_conf()");
    try {
      database.run("CREATE TABLE other (t text)");
      for (int i = 0; !text(STATUS).equals("lost"); i++) {
        assertThat(i).isLessThan(60);
        database.run("INSERT INTO other SELECT repeat('x', 1000) FROM generate_series(1, 10000)");
        admin.run("SELECT pg_switch_wal()", "CHECKPOINT");
      }
      connect();
      assertThat(causes("person")).singleElement().asString().contains("gave up the log");
    } finally {
      admin.run("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
    forgetAll("person");
    database.run("INSERT INTO person VALUES (2, 'bob', 30)");
    assertThat(marks("person")).containsExactly("-→2");
  }

  private static final String STATUS =
      "SELECT wal_status FROM pg_replication_slots WHERE database = current_database()";

  @Test
  void partitionsAreToldUnderTheTablesName() throws SQLException {
    database.run(
        "CREATE TABLE event (id integer PRIMARY KEY, t text) PARTITION BY RANGE (id)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (100)");
    track("event");
    forgetAll("event");
    database.run(
        "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (100) TO (200)",
        "INSERT INTO event VALUES (1, 'a'), (101, 'b')",
        "UPDATE event_2 SET t = 'c'",
        "UPDATE event SET id = 50 WHERE id = 101");
    assertThat(marks("event")).contains("-→1", "-→101", "101→101", "-→50", "101→-");
    tracking.untrack(STORE, List.of("event"));
  }

  @Test
  void whatStandsInTheWayIsSaid() throws SQLException {
    database.run(
        "CREATE TABLE keyless (id integer UNIQUE NOT NULL)",
        "CREATE UNLOGGED TABLE passing (id integer PRIMARY KEY)",
        "CREATE TABLE silent (id integer PRIMARY KEY)",
        "ALTER TABLE silent REPLICA IDENTITY NOTHING",
        "CREATE TABLE timed (at timestamp PRIMARY KEY)");
    assertThat(tracking.obstacle("keyless").orElseThrow()).contains("no primary key");
    assertThat(tracking.obstacle("passing").orElseThrow()).contains("SET LOGGED");
    assertThat(tracking.obstacle("silent").orElseThrow()).contains("REPLICA IDENTITY DEFAULT");
    assertThat(tracking.obstacle("timed").orElseThrow()).contains("is not read from the log");
    assertThat(tracking.obstacle("person")).isEmpty();
  }

  @Test
  void whoMayNotIsToldWhatToGrant() throws SQLException {
    database.asAdmin().run("ALTER ROLE " + database.user() + " NOREPLICATION");
    try {
      assertThatThrownBy(() -> track("person"))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContaining("ALTER ROLE \"" + database.user() + "\" REPLICATION");
    } finally {
      database.asAdmin().run("ALTER ROLE " + database.user() + " REPLICATION");
    }
  }
}
