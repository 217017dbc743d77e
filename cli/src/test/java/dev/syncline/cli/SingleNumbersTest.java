package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A number of 32 bits is shown as its own database shows it, wherever a person reads it. */
class SingleNumbersTest {
  private static final String WIDENED = "0000";

  @TempDir Path folder;
  private TestDatabase here;
  private TestDatabase there;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    here = TestDatabases.postgres();
    there = TestDatabases.postgres();
    for (TestDatabase each : new TestDatabase[] {here, there}) {
      each.run("CREATE TABLE probe (code text PRIMARY KEY, level real, factor float8)");
    }
    here.run("INSERT INTO probe VALUES ('p', 0.2, 0.25)");
    shell = new Shell(folder);
    shell.environment.put("PASSWORD", here.password());
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          here: { type: postgresql, url: "ONE", user: USER, password: "${PASSWORD}" }
          there: { type: postgresql, url: "OTHER", user: USER, password: "${PASSWORD}" }
        syncs:
          probes:
            id: 1
            source: here
            target: there
            winner: hold
            tasks:
              - { name: probes, id: 1, source: probe, target: probe, match: [code] }
        """
            .replace("ONE", here.url())
            .replace("OTHER", there.url())
            .replace("USER", here.user()));
  }

  private void edited() throws SQLException {
    shell.call("run", "--approve");
    here.run("UPDATE probe SET level = 0.3");
  }

  private void conflict() throws SQLException {
    edited();
    there.run("UPDATE probe SET level = 0.7");
    assertThat(shell.call("run").exit()).isEqualTo(4);
  }

  private String says(String... command) {
    Shell.Said said = shell.call(command);
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).doesNotContain(WIDENED);
    return said.out();
  }

  @Test
  void inAPlan() throws SQLException {
    assertThat(says("plan")).contains("level: 0.2, factor: 0.25");
    edited();
    assertThat(says("plan")).contains("level  0.2 → 0.3");
    shell.call("run");
    here.run("DELETE FROM probe");
    assertThat(says("plan")).contains("level: 0.3");
  }

  @Test
  void inThePlansJson() throws SQLException {
    edited();
    assertThat(
            shell
                .call("plan", "--output", "json")
                .sync()
                .at("/tasks/0/records/0/fields/0/after")
                .toString())
        .isEqualTo("0.3");
  }

  @Test
  void inAConflict() throws SQLException {
    conflict();
    assertThat(says("plan")).contains("here: 0.3").contains("there: 0.7");
    assertThat(says("conflicts", "list")).containsPattern("level +0.3 +0.7");
  }

  @Test
  void inABiography() throws SQLException {
    edited();
    shell.call("run");
    assertThat(says("show", "record", "p"))
        .containsPattern("level +0.3 +0.3")
        .contains("level: 0.2, factor: 0.25")
        .contains("level  0.2 → 0.3");
  }

  @Test
  void inAVerification() throws SQLException {
    edited();
    assertThat(says("verify")).contains("level: 0.3 ≠ 0.2");
  }
}
