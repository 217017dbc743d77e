package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two SQLite files in which rows of a table must refer to one of another: on the right a parent is
 * deleted with its children, on the left one of these was edited, or another was added.
 */
class ParentDeletedCommandTest {
  private static final String ROWS =
      "SELECT 'p ' || k || ' ' || v FROM p"
          + " UNION ALL SELECT 'c ' || k || ' ' || v || ' ' || p FROM c ORDER BY 1";

  @TempDir Path folder;
  private Shell shell;
  private TestDatabase left;
  private TestDatabase right;

  private void inStep(String onDelete, String capture, String deleteConflicts) throws SQLException {
    shell = new Shell(folder);
    left = TestDatabases.sqlite(folder.resolve("left.db"));
    right = TestDatabases.sqlite(folder.resolve("right.db"));
    for (TestDatabase db : List.of(left, right)) {
      db.run(
          "CREATE TABLE p (k VARCHAR(9) NOT NULL PRIMARY KEY, v VARCHAR(9))",
          "CREATE TABLE c (k VARCHAR(9) NOT NULL PRIMARY KEY, v VARCHAR(9),"
              + " p VARCHAR(9) NOT NULL REFERENCES p (k) ON DELETE "
              + onDelete
              + ")",
          "INSERT INTO p VALUES ('a', 'A'), ('z', 'Z')",
          "INSERT INTO c VALUES ('c1', '1', 'a'), ('c2', '2', 'a'), ('c9', '9', 'z')");
    }
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          left: { type: sqlite, url: "jdbc:sqlite:left.db" }
          right: { type: sqlite, url: "jdbc:sqlite:right.db" }
        syncs:
          both:
            id: 1
            source: left
            target: right
            capture: %s
            delete-conflicts: %s
            guard: off
            tasks:
              - { name: p, id: 1, source: p, target: p, fields: [ k <-> k, v <-> v ] }
              - name: c
                id: 2
                source: c
                target: c
                fields: [ k <-> k, v <-> v, { relation: p <-> p, through: p } ]
        """
            .formatted(capture, deleteConflicts));
    Shell.Said first = shell.call("run");
    assertThat(first.exit()).as("%s", first).isZero();
  }

  private void parentGoes() throws SQLException {
    right.run("DELETE FROM c WHERE p = 'a'", "DELETE FROM p WHERE k = 'a'");
  }

  private void bothHold(String... rows) throws SQLException {
    assertThat(Shops.ask(left, ROWS)).isEqualTo(Shops.ask(right, ROWS)).containsExactly(rows);
    assertThat(shell.call("plan").exit()).as("nothing is left to do").isZero();
  }

  @ParameterizedTest
  @CsvSource({"RESTRICT, scan", "CASCADE, scan", "RESTRICT, triggers", "CASCADE, triggers"})
  void theEditWinsAndBringsTheParent(String onDelete, String capture) throws SQLException {
    inStep(onDelete, capture, "edit-wins");
    parentGoes();
    left.run("UPDATE c SET v = 'EDIT' WHERE k = 'c1'", "INSERT INTO c VALUES ('c3', 'NEW', 'a')");
    Shell.Said plan = shell.call("plan", "--output", "json");
    Shell.Said run = shell.call("run", "--output", "json");
    assertThat(run.exit()).as("%s", run).isZero();
    for (int task = 0; task < 2; task++) {
      assertThat(run.sync().at("/tasks/" + task + "/applied"))
          .as("what the plan says")
          .isEqualTo(plan.sync().at("/tasks/" + task + "/planned"));
    }
    bothHold("c c1 EDIT a", "c c3 NEW a", "c c9 9 z", "p a A", "p z Z");
  }

  @Test
  void theDeleteWinsAndTakesTheChild() throws SQLException {
    inStep("RESTRICT", "scan", "delete-wins");
    parentGoes();
    left.run("UPDATE c SET v = 'EDIT' WHERE k = 'c1'");
    assertThat(shell.call("run").exit()).isZero();
    bothHold("c c9 9 z", "p z Z");
  }

  @ParameterizedTest
  @CsvSource({"--source", "--target"})
  void aPersonResolvesBoth(String side) throws SQLException {
    inStep("RESTRICT", "scan", "hold");
    parentGoes();
    left.run("UPDATE c SET v = 'EDIT' WHERE k = 'c1'");
    assertThat(shell.call("run").exit()).isEqualTo(4);
    assertThat(shell.call("conflicts", "list", "--task", "p").out())
        .contains("a record that refers to it stays on the source");
    assertThat(shell.call("conflicts", "resolve", "a", "--task", "p", side).exit()).isZero();
    assertThat(shell.call("conflicts", "resolve", "c1", "--task", "c", side).exit()).isZero();
    Shell.Said run = shell.call("run");
    assertThat(run.exit()).as("%s", run).isZero();
    if (side.equals("--source")) {
      bothHold("c c1 EDIT a", "c c9 9 z", "p a A", "p z Z");
    } else {
      bothHold("c c9 9 z", "p z Z");
    }
  }
}
