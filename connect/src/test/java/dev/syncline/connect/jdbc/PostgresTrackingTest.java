package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.connect.testing.TrackingContract;
import dev.syncline.core.model.Key;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Capture by triggers in PostgreSQL. */
class PostgresTrackingTest extends TrackingContract {
  PostgresTrackingTest() {
    super(Brand.POSTGRESQL);
  }

  @Override
  protected void keepDiary() throws SQLException {
    database.run(
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO diary VALUES (NEW.id, 'made'); RETURN NULL; END $$",
        "CREATE TRIGGER note AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION note()");
  }

  @Override
  protected void widen(String table, String column) throws SQLException {
    database.run("ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE bigint");
  }

  @Override
  protected String dropTrigger(String trigger, String table) {
    return super.dropTrigger(trigger, table) + " ON " + table;
  }

  @Test
  void everyWayToWrite() throws Exception {
    track("person");
    try (Connection connection = database.open()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY person FROM STDIN", new StringReader("1\tann\t30\n2\tbob\t40\n"));
    }
    assertThat(marks("person")).containsExactly("-→1", "-→2");
    assertThat(
            marksOf(
                "person",
                "INSERT INTO person VALUES (2, 'bob', 41), (3, 'cyd', 50)"
                    + " ON CONFLICT (id) DO UPDATE SET age = excluded.age"))
        .containsExactlyInAnyOrder("2→2", "-→3");
    assertThat(
            marksOf(
                "person",
                TestDatabases.postgresVersion() >= 15
                    ? "MERGE INTO person p USING (VALUES (1), (2), (9)) v (id) ON p.id = v.id"
                        + " WHEN MATCHED AND v.id = 1 THEN DELETE"
                        + " WHEN MATCHED THEN UPDATE SET age = 5"
                        + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'ida', 1)"
                    : "WITH gone AS (DELETE FROM person WHERE id = 1),"
                        + " new AS (INSERT INTO person VALUES (9, 'ida', 1))"
                        + " UPDATE person SET age = 5 WHERE id = 2"))
        .containsExactlyInAnyOrder("1→-", "2→2", "-→9");
    assertThat(
            marksOf(
                "person",
                "WITH gone AS (DELETE FROM person WHERE id = 9 RETURNING id)"
                    + " UPDATE person SET age = 7 WHERE id = 3"))
        .containsExactlyInAnyOrder("9→-", "3→3");
    assertThat(marksOf("person", "TRUNCATE person")).containsExactly("all");
    assertThat(read(STORE, "person")).first().matches(Mark::whole);
  }

  @Test
  void whatKeepsMarksFromBeingClearedAwayIsSaid() throws SQLException {
    track("person");
    try (Connection old = database.open();
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT count(*) FROM person");
      assertThat(tracking.burden(STORE)).isEmpty();
      database.run(
          "DO $$ BEGIN FOR i IN 1..101000 LOOP BEGIN INSERT INTO diary VALUES (i, 'x');"
              + " EXCEPTION WHEN unique_violation THEN NULL; END; END LOOP; END $$");
      assertThat(tracking.burden(STORE).orElseThrow().text())
          .contains("cannot clear away marks that were dealt with")
          .contains("a transaction of " + database.user())
          .contains("End it");
    }
  }

  @Test
  void partitionsOfPartitions() throws Exception {
    database.run(
        "CREATE TABLE part (id integer, region text, name text, PRIMARY KEY (id, region)) PARTITION BY LIST (region)",
        "CREATE TABLE part_a PARTITION OF part FOR VALUES IN ('a')",
        "CREATE TABLE part_b PARTITION OF part FOR VALUES IN ('b') PARTITION BY RANGE (id)",
        "CREATE TABLE part_b1 (name text, region text NOT NULL, id integer NOT NULL)",
        "ALTER TABLE part_b ATTACH PARTITION part_b1 FOR VALUES FROM (0) TO (1000)");
    track("part");
    database.run("INSERT INTO part VALUES (1, 'a', 'x'), (2, 'b', 'y')");
    assertThat(marks("part")).containsExactlyInAnyOrder("-→1, a", "-→2, b");
    assertThat(marksOf("part", "INSERT INTO part_b1 VALUES ('z', 'b', 3)"))
        .containsExactly("-→3, b");
    assertThat(marksOf("part", "UPDATE part_b SET name = 'v'"))
        .containsExactlyInAnyOrder("2, b→2, b", "3, b→3, b");
    assertThat(marksOf("part", "UPDATE part SET region = 'b' WHERE id = 1"))
        .as("to another partition")
        .containsExactly("1, a→1, b");
    assertThat(
            marksOf(
                "part",
                "UPDATE part SET id = id + 10, region = CASE WHEN id = 2 THEN 'a' ELSE region END"))
        .containsExactlyInAnyOrder("1, b→11, b", "2, b→12, a", "3, b→13, b");
    assertThat(marksOf("part", "DELETE FROM part_a")).containsExactly("12, a→-");
    assertThat(marksOf("part", "TRUNCATE part_b1")).containsOnly("all").hasSize(1);
    assertThat(marksOf("part", "TRUNCATE part")).containsOnly("all");

    database.run("CREATE TABLE part_c PARTITION OF part FOR VALUES IN ('c')");
    assertThat(String.join("\n", tracking.statements(STORE, "part")))
        .contains("part_c")
        .doesNotContain("part_a");
    track("part");
    assertThat(marksOf("part", "INSERT INTO part_c VALUES (4, 'c', 'z')"))
        .containsExactly("-→4, c");
    database.run("ALTER TABLE part DETACH PARTITION part_c");
    assertThat(String.join("\n", tracking.statements(STORE, "part"))).contains("DROP TRIGGER");
    track("part");
    assertThat(marksOf("part", "INSERT INTO part_c VALUES (5, 'c', 'z')")).isEmpty();
    assertThat(tracking.blindSpots("part")).anyMatch(s -> s.contains("ATTACH"));
  }

  /** A moved row that a trigger of its new partition swallows must not shift the pairs. */
  @Test
  void aSwallowedMoveDoesNotMixUpKeys() throws Exception {
    database.run(
        "CREATE TABLE part (id integer, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region)",
        "CREATE TABLE part_a PARTITION OF part FOR VALUES IN ('a')",
        "CREATE TABLE part_b PARTITION OF part FOR VALUES IN ('b')",
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF NEW.id = 1 THEN RETURN NULL; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER swallow BEFORE INSERT ON part_b FOR EACH ROW EXECUTE FUNCTION swallow()",
        "INSERT INTO part VALUES (1, 'a'), (2, 'a'), (3, 'a')");
    track("part");
    database.run("UPDATE part SET region = 'b'");
    assertThat(marks("part"))
        .containsExactlyInAnyOrder("1, a→-", "2, a→-", "3, a→-", "-→2, b", "-→3, b");
  }

  @Test
  void inheritedTables() throws Exception {
    database.run("CREATE TABLE pupil (school text, PRIMARY KEY (id)) INHERITS (person)");
    track("person");
    assertThat(marksOf("person", "INSERT INTO pupil VALUES (5, 'eve', 9, 'x')"))
        .containsExactly("-→5");
    assertThat(marksOf("person", "UPDATE person SET age = 10")).containsExactly("5→5");
  }

  @Test
  void cascadesAndReplayedChanges() throws Exception {
    database.run(
        "CREATE TABLE child (id integer PRIMARY KEY, person integer REFERENCES person ON DELETE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE toy (id integer PRIMARY KEY, child integer REFERENCES child ON DELETE SET NULL)",
        "INSERT INTO person VALUES (1, 'ann', 30)",
        "INSERT INTO child VALUES (10, 1), (11, 1)",
        "INSERT INTO toy VALUES (100, 10)");
    track("child", "toy");
    assertThat(marksOf("child", "UPDATE person SET id = 2"))
        .containsExactlyInAnyOrder("10→10", "11→11");
    forgetAll("child");
    Scene.applied(
        scene.write(scene.update(scene.shape("person"), Key.of(2L), Map.of("id", 3L))).getFirst());
    assertThat(marks("child")).as("not ours").containsExactlyInAnyOrder("10→10", "11→11");
    assertThat(marksOf("child", "DELETE FROM person")).containsExactlyInAnyOrder("10→-", "11→-");
    assertThat(marks("toy")).containsExactly("100→100");
    ownCascadesWithinATable();
    String[] asReplica = {
      "SET session_replication_role = replica", "INSERT INTO child VALUES (12, 7)"
    };
    forgetAll("child");
    database.asAdmin().run(asReplica);
    assertThat(marks("child")).containsExactly("-→12");
  }

  /** What a delete does to other rows of the same table is not what the task has written. */
  private void ownCascadesWithinATable() throws SQLException {
    database.run(
        "CREATE TABLE node (id integer PRIMARY KEY, parent integer REFERENCES node ON DELETE SET NULL)",
        "INSERT INTO node VALUES (1, NULL), (2, 1)");
    track("node");
    scene.write(scene.delete(scene.shape("node"), Key.of(1L)));
    assertThat(marks("node")).containsExactlyInAnyOrder("1→-", "2→2");
  }

  @Test
  void onlyTheDirectWriteIsOurs() throws Exception {
    database.run(
        "CREATE FUNCTION echo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " UPDATE person SET age = 99 WHERE id = NEW.id + 1; RETURN NULL; END $$",
        "CREATE TRIGGER echo AFTER UPDATE OF name ON person FOR EACH ROW EXECUTE FUNCTION echo()",
        "INSERT INTO person VALUES (1, 'ann', 30), (2, 'bob', 40)");
    track("person");
    scene.write(scene.update(scene.shape("person"), Key.of(1L), Map.of("name", "anna")));
    assertThat(marks("person")).containsExactlyInAnyOrder("1→1 by " + OWN, "2→2");
    forgetAll("person");
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "SET LOCAL syncline.origin = 'elsewhere:9'; SET LOCAL syncline.object = '\"public\".\"person\"'");
      statement.execute("UPDATE person SET age = 1 WHERE id = 1");
      connection.commit();
      statement.execute("UPDATE person SET age = 2 WHERE id = 1");
      connection.commit();
    }
    assertThat(marks("person")).containsExactly("1→1 by elsewhere:9", "1→1");
  }

  @Test
  void usersNeedNoRightsOfOurs() throws Exception {
    track("person");
    TestDatabase admin = database.asAdmin();
    String name = database.url().replaceAll(".*/", "");
    admin.run(
        "DROP ROLE IF EXISTS clerk",
        "CREATE ROLE clerk LOGIN PASSWORD 'clerk'",
        "GRANT INSERT, UPDATE, DELETE, SELECT ON person TO clerk",
        "GRANT TEMPORARY, CREATE ON DATABASE " + name + " TO clerk");
    TestDatabase clerk = new TestDatabase(database.url(), "clerk", "clerk", "", "");
    clerk.run(
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine.nullif(text, text) RETURNS text LANGUAGE sql AS 'SELECT ''fooled'''",
        "SET search_path = mine, pg_catalog, public",
        "CREATE TEMP TABLE syncline_new (id integer)",
        "INSERT INTO public.person VALUES (1, 'ann', 30)",
        "UPDATE public.person SET id = 2");
    assertThat(marks("person")).containsExactly("-→1", "1→2");
    assertThatThrownBy(() -> clerk.run("DELETE FROM syncline." + markTable()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("denied");
    admin.run("DROP SCHEMA mine CASCADE", "REVOKE ALL ON person FROM clerk");
  }

  private String markTable() {
    return scene.connector.footprint().stream()
        .filter(w -> w.startsWith("table") && w.contains("_marks_"))
        .map(w -> w.replaceAll("^table syncline\\.(\\S+) .*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatAnAdministratorHasToRunIsTold() throws Exception {
    TestDatabase admin = database.asAdmin();
    admin.run(
        "CREATE TABLE secret (id integer PRIMARY KEY, v text)",
        "GRANT SELECT, TRIGGER ON secret TO app",
        "ALTER SCHEMA syncline OWNER TO postgres",
        "GRANT USAGE ON SCHEMA syncline TO app");
    assertThatThrownBy(() -> track("secret"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
        .hasMessageContaining("CREATE TRIGGER")
        .message()
        .as("nobody is made a superuser")
        .doesNotContain("GRANT \"postgres\"");
    assertThat(tracking.privileges(STORE, "secret")).isEmpty();
    admin.run(tracking.statements(STORE, "secret").toArray(String[]::new));
    assertThat(tracking.statements(STORE, "secret")).isEmpty();
    admin.run("INSERT INTO secret VALUES (1, 'x')");
    assertThat(marks("secret")).containsExactly("-→1");
    forgetAll("secret");
    admin.run(
        "REVOKE ALL ON ALL TABLES IN SCHEMA syncline FROM app",
        "GRANT ALL ON syncline.owner, syncline.applied TO app");
    assertThat(tracking.statements(STORE, "secret")).singleElement().asString().startsWith("GRANT");
  }

  @Test
  void aFailureLeavesNothing() throws Exception {
    TestDatabase admin = database.asAdmin();
    scene.connector.uninstall();
    String owner = "owner_" + database.url().replaceAll(".*/", "");
    admin.run(
        "CREATE ROLE " + owner,
        "CREATE TABLE lent (id integer PRIMARY KEY, v text)",
        "ALTER TABLE lent OWNER TO " + owner,
        // A trigger can be made with this; only its owner enables it always, or drops it.
        "GRANT ALL ON lent TO app");
    assertThatThrownBy(() -> track("lent"))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
        .hasMessageContaining("CREATE SCHEMA syncline")
        .hasMessageContaining("AFTER INSERT ON")
        .hasMessageContaining("AFTER TRUNCATE ON")
        .hasMessageContaining("GRANT \"" + owner + "\" TO \"app\"");
    assertThat(scene.connector.footprint()).isEmpty();
    admin.run(tracking.statements(STORE, "lent").toArray(String[]::new));
    assertThat(tracking.statements(STORE, "lent")).isEmpty();
  }

  @Test
  void aDisabledTriggerIsEnabledAgain() throws Exception {
    track("person");
    database.run("ALTER TABLE person DISABLE TRIGGER ALL");
    assertThat(tracking.statements(STORE, "person"))
        .hasSize(4)
        .allMatch(s -> s.contains("ENABLE ALWAYS"));
    track("person");
    assertThat(marksOf("person", "INSERT INTO person VALUES (1, 'ann', 30)"))
        .containsExactly("-→1");
  }

  @Test
  void everyTypeOfKey() throws Exception {
    database.run(
        "CREATE TYPE mood AS ENUM ('glad', 'sad')",
        "CREATE DOMAIN code AS varchar(5) NOT NULL CHECK (VALUE <> '')",
        "CREATE TABLE typed (a code, b mood, c char(4), d numeric(8,2), e uuid, f timestamptz(3), g bytea, h bit(1), i smallint, j date, k boolean, note text, PRIMARY KEY (a, b, c, d, e, f, g, h, i, j, k))");
    track("typed");
    database.run(
        "INSERT INTO typed VALUES ('x', 'sad', 'ab', 1.50, '123e4567-e89b-12d3-a456-426614174000', '2024-01-01 00:00:00.123+02', '\\x00ff', B'1', 7, 'infinity', true)");
    Key key = scene.all(scene.shape("typed")).getFirst().key();
    assertThat(read(STORE, "typed").getFirst().after()).isEqualTo(key);
    database.run("DELETE FROM typed");
    assertThat(read(STORE, "typed").getLast().before()).isEqualTo(key);
  }

  @Test
  void tablesOfOtherSchemas() throws Exception {
    database.run(
        "CREATE SCHEMA \"my.own\"", "CREATE TABLE \"my.own\".person (id integer PRIMARY KEY)");
    track("person", "\"my.own\".person");
    database.run("INSERT INTO \"my.own\".person VALUES (1)");
    assertThat(marks("person")).isEmpty();
    assertThat(marks("\"my.own\".person")).containsExactly("-→1");
    try (Connector connector = brand.open(database)) {
      assertThat(connector.objects()).containsExactly("\"my.own\".person", "diary", "person");
    }
  }
}
