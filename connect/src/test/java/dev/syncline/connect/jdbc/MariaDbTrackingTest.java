package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TrackingContract;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Capture by triggers in MariaDB. */
class MariaDbTrackingTest extends TrackingContract {
  MariaDbTrackingTest() {
    super(Brand.MARIADB);
  }

  @Override
  protected void keepDiary() throws SQLException {
    database.run(
        "CREATE TRIGGER note AFTER INSERT ON person FOR EACH ROW"
            + " INSERT INTO diary VALUES (NEW.id, 'made')");
  }

  @Override
  protected void widen(String table, String column) throws SQLException {
    database.run("ALTER TABLE " + table + " MODIFY " + column + " bigint");
  }

  @Test
  void everyWayToWrite() throws Exception {
    track("person");
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      statement
          .unwrap(org.mariadb.jdbc.Statement.class)
          .setLocalInfileInputStream(
              new ByteArrayInputStream(
                  "1\tann\t30\n2\tbob\t40\n".getBytes(StandardCharsets.UTF_8)));
      statement.execute("LOAD DATA LOCAL INFILE 'x' INTO TABLE person");
    }
    assertThat(marks("person")).containsExactly("-→1", "-→2");
    assertThat(
            marksOf(
                "person",
                "INSERT INTO person VALUES (2, 'bob', 41), (3, 'cyd', 50)"
                    + " ON DUPLICATE KEY UPDATE age = VALUES(age)"))
        .containsExactly("2→2", "-→3");
    assertThat(marksOf("person", "REPLACE INTO person VALUES (9, 'ann', 1)"))
        .as("by the other unique key")
        .contains("1→-", "-→9");
    assertThat(marksOf("person", "INSERT INTO person SELECT id + 20, NULL, age FROM person"))
        .containsExactlyInAnyOrder("-→22", "-→23", "-→29");
    assertThat(
            marksOf(
                "person",
                "UPDATE person a JOIN person b ON b.id = a.id + 20 SET a.age = 1, b.age = 2"))
        .containsExactlyInAnyOrder("2→2", "3→3", "9→9", "22→22", "23→23", "29→29");
  }

  private void family() throws SQLException {
    database.run(
        "CREATE TABLE child (id integer PRIMARY KEY, person integer, FOREIGN KEY (person) REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE toy (child integer, n integer, PRIMARY KEY (child, n), FOREIGN KEY (child) REFERENCES child (id) ON DELETE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE part (id integer PRIMARY KEY, child integer, n integer, FOREIGN KEY (child, n) REFERENCES toy (child, n) ON DELETE SET NULL ON UPDATE CASCADE)",
        "INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)",
        "INSERT INTO child VALUES (10, 1), (11, 1), (12, 2)",
        "INSERT INTO toy VALUES (10, 1), (10, 2), (12, 1)",
        "INSERT INTO part VALUES (100, 10, 1), (101, 12, 1), (102, NULL, NULL)");
  }

  @Test
  void cascadesOfSeveralLevels() throws Exception {
    family();
    track("child", "toy", "part");
    database.run("UPDATE person SET id = 5 WHERE id = 1");
    assertThat(marks("child")).containsExactlyInAnyOrder("10→10", "11→11");
    assertThat(marks("toy")).isEmpty();
    assertThat(marksOf("toy", "UPDATE child SET id = 20 WHERE id = 10"))
        .as("the key goes along")
        .containsExactlyInAnyOrder("10, 1→20, 1", "10, 2→20, 2");
    assertThat(marks("part")).containsExactly("100→100");
    forgetAll("part");
    forgetAll("child");
    assertThat(marksOf("toy", "DELETE FROM person WHERE id = 5"))
        .containsExactlyInAnyOrder("20, 1→-", "20, 2→-");
    assertThat(marks("child")).containsExactlyInAnyOrder("20→-", "11→-");
    assertThat(marks("part")).containsExactly("100→100");
    assertThat(marksOf("part", "UPDATE person SET age = 1")).isEmpty();
    tracking.untrack(STORE, List.of("child", "toy", "part"));
    assertThat(scene.connector.footprint()).noneMatch(w -> w.startsWith("trigger"));
  }

  /** Triggers read the child, and so may the statement that fires them. */
  @Test
  void statementsThatReadTheChildStillWork() throws Exception {
    family();
    track("person", "child");
    assertThat(
            marksOf(
                "child", "DELETE FROM person WHERE id IN (SELECT person FROM child WHERE id = 10)"))
        .containsExactlyInAnyOrder("10→-", "11→-");
    assertThat(marksOf("child", "DELETE p, c FROM person p JOIN child c ON c.person = p.id"))
        .contains("12→-");
    assertThat(
            marksOf(
                "child",
                "LOCK TABLES person WRITE",
                "INSERT INTO person VALUES (7, 'x', 1)",
                "DELETE FROM person",
                "UNLOCK TABLES"))
        .isEmpty();
  }

  /** What is committed after a transaction's snapshot began is not in it, but is deleted by it. */
  @Test
  void anOldSnapshotDoesNotHideChildren() throws Exception {
    family();
    track("child");
    try (Connection old = database.open();
        Statement statement = old.createStatement()) {
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      old.setAutoCommit(false);
      statement.executeQuery("SELECT * FROM child").close();
      database.run("INSERT INTO child VALUES (13, 1)");
      forgetAll("child");
      statement.execute("DELETE FROM person WHERE id = 1");
      old.commit();
    }
    assertThat(marks("child")).containsExactlyInAnyOrder("10→-", "11→-", "13→-");
  }

  @Test
  void whatOwnWritesCascadeToIsNotOurs() throws Exception {
    family();
    track("child", "toy");
    Shape shape = scene.shape("child");
    Scene.applied(scene.write(scene.update(shape, Key.of(10L), Map.of("id", 30L))).getFirst());
    assertThat(marks("child")).containsExactly("10→30 by " + OWN);
    assertThat(marks("toy")).containsExactlyInAnyOrder("10, 1→30, 1", "10, 2→30, 2");
  }

  @Test
  void cascadesWithinATable() throws Exception {
    database.run(
        "CREATE TABLE node (id integer PRIMARY KEY, parent integer, FOREIGN KEY (parent) REFERENCES node (id) ON DELETE CASCADE)",
        "CREATE TABLE leaf (id integer PRIMARY KEY, node integer, FOREIGN KEY (node) REFERENCES node (id) ON DELETE CASCADE)",
        "INSERT INTO node VALUES (1, NULL), (2, 1), (3, 1), (4, 2), (5, NULL), (6, 5)",
        "INSERT INTO leaf VALUES (10, 5), (11, 6), (12, 4)");
    track("node", "leaf");
    assertThat(marksOf("node", "DELETE FROM node WHERE id = 5"))
        .containsExactlyInAnyOrder("5→-", "6→-");
    assertThat(marks("leaf")).containsExactlyInAnyOrder("10→-", "11→-");
    assertThat(marksOf("node", "DELETE FROM node WHERE id = 1"))
        .as("deeper than triggers follow")
        .contains("1→-", "2→-", "3→-", "all");
    assertThat(marks("leaf")).contains("all");
    assertThat(
            marksOf("node", "INSERT INTO node VALUES (7, NULL)", "DELETE FROM node WHERE id = 7"))
        .containsExactly("-→7", "7→-");
  }

  @Test
  void twoParentsAndACircle() throws Exception {
    database.run(
        "CREATE TABLE a (id integer PRIMARY KEY, b integer)",
        "CREATE TABLE b (id integer PRIMARY KEY, a integer, p integer, FOREIGN KEY (a) REFERENCES a (id) ON DELETE CASCADE, FOREIGN KEY (p) REFERENCES person (id) ON DELETE SET NULL ON UPDATE SET NULL)",
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id) ON DELETE CASCADE",
        "INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)",
        "INSERT INTO a VALUES (1, NULL), (2, NULL), (3, NULL)",
        "INSERT INTO b VALUES (1, 1, 1), (2, 2, 1), (3, 3, 2)",
        "UPDATE a SET b = 1 WHERE id = 2");
    track("a", "b");
    assertThat(marksOf("b", "UPDATE person SET id = 9 WHERE id = 1"))
        .containsExactlyInAnyOrder("1→1", "2→2");
    assertThat(marksOf("b", "DELETE FROM person WHERE id = 2")).containsExactly("3→3");
    assertThat(marksOf("a", "DELETE FROM a WHERE id = 1")).contains("1→-", "2→-");
    assertThat(marks("b")).contains("1→-", "all");
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)")) {
      row.next();
      assertThat(row.getInt(1)).isEqualTo(1);
      assertThat(row.getInt(2)).isEqualTo(1);
    }
  }

  @Test
  void usersOwnTriggersGoOn() throws Exception {
    database.run(
        "CREATE TRIGGER early BEFORE INSERT ON person FOR EACH ROW SET NEW.id = NEW.id + 100",
        "CREATE TRIGGER late AFTER INSERT ON person FOR EACH ROW INSERT INTO diary VALUES (NEW.id, 'late')");
    track("person", "diary");
    database.run(
        "CREATE TRIGGER later AFTER INSERT ON person FOR EACH ROW INSERT INTO diary VALUES (NEW.id + 1, 'later')",
        "INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→101");
    assertThat(marks("diary")).containsExactlyInAnyOrder("-→101", "-→102");
  }

  @Test
  void aSessionThatIsUsedAgainIsNotOurs() throws Exception {
    track("person");
    ConnectionSpec spec = brand.spec(database);
    Bounds bounds = spec.bounds();
    ConnectionSpec one =
        spec.within(
            new Bounds(1, bounds.lockTimeout(), bounds.statementTimeout(), bounds.valueBytes()));
    try (Scene single = new Scene(Connections.open(one))) {
      Shape shape = single.shape("person");
      Scene.applied(single.write(single.insert(shape, Map.of("id", 1L, "name", "a"))).getFirst());
      assertThat(
              Scene.rejected(
                      single.write(single.insert(shape, Map.of("id", 2L, "name", "a"))).getFirst())
                  .message())
          .isNotEmpty();
      single.connector.execute(List.of("INSERT INTO person VALUES (3, 'c', 1)"));
    }
    assertThat(marks("person")).containsExactly("-→1 by " + OWN, "-→3");
  }

  @Test
  void usersNeedNoRightsOfOurs() throws Exception {
    track("person");
    TestDatabase admin = database.asAdmin();
    String name = database.url().replaceAll(".*/", "");
    admin.run(
        "CREATE OR REPLACE USER clerk@'%' IDENTIFIED BY 'clerk'",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON " + name + ".person TO clerk@'%'");
    TestDatabase clerk = new TestDatabase(database.url(), "clerk", "clerk", "", "");
    clerk.run("INSERT INTO person VALUES (1, 'ann', 30)", "UPDATE person SET id = 2");
    assertThat(marks("person")).containsExactly("-→1", "1→2");
    admin.run("DROP USER clerk@'%'");
  }

  @Test
  void whatAnAdministratorHasToRunIsTold() throws Exception {
    TestDatabase admin = database.asAdmin();
    String name = database.url().replaceAll(".*/", "");
    admin.run("REVOKE TRIGGER, CREATE, DROP ON " + name + ".* FROM 'app'@'%'");
    reopen();
    assertThatThrownBy(() -> track("person"))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.DENIED);
              assertThat(e.getMessage())
                  .contains("CREATE TRIGGER", "CREATE TABLE", "GRANT TRIGGER ON", "TO 'app'@'%'");
              for (String sql : administrators(e.getMessage())) {
                assertThat(sql).isNotBlank();
              }
            });
    try {
      track("person");
    } catch (ConnectorException e) {
      admin.run(administrators(e.getMessage()));
    }
    reopen();
    assertThat(tracking.statements(STORE, "person")).isEmpty();
    database.run("INSERT INTO person VALUES (1, 'ann', 30)");
    assertThat(marks("person")).containsExactly("-→1");
    forgetAll("person");
  }

  @Test
  void aFailureLeavesNothing() throws Exception {
    String name = database.url().replaceAll(".*/", "");
    database.asAdmin().run("REVOKE TRIGGER ON " + name + ".* FROM 'app'@'%'");
    reopen();
    assertThatThrownBy(() -> track("person"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
        .hasMessageContaining("CREATE TABLE");
    assertThat(scene.connector.footprint()).noneMatch(w -> w.contains("_marks_"));
  }

  private static String[] administrators(String message) {
    String first =
        message.substring(message.indexOf("run:\n") + 5, message.indexOf("or give the user"));
    return first.strip().split(";\n|;$");
  }

  @Test
  void everyTypeOfKey() throws Exception {
    database.run(
        "CREATE TABLE typed (a char(4) CHARACTER SET latin1, b enum('x', 'it''s'), c decimal(8,2), d datetime(3), e timestamp, f binary(4), g varbinary(9), h bit(9), i smallint unsigned, j date, k boolean, l year, m time, n uuid, o bigint unsigned, note text, PRIMARY KEY (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o))");
    track("typed");
    database.run(
        "INSERT INTO typed VALUES ('é', 'it''s', 1.50, '2024-01-01 00:00:00.123', '2024-01-01 00:00:00', x'00ff', x'ff00', b'100000001', 65535, '2024-02-29', true, 2024, '838:59:59', '123e4567-e89b-12d3-a456-426614174000', 18446744073709551615, 'x')");
    Key key = scene.all(scene.shape("typed")).getFirst().key();
    assertThat(read(STORE, "typed").getFirst().after()).isEqualTo(key);
    database.run("DELETE FROM typed");
    assertThat(read(STORE, "typed").getLast().before()).isEqualTo(key);
  }

  @Test
  void whatTriggersDoNotSeeIsSaid() {
    assertThat(tracking.blindSpots("person")).anyMatch(s -> s.contains("TRUNCATE"));
  }
}
