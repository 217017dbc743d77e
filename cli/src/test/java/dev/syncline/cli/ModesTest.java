package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Types and modes of a sync whose source is a model, over SQLite. What came of it is asked in SQL.
 */
class ModesTest {
  private static final String PEOPLE =
      "SELECT email || '|' || coalesce(city, '-') FROM person ORDER BY email";

  @TempDir Path folder;
  private Shell shell;
  private TestDatabase warehouse;
  private TestDatabase crm;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    warehouse = TestDatabases.sqlite(folder.resolve("warehouse.db"));
    crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    warehouse.run(
        "CREATE TABLE visitor (id INTEGER PRIMARY KEY, email VARCHAR(60) NOT NULL UNIQUE,"
            + " city VARCHAR(40), gone INTEGER NOT NULL DEFAULT 0)",
        "INSERT INTO visitor (id, email, city) VALUES (1, 'ann', 'Aarhus'), (2, 'bob', 'Bern'),"
            + " (3, 'cid', 'Cork')");
    crm.run(
        "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, email VARCHAR(60) NOT NULL UNIQUE,"
            + " city VARCHAR(40) DEFAULT 'Nowhere', seen INTEGER)");
  }

  private void configure(String more) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          warehouse: { type: sqlite, url: "jdbc:sqlite:warehouse.db" }
          crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
        models:
          visits:
            connection: warehouse
            key: id
            sql: SELECT id, email, city FROM visitor WHERE gone = 0
        syncs:
          people:
            id: 1
            source: warehouse
            target: crm
            direction: to-target
            tasks:
              - name: people
                id: 1
                source: visits
                target: person
                match: [ "email <-> email" ]
                fields: [ email -> email, city -> city ]
        MORE\
        """
            .replace("MORE", more.strip().indent(8)));
  }

  private JsonNode call(int exit, String... args) {
    List<String> all = new java.util.ArrayList<>(List.of(args));
    all.addAll(List.of("--output", "json"));
    Shell.Said said = shell.call(all.toArray(String[]::new));
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said.json();
  }

  private JsonNode task(int exit, String... args) {
    return call(exit, args).get("syncs").get(0).get("tasks").get(0);
  }

  private static String rows(JsonNode task) {
    JsonNode rows = task.get("rowChanges");
    return "+%d ~%d -%d =%d"
        .formatted(
            rows.get("added").get("rows").asLong(),
            rows.get("changed").get("rows").asLong(),
            rows.get("removed").get("rows").asLong(),
            rows.get("unchanged").asLong());
  }

  private static String written(JsonNode task, String change) {
    JsonNode counts = task.get("rowChanges").get(change);
    return "%d/%d/%d/%d"
        .formatted(
            counts.get("planned").asLong(),
            counts.get("attempted").asLong(),
            counts.get("succeeded").asLong(),
            counts.get("failed").asLong());
  }

  @Test
  void everyRunSaysHowManyRowsWereAddedChangedRemovedAndUnchanged() throws SQLException {
    configure("");
    JsonNode first = task(0, "run");
    assertThat(rows(first)).isEqualTo("+3 ~0 -0 =0");
    assertThat(written(first, "added")).isEqualTo("3/3/3/0");
    warehouse.run(
        "UPDATE visitor SET city = 'Basel' WHERE id = 2",
        "DELETE FROM visitor WHERE id = 3",
        "INSERT INTO visitor (id, email, city) VALUES (4, 'dan', 'Derry')");
    JsonNode second = task(0, "run");
    assertThat(rows(second)).isEqualTo("+1 ~1 -1 =1");
    assertThat(written(second, "changed")).isEqualTo("1/1/1/0");
    assertThat(written(second, "removed")).isEqualTo("1/1/1/0");
    assertThat(second.get("rowChanges").get("removed").get("keys").toString()).isEqualTo("[\"3\"]");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =3");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Basel", "dan|Derry");

    JsonNode kept = call(0, "show", "run", "2").get("tasks").get("people");
    assertThat(rows(kept)).as("of a run that ended").isEqualTo("+1 ~1 -1 =1");
    assertThat(shell.call("show", "run", "2").out()).contains("people: removed 3");
    assertThat(shell.call("runs").out()).contains("+1 ~1 -1");
  }

  @Test
  void aRowThatMatchesARecordIsAddedAndARefusedOneHasFailed() throws SQLException {
    crm.run("INSERT INTO person (email, city) VALUES ('bob', 'Bonn')");
    crm.run(
        "CREATE TRIGGER no BEFORE INSERT ON person WHEN NEW.email = 'cid'"
            + " BEGIN SELECT RAISE(ABORT, 'not cid'); END");
    configure("");
    JsonNode first = task(5, "run");
    assertThat(rows(first)).isEqualTo("+3 ~0 -0 =0");
    assertThat(written(first, "added")).isEqualTo("3/3/2/1");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern");
  }

  @Test
  void rowsThatLeaveAreShownOnceWhereTheirRecordsAreKept() throws SQLException {
    configure("        deletes: keep");
    task(0, "run");
    warehouse.run("UPDATE visitor SET gone = 1 WHERE id = 3");
    JsonNode left = task(0, "run");
    assertThat(rows(left)).isEqualTo("+0 ~0 -1 =2");
    assertThat(left.get("rowChanges").get("removed").get("keys").toString()).isEqualTo("[\"3\"]");
    assertThat(rows(task(0, "run"))).as("it left before").isEqualTo("+0 ~0 -0 =2");
    assertThat(call(0, "verify").get("syncs").get(0).get("tasks").get(0).get("notCompared").asInt())
        .isEqualTo(1);
    warehouse.run("UPDATE visitor SET gone = 0 WHERE id = 3");
    assertThat(rows(task(0, "run"))).as("it is back").isEqualTo("+1 ~0 -0 =2");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =3");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern", "cid|Cork");
  }

  @Test
  void rowsThatLeaveAreCountedOnceWhereTheirFieldsAreCleared() throws SQLException {
    configure("deletes: clear-fields");
    crm.run(
        "DROP TABLE person",
        "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " email VARCHAR(60) UNIQUE, city VARCHAR(40))");
    task(0, "run");
    warehouse.run("UPDATE visitor SET gone = 1 WHERE id = 3");
    JsonNode left = task(0, "run");
    assertThat(written(left, "removed")).isEqualTo("1/1/1/0");
    assertThat(rows(left)).isEqualTo("+0 ~0 -1 =2");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =2");
    assertThat(Shops.ask(crm, "SELECT count(*) FROM person WHERE city IS NULL"))
        .containsExactly("1");
  }

  @Test
  void whatAResyncCouldNotWriteStaysDueThoughItCountedAsSent() throws SQLException {
    warehouse.run(
        "INSERT INTO visitor (id, email, city) VALUES (4, 'dan', '" + "y".repeat(41) + "')");
    crm.run(
        "INSERT INTO person (email, city) VALUES ('ann', 'Drifted'), ('bob', 'Drifted')",
        "CREATE TRIGGER no BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'as it is'); END");
    configure("");
    call(0, "reset", "people", "--cdc", "--yes");
    assertThat(rows(task(0, "run"))).as("all are known").isEqualTo("+0 ~0 -0 =4");
    task(5, "resync");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Drifted", "bob|Drifted", "cid|Cork");
    task(5, "run");
    JsonNode due = call(5, "status", "--due").get("syncs").get(0).get("due");
    assertThat(due.findValuesAsString("reason"))
        .containsExactly("rejected", "rejected", "rejected");

    warehouse.run("UPDATE visitor SET gone = 1 WHERE id = 2");
    assertThat(written(task(5, "run"), "removed")).as("bob left").isEqualTo("1/1/1/0");
    crm.run("DROP TRIGGER no");
    warehouse.run("UPDATE visitor SET city = 'Derry' WHERE id = 4");
    task(0, "retry");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "cid|Cork", "dan|Derry");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =3");
  }

  @ParameterizedTest
  @CsvSource({"type: event", "mode: insert"})
  void anEventIsWrittenOnce(String kind) throws SQLException {
    crm.run("INSERT INTO person (email, city) VALUES ('bob', 'Bonn')");
    configure("        " + kind);
    task(0, "run");
    List<String> first = List.of("ann|Aarhus", "bob|Bonn", "cid|Cork");
    assertThat(Shops.ask(crm, PEOPLE)).isEqualTo(first);
    warehouse.run(
        "UPDATE visitor SET city = 'Ankara' WHERE id = 1",
        "UPDATE visitor SET gone = 1 WHERE id = 3");
    JsonNode plan = task(3, "plan");
    assertThat(plan.get("records").toString()).contains("\"kind\":\"not-sent\"");
    JsonNode changed = task(0, "run");
    assertThat(rows(changed)).isEqualTo("+0 ~1 -1 =1");
    assertThat(changed.get("notSent").asInt()).isEqualTo(2);
    assertThat(Shops.ask(crm, PEOPLE)).isEqualTo(first);
    JsonNode after = task(0, "plan");
    assertThat(after.get("records")).as("nothing is pending, nor drift").isEmpty();
    JsonNode verified = task(0, "verify");
    assertThat(verified.get("notCompared").asInt()).as("bob, ann and cid").isEqualTo(3);
    warehouse.run("UPDATE visitor SET gone = 0 WHERE id = 3");
    crm.run("DELETE FROM person WHERE email = 'ann'");
    warehouse.run("UPDATE visitor SET city = 'Athens' WHERE id = 1");
    task(0, "run");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("bob|Bonn", "cid|Cork");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =3");
  }

  @Test
  void modeUpdateWritesOnlyWhatIsThere() throws SQLException {
    crm.run(
        "INSERT INTO person (email, city, seen) VALUES ('bob', 'Bonn', 7), ('eve', 'Essen', 8)");
    configure("        mode: update");
    JsonNode first = task(0, "run");
    assertThat(written(first, "added")).isEqualTo("1/1/1/0");
    assertThat(first.get("alone").get("source").asInt()).isEqualTo(2);
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("bob|Bern", "eve|Essen");
    crm.run("DELETE FROM person WHERE email = 'bob'");
    warehouse.run("UPDATE visitor SET city = 'Brno' WHERE id = 2");
    assertThat(task(0, "run").get("alone").get("source").asInt()).isEqualTo(3);
    assertThat(task(0, "plan").get("alone").get("source").asInt()).isEqualTo(3);
    crm.run("INSERT INTO person (email, city) VALUES ('bob', 'Bath')");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("bob|Brno", "eve|Essen");
    warehouse.run("DELETE FROM visitor WHERE id = 2");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("bob|Brno", "eve|Essen");
    task(0, "verify");
  }

  @Test
  void aListHasItsMembersAndNoOthersOfItsOwn() throws SQLException {
    configure("        type: list");
    task(0, "run");
    crm.run("UPDATE person SET city = 'Elsewhere' WHERE email = 'cid'");
    warehouse.run(
        "UPDATE visitor SET city = 'Basel' WHERE id = 2",
        "UPDATE visitor SET gone = 1 WHERE id = 3");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Basel");
    warehouse.run("UPDATE visitor SET gone = 0 WHERE id = 3");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Basel", "cid|Cork");
  }

  @Test
  void nullsThatAreSkippedOverwriteNothing() throws SQLException {
    crm.run("INSERT INTO person (email, city) VALUES ('bob', 'Bonn')");
    warehouse.run("UPDATE visitor SET city = NULL WHERE id IN (2, 3)");
    configure("        nulls: skip");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bonn", "cid|Nowhere");
    warehouse.run("UPDATE visitor SET city = NULL WHERE id = 1");
    JsonNode skipped = task(0, "run");
    assertThat(skipped.get("notSent").asInt()).isEqualTo(1);
    assertThat(task(0, "plan").get("records")).isEmpty();
    crm.run("UPDATE person SET city = 'Bremen' WHERE email = 'bob'");
    assertThat(task(0, "verify").get("notCompared").asInt()).isEqualTo(3);
    warehouse.run("UPDATE visitor SET city = 'Bilbao' WHERE id = 2");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bilbao", "cid|Nowhere");
  }

  @Test
  void nullsOfAFieldMayBeSentAllTheSame() throws SQLException {
    configure("        nulls: skip");
    String text = shell.read("syncline.yaml");
    shell.file(
        "syncline.yaml", text.replace("city -> city ]", "{ column: city -> city, nulls: send } ]"));
    task(0, "run");
    warehouse.run("UPDATE visitor SET city = NULL WHERE id = 1");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).contains("ann|-");
  }

  @Test
  void aResyncSendsEveryRowThatIsThereAndLeavesWhatLeftDue() throws SQLException {
    configure("");
    task(0, "run");
    crm.run(
        "UPDATE person SET city = 'Drifted' WHERE email = 'ann'",
        "DELETE FROM person WHERE email = 'bob'");
    warehouse.run("UPDATE visitor SET gone = 1 WHERE id = 3");
    Shell.Said said = shell.call("resync");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(said.err())
        .contains("as if for the first time")
        .contains("people: 3 rows are linked to the record written for it");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern", "cid|Cork");
    JsonNode next = task(0, "run");
    assertThat(rows(next)).isEqualTo("+0 ~0 -1 =2");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern");
  }

  @Test
  void whatAResyncCouldNotPutRightStaysDueThoughBothSidesHadAgreed() throws SQLException {
    configure("");
    task(0, "run");
    crm.run(
        "UPDATE person SET city = 'Drifted', email = email || '2' WHERE email <> 'cid'",
        "CREATE TRIGGER no BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'as it is'); END");
    task(5, "resync");
    task(5, "run");
    task(5, "run");
    crm.run("DROP TRIGGER no");
    task(0, "retry");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern", "cid|Cork");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =3");
  }

  @ParameterizedTest
  @CsvSource({"type: event", "mode: insert"})
  void aResyncThatWouldDoubleRowsIsRefused(String kind) {
    configure("        " + kind);
    task(0, "run");
    Shell.Said said = shell.call("resync");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err().replaceAll("\\s+", " "))
        .contains("would double what is there")
        .contains("reset --links");
  }

  @ParameterizedTest
  @CsvSource({"''", "type: event"})
  void aSnapshotCountsEverythingAsSent(String kind) throws SQLException {
    crm.run("INSERT INTO person (email, city) VALUES ('bob', 'Bonn')");
    configure(kind.isEmpty() ? "" : "        " + kind);
    JsonNode asked = call(4, "reset", "people", "--cdc");
    assertThat(asked.get("reset").asBoolean()).isFalse();
    assertThat(asked.get("drift").get("people").get("create").asInt()).isEqualTo(2);
    Shell.Said said = shell.call("reset", "people", "--cdc");
    assertThat(said.out() + said.err()).contains("never sent: 2 to add");
    assertThat(call(0, "reset", "people", "--cdc", "--yes").get("reset").asBoolean()).isTrue();
    List<String> untouched = List.of("bob|Bonn");
    assertThat(Shops.ask(crm, PEOPLE)).isEqualTo(untouched);
    assertThat(rows(task(0, "run"))).as("all are known").isEqualTo("+0 ~0 -0 =3");
    assertThat(Shops.ask(crm, PEOPLE)).isEqualTo(untouched);
    assertThat(call(0, "status").get("syncs").get(0).toString()).contains("\"due\"");
    warehouse.run(
        "UPDATE visitor SET city = 'Ankara' WHERE id = 1",
        "UPDATE visitor SET gone = 1 WHERE id = 3",
        "INSERT INTO visitor (id, email, city) VALUES (4, 'dan', 'Derry')");
    task(0, "run");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Ankara", "bob|Bonn", "dan|Derry");
    assertThat(rows(task(0, "run"))).isEqualTo("+0 ~0 -0 =3");
  }

  @Test
  void whatIsRefusedAgainAndAgainIsTriedLessAndLessOften() throws Exception {
    crm.run(
        "CREATE TABLE asked (email TEXT)",
        "CREATE TRIGGER no BEFORE INSERT ON person WHEN NEW.email = 'cid'"
            + " BEGIN SELECT RAISE(ABORT, 'not cid'); END");
    configure("");
    task(5, "run");
    JsonNode rests = task(5, "run");
    assertThat(written(rests, "added")).as("it is too early").isEqualTo("0/0/0/0");
    JsonNode status = call(5, "status", "--due").get("syncs").get(0);
    assertThat(status.get("due").get(0).get("attempts").asInt()).isEqualTo(1);
    assertThat(status.get("due").get(0).get("next").asString("")).endsWith("Z");
    assertThat(shell.call("status", "--due").out()).contains("Tried again from");
    assertThat(written(task(5, "retry"), "added")).as("by hand").isEqualTo("1/1/0/1");
    shell.now += 60_000;
    assertThat(written(task(5, "run"), "added"))
        .as("after two, three minutes")
        .isEqualTo("0/0/0/0");
    shell.now += 4 * 60_000;
    assertThat(written(task(5, "run"), "added")).isEqualTo("1/1/0/1");

    assertThat(shell.call("status", "--export", folder.resolve("due.csv").toString()).exit())
        .isEqualTo(5);
    assertThat(shell.read("due.csv")).contains(",\"create\",").contains("not cid").contains("Cork");
    assertThat(shell.call("status", "--export", folder.resolve("due.json").toString()).exit())
        .isEqualTo(5);
    assertThat(shell.read("due.json")).contains("\"operation\" : \"create\"");
    assertThat(shell.call("status", "--export", "due.txt").exit()).isEqualTo(2);

    warehouse.run("UPDATE visitor SET email = 'cyd' WHERE id = 3");
    JsonNode changed = task(0, "run");
    assertThat(written(changed, "added")).as("its row changed").isEqualTo("1/1/1/0");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern", "cyd|Cork");
  }

  @Test
  void aRemovalThatIsRefusedStaysDueUntilItSucceeds() throws SQLException {
    configure("");
    task(0, "run");
    crm.run(
        "CREATE TRIGGER no BEFORE DELETE ON person WHEN OLD.email = 'cid'"
            + " BEGIN SELECT RAISE(ABORT, 'cid stays'); END");
    warehouse.run("UPDATE visitor SET gone = 1 WHERE id = 3");
    assertThat(written(task(5, "run"), "removed")).isEqualTo("1/1/0/1");
    task(5, "run");
    task(5, "resync");
    shell.now += 30L * 24 * 60 * 60_000;
    crm.run("DROP TRIGGER no");
    assertThat(written(task(0, "run"), "removed")).isEqualTo("1/1/1/0");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern");
  }

  @Test
  void oneRefusedRecordIsTriedAgainByHand() throws SQLException {
    crm.run(
        "CREATE TRIGGER no BEFORE INSERT ON person WHEN NEW.email <> 'bob'"
            + " BEGIN SELECT RAISE(ABORT, 'only bob'); END");
    configure("");
    task(5, "run");
    crm.run("DROP TRIGGER no");
    task(0, "retry", "--record", "3");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("bob|Bern", "cid|Cork");
    task(0, "retry");
    assertThat(Shops.ask(crm, PEOPLE)).containsExactly("ann|Aarhus", "bob|Bern", "cid|Cork");
  }
}
