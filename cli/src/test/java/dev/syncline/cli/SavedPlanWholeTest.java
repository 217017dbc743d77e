package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A saved plan is applied to the last field, also where its writes wait for each other or give
 * records other keys.
 */
class SavedPlanWholeTest {
  @TempDir Path folder;
  private Shell shell;
  private TestDatabase a;
  private TestDatabase b;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
    a = TestDatabases.sqlite(folder.resolve("a.db"));
    b = TestDatabases.sqlite(folder.resolve("b.db"));
  }

  private void init() {
    assertThat(shell.call("init", "--name", "m", "--source", "a.db", "--target", "b.db").exit())
        .isZero();
  }

  private void applied() {
    shell.call("plan", "--save", "plan");
    Shell.Said run = shell.call("run", "--plan", "plan");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(shell.call("plan").out()).contains("there is nothing to do");
  }

  @Test
  void aReferenceThatWaitedForItsParentIsWritten() throws SQLException {
    for (TestDatabase each : new TestDatabase[] {a, b}) {
      each.run(
          "CREATE TABLE team (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,"
              + " slot INT UNIQUE)",
          "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT UNIQUE, v INT,"
              + " team INT REFERENCES team (id))");
    }
    a.run(
        "INSERT INTO team (name, slot) VALUES ('T1', 1), ('T2', 2)",
        "INSERT INTO person (email, v, team) VALUES ('p1', 1, 1), ('p2', 2, 1)");
    b.run(
        "INSERT INTO team (id, name, slot) VALUES (50, 'T2', 1)",
        "INSERT INTO person (id, email, v) VALUES (71, 'p1', NULL), (72, 'p2', 2)");
    init();
    applied();
    assertThat(Shops.ask(b, "SELECT v || ' ' || team FROM person ORDER BY id"))
        .containsExactly("1 51", "2 51");
  }

  @Test
  void aKeyThatIsPartlyOfANewParentIsGiven() throws SQLException {
    a.run(
        "CREATE TABLE region (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE)",
        "CREATE TABLE price (id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT UNIQUE,"
            + " region INT NOT NULL REFERENCES region (id), amount INT)",
        "INSERT INTO region (code) VALUES ('DE')",
        "INSERT INTO price (sku, region, amount) VALUES ('S1', 1, 1), ('S2', 1, 2)");
    b.run(
        "CREATE TABLE region (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE)",
        "CREATE TABLE price (sku TEXT NOT NULL, region INT NOT NULL REFERENCES region (id),"
            + " amount INT, PRIMARY KEY (sku, region))",
        "INSERT INTO region VALUES (50, 'DE')");
    init();
    assertThat(shell.call("run").exit()).isZero();
    a.run("INSERT INTO region (code) VALUES ('IT')", "UPDATE price SET region = 2 WHERE id = 1");
    applied();
    assertThat(Shops.ask(b, "SELECT sku || ' ' || region FROM price ORDER BY sku"))
        .containsExactly("S1 51", "S2 50");
  }

  @Test
  void aRecordThatHadAnotherKeyWhenItWasLastInStepIsKnown() throws SQLException {
    for (TestDatabase each : new TestDatabase[] {a, b}) {
      each.run(
          "CREATE TABLE region (code TEXT PRIMARY KEY, title TEXT)",
          "CREATE TABLE price (sku TEXT NOT NULL UNIQUE, region TEXT NOT NULL REFERENCES region (code),"
              + " amount INT, PRIMARY KEY (sku, region))",
          "INSERT INTO region VALUES ('DE', 'Germany')",
          "INSERT INTO price VALUES ('S1', 'DE', 1), ('S2', 'DE', 2)");
    }
    init();
    assertThat(shell.call("run").exit()).isZero();
    a.run(
        "INSERT INTO region VALUES ('IT', 'Italy')",
        "UPDATE price SET region = 'IT', amount = 3 WHERE sku = 'S1'");
    applied();
    assertThat(Shops.ask(b, "SELECT sku || ' ' || region || ' ' || amount FROM price ORDER BY sku"))
        .containsExactly("S1 IT 3", "S2 DE 2");
  }

  @Test
  void whatTheGuardSaidOfThePlanStopsIt() throws SQLException {
    for (TestDatabase each : new TestDatabase[] {a, b}) {
      each.run(
          "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, v INT)");
    }
    String thirty =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
            + " INSERT INTO person (email, v) SELECT '%s' || i, 1 FROM n";
    a.run(thirty.formatted("a"));
    init();
    assertThat(shell.call("run").exit()).isZero();
    a.run(thirty.formatted("b"), "UPDATE person SET v = 2 WHERE id <= 20");
    JsonNode listed = shell.call("plan", "--save", "plan", "--output", "json").sync().get("guard");
    assertThat(listed.toString())
        .contains("would create 30 records", "would overwrite 20 of 30 linked records");
    Shell.Said stopped = shell.call("run", "--plan", "plan", "--output", "json");
    assertThat(stopped.exit()).as("%s", stopped).isEqualTo(4);
    assertThat(stopped.sync().get("guard")).isEqualTo(listed);
    assertThat(Shops.ask(b, "SELECT id FROM person WHERE v = 2 OR email LIKE 'b%'")).isEmpty();
    assertThat(shell.call("plan", "--save", "again").out())
        .containsPattern("Next:  syncline run --plan \\S*again --approve");
    assertThat(shell.call("run", "--plan", "plan", "--approve").exit()).isZero();
    assertThat(shell.call("plan").out()).contains("there is nothing to do");
  }
}
