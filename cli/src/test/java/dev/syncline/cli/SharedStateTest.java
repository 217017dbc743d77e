package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state is kept in a PostgreSQL database by naming it once, and moves there and back. */
class SharedStateTest {
  private static final String NOT_THIS = "not-this-secret";

  @TempDir Path folder;

  private Shops shops;
  private TestDatabase state;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
    state = TestDatabases.postgres();
  }

  private Shell.Said call(int exit, String... arguments) {
    Shell.Said said = shops.shell.call(arguments);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private String url(String password) {
    return state.url().replace("jdbc:", "").replace("//", "//app:" + password + "@");
  }

  private void inConfiguration(String more) {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            + "state: { url: \"%s\", user: app, password: \"${STATE}\"%s }\n"
                .formatted(state.url(), more));
    shops.shell.environment.put("STATE", state.password());
  }

  @Test
  void oneVariableIsAllThatItTakes() throws SQLException {
    shops.shell.environment.put("SYNCLINE_STATE", url(state.password()));
    call(3, "plan");
    call(0, "run");
    call(0, "plan");
    call(0, "verify");
    assertThat(call(0, "status").out()).contains("customers");
    assertThat(Shops.ask(state, "SELECT count(*)::text FROM syncline_state.link"))
        .containsExactly("7");
    assertThat(folder.resolve(".syncline/state.db")).doesNotExist();
    shops.crm.run("UPDATE customer SET city = 'Kiel' WHERE email = 'ann@x.org'");
    call(0, "run");
    assertThat(Shops.ask(shops.shop, "SELECT city FROM client WHERE mail = 'ann@x.org'"))
        .containsExactly("Kiel");
    call(0, "undo", "2", "--yes");
    assertThat(Shops.ask(shops.shop, "SELECT city FROM client WHERE mail = 'ann@x.org'"))
        .containsExactly("Oslo");
  }

  @Test
  void theConfigurationNamesItAndTheCommandLineAnother() throws SQLException {
    inConfiguration(", lease: 10s");
    call(0, "run");
    assertThat(Shops.ask(state, "SELECT count(*)::text FROM syncline_state.run"))
        .containsExactly("1");
    assertThat(call(0, "runs", "--state", "other.db").out()).doesNotContain("done");
    assertThat(
            call(
                    0,
                    "runs",
                    "--state",
                    state.url() + "?currentSchema=other&user=app&password=" + state.password())
                .out())
        .doesNotContain("done");
    inConfiguration(", leese: 10s");
    assertThat(call(1, "runs").err()).contains("leese");
    assertThat(folder.resolve(".syncline/state.db"))
        .as("state that is elsewhere is not taken for none")
        .doesNotExist();
  }

  @Test
  void aPasswordThatIsRefusedIsNotShown() {
    inConfiguration("");
    shops.shell.environment.put("STATE", NOT_THIS);
    for (String[] command : new String[][] {{"run"}, {"status"}, {"check"}, {"backup", "b.db"}}) {
      Shell.Said said = shops.shell.call(command);
      assertThat(said.exit()).as("%s", said).isEqualTo(1);
      assertThat(said.toString()).contains("did not accept user \"app\"").doesNotContain(NOT_THIS);
    }
    shops.shell.environment.put("SYNCLINE_STATE", url(NOT_THIS));
    assertThat(call(1, "run").toString()).contains("did not accept").doesNotContain(NOT_THIS);
  }

  @Test
  void whatLiesInFilesOfANodeIsNotTakenForGoneByAnother() throws Exception {
    shops.crm.run("DELETE FROM invoice");
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.createDirectory(folder.resolve("export"));
    String configuration =
        """
        version: 1
        state: { url: "%s", user: app, password: "%s" }
        connections:
          crm: { type: sqlite, url: "jdbc:sqlite:%s" }
          out: { type: csv, path: "%s", files: { clients: { key: id, types: { id: integer, email: text, name: text } } } }
        syncs:
          customers:
            id: 1
            source: crm
            target: out
            direction: to-target
            tasks:
              - { name: customers, id: 1, source: customer, target: clients, match: id, same-ids: true }
        """
            .formatted(
                state.url(), state.password(), folder.resolve("crm.db"), folder.resolve("export"));
    shops.shell.file("syncline.yaml", configuration);
    call(0, "run");
    Shell other = new Shell(second, shops.shell);
    other.file("syncline.yaml", configuration);
    Shell.Said refused = other.call("run");
    assertThat(refused.exit()).as("%s", refused).isEqualTo(1);
    assertThat(refused.err().replaceAll("\\s+", " "))
        .contains("another one has the working copies of out in its files")
        .contains(folder.resolve(".syncline").toString())
        .contains("run --adopt");
    assertThat(other.call("plan").err()).contains("cannot run on this node");
    call(0, "run");
    Shell.Said adopted = other.call("run", "--adopt");
    assertThat(adopted.exit()).as("%s", adopted).isZero();
    assertThat(other.call("run").exit()).isZero();
    assertThat(call(1, "run").err()).contains(second.toString());
    assertThat(Files.readString(folder.resolve("export/clients.csv")))
        .contains("ann@x.org", "bob@x.org", "cy@x.org");
  }

  @Test
  void stateMovesFromAFileToADatabaseAndBack() throws Exception {
    call(0, "run");
    call(0, "backup", "backup.db");
    inConfiguration("");
    assertThat(call(0, "restore", "backup.db").out()).contains("schema syncline_state");
    assertThat(call(1, "restore", "backup.db").err()).contains("already");
    call(0, "plan");
    shops.crm.run("INSERT INTO customer (email, name) VALUES ('eve@x.org', 'Eve')");
    call(0, "run");
    call(0, "verify");
    call(0, "backup", "later.db");
    shops.configure("");
    Files.delete(folder.resolve(".syncline/state.db"));
    call(0, "restore", "later.db");
    call(0, "plan");
    assertThat(call(0, "runs").out()).contains("done");
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client WHERE mail = 'eve@x.org'"))
        .containsExactly("1");
  }
}
