package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Between PostgreSQL and MariaDB, by commands: what timestamps tell, whose changes count, and what
 * becomes of triggers that change what was written.
 */
class CaptureWaysTest {
  @TempDir Path folder;
  private Shell shell;
  private TestDatabase post;
  private TestDatabase maria;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    post = TestDatabases.postgres();
    maria = TestDatabases.mariadb();
    post.run(
        "CREATE TABLE person (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text,"
            + " created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz, editor text)",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.updated_at := now(); RETURN NEW; END'",
        "CREATE TRIGGER stamp BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION stamp()",
        "INSERT INTO person (id, email, name) SELECT i, i || '@x', 'P' || i FROM"
            + " generate_series(1, 50) i");
    maria.run(
        "CREATE TABLE person (id bigint AUTO_INCREMENT PRIMARY KEY, email varchar(60) NOT NULL"
            + " UNIQUE, name varchar(60), updated_at datetime(6) NOT NULL DEFAULT"
            + " CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), KEY (updated_at))");
    shell.environment.put("POST", post.password());
    shell.environment.put("MARIA", maria.password());
  }

  private void configure(String source, String sync) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          post: { type: postgresql, url: "PURL", user: "PUSER", password: "${POST}"SOURCE }
          maria: { type: mariadb, url: "MURL", user: "MUSER", password: "${MARIA}", timestamps: { updated: updated_at } }
        syncs:
          people:
            id: 1
            source: post
            target: maria
            guard: off
        SYNC    tasks:
              - name: people
                id: 1
                source: person
                target: person
                match: email <-> email
                fields: [email <-> email, name <-> name]
        """
            .replace("PURL", post.url())
            .replace("PUSER", post.user())
            .replace("MURL", maria.url())
            .replace("MUSER", maria.user())
            .replace("SOURCE", source)
            .replace("SYNC", sync.indent(4)));
  }

  private Shell.Said run(int exit) {
    Shell.Said said = shell.call("run", "--output", "json");
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private String name(TestDatabase db, int id) throws SQLException {
    return Shops.ask(db, "SELECT name FROM person WHERE email = '" + id + "@x'").getFirst();
  }

  private static final String STAMPS =
      ", timestamps: { created: created_at, updated: updated_at, updated-by: editor }";

  @Test
  void timestampsTellWhatChangedOnBothSides() throws SQLException {
    configure(STAMPS, "capture: timestamps\noverlap: 1s");
    run(0);
    post.run("SELECT pg_sleep(2.5)", "UPDATE person SET name = 'Changed' WHERE id = 3");
    maria.run(
        "UPDATE person SET name = 'There' WHERE email = '4@x'",
        "DELETE FROM person WHERE email = '5@x'");
    run(0);
    assertThat(name(maria, 3)).isEqualTo("Changed");
    assertThat(name(post, 4)).isEqualTo("There");
    assertThat(Shops.ask(post, "SELECT id FROM person WHERE id = 5")).isEmpty();
    assertThat(shell.call("verify").exit()).isZero();
    Shell.Said text = shell.call("run");
    assertThat(text.out()).doesNotContain("compared in full");
    assertThat(shell.call("status").out()).contains("timestamps");
    Shell.Said check = shell.call("check");
    assertThat(check.out())
        .contains("timestamps: people")
        .contains("no index begins with created_at")
        .contains("pg_read_all_stats");
  }

  @Test
  void whatALongTransactionWritesIsFound() throws SQLException {
    configure(STAMPS, "capture: timestamps\noverlap: 1s");
    run(0);
    try (Connection other = post.open();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE person SET name = 'Late' WHERE id = 7");
      statement.execute("SELECT pg_sleep(2.5)");
      post.run("UPDATE person SET name = 'Meanwhile' WHERE id = 8");
      run(0);
      assertThat(name(maria, 8)).isEqualTo("Meanwhile");
      other.commit();
    }
    run(0);
    assertThat(name(maria, 7)).isEqualTo("Late");
  }

  @Test
  void aSideWithoutSuchColumnsIsRefusedWithARemedy() throws SQLException {
    configure("", "capture: timestamps");
    Shell.Said said = shell.call("run");
    assertThat(said.exit()).as("%s", said).isNotZero();
    assertThat(said.out() + said.err())
        .contains("no column of public.person is named that tells when a record was written")
        .contains("scan");
  }

  @Test
  void changesOfADedicatedAccountGiveNoWork() throws SQLException {
    configure(STAMPS + ", dedicated-account: loader", "capture: { source: timestamps }");
    run(0);
    post.run(
        "SELECT pg_sleep(0.1)",
        "UPDATE person SET name = 'By the loader', editor = 'loader' WHERE id = 3",
        "UPDATE person SET name = 'By a person', editor = 'ann' WHERE id = 4");
    run(0);
    assertThat(name(maria, 3)).isEqualTo("P3");
    assertThat(name(maria, 4)).isEqualTo("By a person");
    assertThat(shell.call("resync", "--yes").exit()).isZero();
    assertThat(name(maria, 3)).as("a full compare carries it").isEqualTo("By the loader");
  }

  @Test
  void marksNameADatabaseUserWhoDoesNotCount() throws SQLException {
    configure(", dedicated-account: \"" + post.user() + "\"", "capture: triggers");
    run(0);
    post.run("UPDATE person SET name = 'By the account' WHERE id = 3");
    post.asAdmin().run("UPDATE person SET name = 'By somebody else' WHERE id = 4");
    run(0);
    assertThat(name(maria, 3)).isEqualTo("P3");
    assertThat(name(maria, 4)).isEqualTo("By somebody else");
  }

  @Test
  void whatATriggerMakesOfAValueIsLearned() throws SQLException {
    maria.run(
        "CREATE TRIGGER small BEFORE INSERT ON person FOR EACH ROW SET NEW.name = LOWER(NEW.name)",
        "CREATE TRIGGER smaller BEFORE UPDATE ON person FOR EACH ROW SET NEW.name ="
            + " LOWER(NEW.name)");
    configure("", "capture: scan");
    run(0);
    assertThat(name(maria, 3)).isEqualTo("p3");
    post.run("UPDATE person SET name = 'Mixed' WHERE id = 3");
    for (int i = 0; i < 5; i++) {
      run(0);
    }
    assertThat(name(maria, 3)).isEqualTo("mixed");
    assertThat(name(post, 3)).isEqualTo("Mixed");
  }

  @Test
  void twoDatabasesThatFightAreQuarantinedAndSaidSo() throws SQLException {
    configure("", "capture: scan");
    run(0);
    // A job on each side, which has the last word there.
    String small = "UPDATE person SET name = 'ann' WHERE email = '3@x'";
    String large = "UPDATE person SET name = 'ANN' WHERE email = '3@x'";
    int runs = 0;
    Shell.Said said;
    do {
      post.run(large);
      said = shell.call("run", "--output", "json");
      if (said.exit() == 0) {
        maria.run(small);
        said = shell.call("run", "--output", "json");
      }
    } while (said.exit() == 0 && ++runs < 20);
    assertThat(said.exit()).as("%s", said).isEqualTo(4);
    assertThat(runs).isEqualTo(3);
    String held = shell.call("conflicts", "list").out();
    assertThat(held).contains("quarantined").contains("name").contains("ANN").contains("ann");
    assertThat(shell.call("status", "--due").out()).contains("1 quarantined");
    assertThat(shell.call("show", "record", "3").out()).contains("flips");
    List<String> before = Shops.ask(maria, "SELECT name FROM person ORDER BY id");
    run(4);
    assertThat(Shops.ask(maria, "SELECT name FROM person ORDER BY id")).isEqualTo(before);
    assertThat(shell.call("retry").exit()).isZero();
    assertThat(name(maria, 3)).isEqualTo("ANN");
  }
}
