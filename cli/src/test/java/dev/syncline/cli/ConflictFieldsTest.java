package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code syncline conflicts list} shows of a record is what a person has to decide. */
class ConflictFieldsTest {
  @Test
  void aKeyThatBothSidesTakeForTheSameIsNone(@TempDir Path folder) throws Exception {
    TestDatabase a = TestDatabases.sqlite(folder.resolve("a.db"));
    TestDatabase b = TestDatabases.sqlite(folder.resolve("b.db"));
    for (TestDatabase each : new TestDatabase[] {a, b}) {
      each.run(
          "CREATE TABLE region (id INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " code TEXT NOT NULL UNIQUE COLLATE NOCASE, title TEXT)");
    }
    a.run("INSERT INTO region (code, title) VALUES ('DE', 'Germany')");
    b.run("INSERT INTO region (code, title) VALUES ('de', 'Deutschland')");
    Files.writeString(
        folder.resolve("syncline.yaml"),
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:a.db" }
          b: { type: sqlite, url: "jdbc:sqlite:b.db" }
        syncs:
          m:
            id: 1
            source: a
            target: b
            conflicts: hold
            tasks:
              - { name: region, id: 1, source: region, target: region, match: [ code ] }
        """);
    Shell shell = new Shell(folder);
    assertThat(shell.call("run").exit()).isEqualTo(4);
    assertThat(shell.call("conflicts", "list").out())
        .contains("title", "Germany", "Deutschland")
        .doesNotContain("code");
  }
}
