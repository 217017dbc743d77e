package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three databases in a row, {@code a} to {@code b} to {@code c}, and a sync that always fails. */
class SequencesTest {
  private static final String SYNCS =
      """
      version: 1
      connections:
        a: { type: sqlite, url: "jdbc:sqlite:a.db" }
        b: { type: sqlite, url: "jdbc:sqlite:b.db" }
        c: { type: sqlite, url: "jdbc:sqlite:c.db" }
        gone: { type: sqlite, url: "jdbc:sqlite:missing/gone.db" }
      syncs:
        second:
          { id: 2, source: b, target: c, direction: to-target, after: first, tasks: [ { name: s, id: 2, source: t, target: t } ] }
        first:
          { id: 1, source: a, target: b, direction: to-target, tasks: [ { name: f, id: 1, source: t, target: t } ] }
      %s
      """;

  private static final String BROKEN =
      "  broken: { id: 3, source: gone, target: b, direction: to-target, %stasks: [ { name: g, id: 3,"
          + " source: t, target: t } ] }\n";

  @TempDir Path folder;
  private TestDatabase last;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    for (String name : List.of("a", "b", "c")) {
      last = TestDatabases.sqlite(folder.resolve(name + ".db"));
      last.run("CREATE TABLE t (id TEXT PRIMARY KEY, v TEXT)");
    }
    TestDatabases.sqlite(folder.resolve("a.db")).run("INSERT INTO t VALUES ('1', 'x')");
    shell = new Shell(folder);
  }

  private Shell.Said call(int exit, String configuration, String... args) {
    shell.file("syncline.yaml", SYNCS.formatted(configuration));
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private List<String> arrived() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = last.open();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT id FROM t")) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  @Test
  void allSyncsRunInTheOrderThatAfterGives() throws SQLException {
    call(0, "", "run", "--all");
    assertThat(arrived()).as("first ran before second").containsExactly("1");
  }

  @Test
  void whatComesAfterAFailureDoesNotRunAndTheRestDoes() throws SQLException {
    Shell.Said said =
        call(1, BROKEN.formatted("").replace("tasks", "after: [], tasks"), "run", "--all");
    assertThat(arrived()).containsExactly("1");
    assertThat(said.out()).contains("broken: ");
    TestDatabases.sqlite(folder.resolve("a.db")).run("INSERT INTO t VALUES ('2', 'y')");
    shell.file(
        "syncline.yaml",
        SYNCS.formatted(BROKEN.formatted("")).replace("after: first", "after: [first, broken]"));
    said = shell.call("run", "--all");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out()).contains("second did not run, because it comes after broken.");
    assertThat(arrived()).containsExactly("1");
  }

  @Test
  void aSequenceStopsOrGoesOn() throws SQLException {
    String sequences =
        BROKEN.formatted("")
            + "sequences:\n"
            + "  stops: { syncs: [broken, first, second] }\n"
            + "  goes-on: { syncs: [broken, first, second], on-failure: continue }\n";
    Shell.Said said = call(1, sequences, "run", "--sequence", "stops");
    assertThat(said.out())
        .contains("first did not run, because it comes after broken.")
        .contains("second did not run, because it comes after broken and first.");
    assertThat(arrived()).isEmpty();
    call(1, sequences, "run", "--sequence", "goes-on");
    assertThat(arrived()).containsExactly("1");
    assertThat(call(2, sequences, "run", "--sequence", "nightly").err())
        .contains("there is no sequence \"nightly\". There are stops and goes-on");
    call(2, sequences, "run", "--sequence", "stops", "--task", "f");
  }
}
