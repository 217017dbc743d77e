package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs between two real servers taken back by commands alone, and looked at by SQL alone. */
class UndoWalkTest {
  private TestDatabase postgres;
  private TestDatabase mariadb;
  private Shell shell;

  @Test
  void updatesDeletesAndCreatesAndTheUndoItself(@TempDir Path folder) throws SQLException {
    begin(folder);
    assertThat(shell.call("run", "--verify").exit()).isZero();
    postgres.run(
        "UPDATE people SET name = 'Anna' WHERE email = 'ann@x'",
        "UPDATE people SET name = 'Bobby' WHERE email = 'bob@x'",
        "DELETE FROM people WHERE email = 'cy@x'",
        "INSERT INTO people (email, name) VALUES ('di@x', 'Di')",
        "INSERT INTO people (email, name) VALUES ('ed@x', 'Ed')");
    Shell.Said second = shell.call("run", "--approve", "--output", "json");
    assertThat(second.exit()).as("%s", second).isZero();
    String run = second.sync().get("run").asString();
    // Meanwhile a user goes on with one of the records, and an unmapped column is filled.
    mariadb.run("UPDATE people SET name = 'Rob' WHERE email = 'bob@x'");
    mariadb.run("UPDATE people SET remark = 'a good one', points = 500 WHERE email = 'ed@x'");

    Shell.Said shown = shell.call("undo", run);
    assertThat(shown.exit()).as("it waits to be confirmed: %s", shown).isEqualTo(4);
    assertThat(shown.out())
        .contains("Anna → Ann", "Nothing has been written")
        .contains("name was changed on the target since")
        .contains("remark, points was changed on the target since");
    assertThat(people()).contains("ann@x Anna", "di@x Di");

    Shell.Said undone = shell.call("undo", run, "--yes", "--approve", "--output", "json");
    assertThat(undone.exit()).as("some is left alone: %s", undone).isEqualTo(3);
    assertThat(undone.json().get("left")).hasSize(2);
    assertThat(people()).containsExactly("ann@x Ann", "bob@x Rob", "cy@x Cy", "ed@x Ed");
    assertThat(Shops.ask(mariadb, "SELECT concat(person_id, remark) FROM people WHERE name = 'Cy'"))
        .as("whole, with its key and what is not mapped")
        .containsExactly("7old");

    Shell.Said next = shell.call("run", "--verify", "--output", "json");
    assertThat(next.exit()).as("%s", next).isZero();
    assertThat(people())
        .as("the next run does not do it again")
        .containsExactly("ann@x Ann", "bob@x Rob", "cy@x Cy", "ed@x Ed");
    assertThat(names(postgres)).containsExactly("ann@x Anna", "bob@x Rob", "di@x Di", "ed@x Ed");
    JsonNode verified = next.sync().get("verify").get("tasks").get(0);
    assertThat(verified.get("pinned").asInt()).as("%s", verified).isEqualTo(3);
    assertThat(shell.call("pins", "list", "--output", "json").sync().get("pins")).hasSize(3);
    assertThat(shell.call("status").out()).contains("pinned        3");
    assertThat(shell.call("runs").out()).contains("undo");

    String undo = undone.json().get("run").asString();
    assertThat(shell.call("show", "run", undo).out()).contains("undo of run " + run);
    Shell.Said record = shell.call("show", "record", "1", "--output", "json");
    assertThat(record.json().get("history").toString()).contains("undo of run " + run);
    Shell.Said there = shell.call("show", "record", "5", "--side", "target", "--output", "json");
    assertThat(there.json().get("history")).isEqualTo(record.json().get("history"));

    Shell.Said again = shell.call("undo", undo, "--yes", "--approve");
    assertThat(again.exit()).as("%s", again).isZero();
    assertThat(people()).containsExactly("ann@x Anna", "bob@x Rob", "di@x Di", "ed@x Ed");
    assertThat(shell.call("run", "--verify").exit()).isZero();
    assertThat(people()).isEqualTo(names(postgres));
    assertThat(shell.call("pins", "list").out()).contains("Nothing is pinned");
    assertThat(shell.call("undo", "99").exit()).isEqualTo(2);
  }

  /** Of a key of two columns one was changed; the journal names what was written, not the other. */
  @Test
  void partOfAKeyThatWasGivenAnotherValue(@TempDir Path folder) throws SQLException {
    postgres = TestDatabases.postgres();
    mariadb = TestDatabases.mariadb();
    postgres.run(
        "CREATE TABLE place (x int, y text, v text, PRIMARY KEY (x, y))",
        "INSERT INTO place VALUES (1, 'one', 'a'), (2, 'two', 'b'), (3, 'three', 'c')");
    mariadb.run("CREATE TABLE place (x int, y varchar(20), v varchar(20), PRIMARY KEY (x, y))");
    shell = new Shell(folder);
    shell.environment.put("PG_PASSWORD", postgres.password());
    shell.environment.put("MARIA_PASSWORD", mariadb.password());
    init("place");
    assertThat(shell.call("start", "--yes").exit()).isZero();
    postgres.run("UPDATE place SET y = 'uno' WHERE x = 1");
    mariadb.run("UPDATE place SET x = 20 WHERE y = 'two'");
    Shell.Said second = shell.call("run", "--output", "json");
    assertThat(second.exit()).as("%s", second).isZero();
    assertThat(places(mariadb)).containsExactly("1 uno", "3 three", "20 two");
    assertThat(places(postgres)).isEqualTo(places(mariadb));

    String run = second.sync().get("run").asString();
    Shell.Said undone = shell.call("undo", run, "--yes", "--approve");
    assertThat(undone.exit()).as("%s", undone).isZero();
    assertThat(places(mariadb)).containsExactly("1 one", "3 three", "20 two");
    assertThat(places(postgres)).containsExactly("1 uno", "2 two", "3 three");
    Shell.Said next = shell.call("run", "--verify", "--output", "json");
    assertThat(next.exit()).as("%s", next).isZero();
    assertThat(places(mariadb)).containsExactly("1 one", "3 three", "20 two");

    String undo = shell.call("runs", "--output", "json").json().toString();
    assertThat(undo).contains("undo");
  }

  private static List<String> places(TestDatabase database) throws SQLException {
    return Shops.ask(database, "SELECT concat(x, ' ', y) FROM place ORDER BY x");
  }

  private void begin(Path folder) throws SQLException {
    postgres = TestDatabases.postgres();
    mariadb = TestDatabases.mariadb();
    postgres.run(
        "CREATE TABLE people (person_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL"
            + " UNIQUE, name varchar(40))",
        "INSERT INTO people (email, name) VALUES ('ann@x', 'Ann'), ('bob@x', 'Bob'), ('cy@x', 'Cy')");
    mariadb.run(
        "CREATE TABLE people (person_id int AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL"
            + " UNIQUE, name varchar(40), remark varchar(40), points int NOT NULL DEFAULT 0,"
            + " made timestamp NOT NULL DEFAULT current_timestamp()) AUTO_INCREMENT = 5",
        "INSERT INTO people (email, name, remark) VALUES ('ann@x', 'Ann', NULL), ('bob@x', 'Bob', NULL),"
            + " ('cy@x', 'Cy', 'old')");
    shell = new Shell(folder);
    shell.environment.put("PG_PASSWORD", postgres.password());
    shell.environment.put("MARIA_PASSWORD", mariadb.password());
    init("people");
  }

  private void init(String name) {
    Shell.Said init =
        shell.call(
            "init",
            "--source",
            postgres.url(),
            "--source-user",
            postgres.user(),
            "--source-name",
            "pg",
            "--target",
            mariadb.url(),
            "--target-user",
            mariadb.user(),
            "--target-name",
            "maria",
            "--name",
            name);
    assertThat(init.exit()).as("%s", init).isZero();
  }

  private List<String> people() throws SQLException {
    return Shops.ask(mariadb, "SELECT concat(email, ' ', name) FROM people ORDER BY email");
  }

  private static List<String> names(TestDatabase database) throws SQLException {
    return Shops.ask(database, "SELECT concat(email, ' ', name) FROM people ORDER BY email");
  }
}
