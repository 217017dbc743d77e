package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import dev.syncline.project.text.Width;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The life of a sync: start, stop, status, runs, show, verify, resync, reset, backup, uninstall.
 */
class LifeTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  @Test
  void startsStopsAndStartsAgainWithoutDuplicates() throws SQLException {
    assertThat(shops.shell.call("status").out())
        .contains("never ran")
        .contains("last in step  never");
    Shell.Said started = shops.shell.call("start");
    assertThat(started.exit()).isZero();
    assertThat(started.out()).contains("started in run 1");
    List<String> inStep = shops.everything();
    assertThat(shops.shell.call("status", "--output", "json").sync().get("phase").asString())
        .isEqualTo("live");
    Shell.Said stopped = shops.shell.call("stop");
    assertThat(stopped.out())
        .isEqualTo(
            "✓ customers is stopped. Its links are kept.\nNext:  syncline start customers\n");
    Shell.Said refused = shops.shell.call("run");
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(refused.out()).contains("customers is stopped and did not run");
    for (String command : List.of("retry", "resync")) {
      Shell.Said said = shops.shell.call(command);
      assertThat(said.exit()).isEqualTo(4);
      assertThat(said.err()).contains("Start it with: syncline start customers");
    }
    shops.crm.run("INSERT INTO customer (email, name) VALUES ('eve@x.org', 'Eve')");
    shops.shop.run("INSERT INTO client (mail, name) VALUES ('eve@x.org', 'Eve')");
    assertThat(shops.shell.call("start").exit()).isZero();
    assertThat(shops.customers()).isEqualTo(shops.clients()).hasSize(5);
    assertThat(shops.everything()).containsAll(inStep);
  }

  @Test
  void stopEndsARunThatIsOnInAnotherTerminal() throws Exception {
    List<String> before = shops.everything();
    FutureTask<Shell.Said> run = new FutureTask<>(() -> new Shell(folder).call("start"));
    Thread terminal = new Thread(run, "other terminal");
    Shell.Said stopped;
    try (Connection user = shops.shop.open();
        Statement statement = user.createStatement()) {
      statement.execute("BEGIN IMMEDIATE"); // the run cannot write before this ends
      terminal.start();
      while (shops.shell.call("runs").out().contains("no runs yet")) {
        Thread.onSpinWait();
      }
      stopped = shops.shell.call("stop");
      statement.execute("ROLLBACK");
    }
    assertThat(stopped.out())
        .contains("customers is stopped.")
        .contains("Run 1 is still on, and ends soon.");
    Shell.Said said = run.get();
    assertThat(said.exit()).as("%s", said).isEqualTo(3);
    assertThat(said.out())
        .contains("! Stopped on request.")
        .endsWith("Next:  syncline start customers\n");
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(shops.shell.call("stop").out()).doesNotContain("still on");
    assertThat(shops.shell.call("start").exit()).isZero();
    assertThat(shops.customers()).isEqualTo(shops.clients()).hasSize(4);
  }

  @Test
  void showsStatusFromTheStoreAlone() throws Exception {
    shops.shell.call("run");
    shops.conflict();
    shops.shell.call("run");
    Files.move(folder.resolve("crm.db"), folder.resolve("away.db"));
    Shell.Said said = shops.shell.call("status", "--due");
    assertThat(said.exit()).isEqualTo(4);
    assertThat(said.out())
        .startsWith("customers  crm ⇄ shop  draft\n")
        .contains("    links         7\n")
        .contains("    due           1 conflict\n")
        .contains("    unaccounted   0\n")
        .contains(
            "  ! customers: 1 conflict\n      2 in crm  both sides hold different values of name");
    JsonNode json = shops.shell.call("status", "--due", "--output", "json").sync();
    assertThat(json.at("/due/0/key").asString()).isEqualTo("2");
    assertThat(json.at("/due/0/reason").asString()).isEqualTo("conflict");
    assertThat(json.get("unaccounted").asInt()).isZero();
  }

  @Test
  void listsAndShowsRuns() throws SQLException {
    assertThat(shops.shell.call("runs").out()).isEqualTo("There are no runs yet.\n");
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    shops.shell.call("run");
    Shell.Said runs = shops.shell.call("runs");
    assertThat(runs.out().lines().map(l -> l.replaceAll(" {2,}", "  ").strip()))
        .element(0)
        .isEqualTo("run  what  started  took  linked  written  left  result");
    assertThat(runs.out().lines().skip(1)).hasSize(2).allMatch(l -> l.endsWith("done"));
    Shell.Said run = shops.shell.call("show", "run", "2");
    assertThat(run.out())
        .contains("run 2  run of customers, done")
        .contains(
            "  customers 1 ⇄ 1004  update on the target, applied  the only change\n      city  Oslo → Bergen\n");
    JsonNode json = shops.shell.call("show", "run", "2", "--output", "json").json();
    assertThat(json.at("/operations/0/before/city").asString()).isEqualTo("Oslo");
    assertThat(json.at("/operations/0/after/city").asString()).isEqualTo("Bergen");
    assertThat(shops.shell.call("show", "run", "99").exit()).isEqualTo(2);
  }

  @Test
  void showsARecordWithItsBiography() throws SQLException {
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    shops.shell.call("run");
    shops.shop.run("UPDATE client SET city = 'Moss' WHERE mail = 'ann@x.org'");
    Shell.Said said = shops.shell.call("show", "record", "1", "--task", "customers");
    assertThat(said.out())
        .startsWith("customers 1 ⇄ 1004  crm ⇄ shop  linked\n")
        .contains("  ≠  city            Bergen        Moss")
        .contains("create on the target, applied")
        .contains("      city  Oslo → Bergen\n");
    Shell.Said same =
        shops.shell.call("show", "record", "1004", "--task", "customers", "--side", "target");
    assertThat(same.out()).isEqualTo(said.out());
  }

  @Test
  void showsEveryFieldOfWhatWasWritten() throws SQLException {
    String columns = "a VARCHAR(40), b VARCHAR(40), c VARCHAR(40), d INT, e INT, f VARCHAR(90)";
    shops.crm.run("CREATE TABLE wide (code VARCHAR(9) PRIMARY KEY, " + columns + ")");
    shops.shop.run("CREATE TABLE wide (code VARCHAR(9) PRIMARY KEY, " + columns + ")");
    shops.crm.run(
        "INSERT INTO wide VALUES ('W1', 'the first of all values', 'the second of all values',"
            + " 'the third of all values', 4, NULL, 'the sixth, which is longer than is shown of it')");
    shops.shell.file(
        "wide.yaml",
        Shops.configuration("")
                .replaceFirst(
                    "(?s) +- name: customers.*", "      - { name: wide, id: 9, source: wide,")
            + " target: wide, match: [code] }\n");
    Shell.Said run = shops.shell.call("run", "--config", "wide.yaml");
    assertThat(run.exit()).as("%s", run).isZero();
    shops.shell.width = 80;
    String written =
        """
              code: W1, a: the first of all values, b: the second of all values,
              c: the third of all values, d: 4, f: the sixth, whic… (46 characters)
        """;
    assertThat(shops.shell.call("show", "run", "1", "--config", "wide.yaml").out())
        .endsWith(written);
    assertThat(shops.shell.call("show", "record", "W1", "--config", "wide.yaml").out())
        .endsWith(written);
  }

  @Test
  void showsATaskAsItRuns() {
    Shell.Said said = shops.shell.call("show", "task", "invoices");
    assertThat(said.out())
        .contains("invoices  invoice in crm, bill in shop")
        .contains("unique key      number (exact)")
        .contains("relation")
        .contains("first sync      not done yet");
  }

  @Test
  void verifyFindsWhatChangedBehindItsBack() throws SQLException {
    shops.shell.call("run");
    Shell.Said equal = shops.shell.call("verify");
    assertThat(equal.exit()).isZero();
    assertThat(equal.out())
        .contains("customers and invoices: by streams (not by checksums: crm computes no")
        .contains("✓ Certified: all 7 pairs are equal");
    shops.shop.run(
        "UPDATE client SET name = 'Ben' WHERE mail = 'bob@x.org'",
        "UPDATE bill SET client_id = 1001 WHERE number = 'A-1'",
        "INSERT INTO client (mail, name) VALUES ('zed@x.org', 'Zed')");
    shops.crm.run("DELETE FROM invoice WHERE number = 'A-2'");
    Shell.Said said = shops.shell.call("verify");
    assertThat(said.exit()).isEqualTo(3);
    assertThat(said.out())
        .contains("≠ customers: 2 differences")
        .contains("2 ⇄ 1001  name: Bob ≠ Ben")
        .contains("≠ invoices: 2 differences")
        .endsWith("✗ 4 differences. Nothing was changed.\nNext:  syncline plan customers\n");
    JsonNode json = shops.shell.call("verify", "--task", "invoices", "--output", "json").sync();
    assertThat(json.get("certified").asBoolean()).isFalse();
    assertThat(json.at("/tasks/0/differences").size()).isEqualTo(2);
    JsonNode pairs = shops.shell.call("verify", "--by", "pairs", "--output", "json").sync();
    assertThat(pairs.at("/tasks/1/by").asString()).isEqualTo("pairs");
    assertThat(pairs.at("/tasks/1/differences").size()).isEqualTo(2);
  }

  @Test
  void verifyNamesTheSideOfARecordThatIsAlone() throws SQLException {
    assertThat(shops.shell.call("verify").out())
        .contains("1 in crm  has no counterpart on the target")
        .contains("1001 in shop  has no counterpart on the source");
  }

  @Test
  void resyncKeepsLinks() throws SQLException {
    shops.shell.call("run");
    Shell.Said said = shops.shell.call("resync");
    assertThat(said.out()).contains("resynced in run 2").contains("Nothing was written.");
    assertThat(said.exit()).isZero();
  }

  @Test
  void resetSaysFirstWhatItMeans() throws SQLException {
    shops.shell.call("run");
    Shell.Said asked = shops.shell.call("reset", "--links", "--task", "customers");
    assertThat(asked.exit()).isEqualTo(4);
    assertThat(asked.out())
        .contains("! 4 links of customers would be forgotten")
        .contains("Nothing was done.")
        .contains("syncline reset --links --task customers --yes");
    assertThat(shops.shell.call("status", "--output", "json").sync().at("/tasks/0/links").asInt())
        .isEqualTo(4);
    assertThat(shops.shell.call("reset", "--links", "--task", "customers", "--yes").out())
        .contains("✓ Forgot 4 links.");
    assertThat(shops.shell.call("status", "--output", "json").sync().at("/tasks/0/links").asInt())
        .isZero();
    List<String> before = shops.everything();
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.everything()).as("matched again").isEqualTo(before);
    for (String other : List.of("--cursor", "--tracking", "--cdc")) {
      Shell.Said nothing = shops.shell.call("reset", other);
      assertThat(nothing.out()).contains("There is nothing to reset");
      assertThat(nothing.exit()).isZero();
    }
    assertThat(shops.shell.call("reset").exit()).isEqualTo(2);
  }

  @Test
  void asksAPersonWhoIsThere() {
    shops.shell.call("run");
    assertThat(shops.shell.answering("n").call("reset", "--links").exit()).isEqualTo(4);
    Shell.Said said = shops.shell.answering("y").call("reset", "--links");
    assertThat(said.err()).contains("Forget these links? [y/N]");
    assertThat(said.out()).contains("✓ Forgot 7 links.");
  }

  @Test
  void backsUpTheStore() {
    assertThat(shops.shell.call("backup", "b.db").exit()).as("nothing to copy").isEqualTo(1);
    shops.shell.call("run");
    assertThat(shops.shell.call("backup", "b.db").exit()).isZero();
    assertThat(shops.shell.call("plan", "--state", "b.db").exit()).isZero();
    assertThat(shops.shell.call("backup", "b.db").exit()).as("not over a file").isEqualTo(2);
  }

  @Test
  void keepsTheStateForItsOwner() throws Exception {
    shops.shell.call("run");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(".syncline"))))
        .isEqualTo("rwx------");
    assertThat(folder.resolve(".syncline/.gitignore")).hasContent("*");
  }

  @Test
  void aRecordThatIsNowhereIsBadInput() {
    for (List<String> call :
        List.of(
            List.of("plan", "--task", "customers", "--record", "4711"),
            List.of("run", "--task", "customers", "--record", "4711"))) {
      Shell.Said said = shops.shell.call(call.toArray(String[]::new));
      assertThat(said.exit()).as("%s", said).isEqualTo(2);
      assertThat(said.err().replaceAll("\\s+", " "))
          .contains("there is no record 4711 of task customers: neither crm nor shop has one");
    }
    Shell.Said shown = shops.shell.call("show", "record", "4711", "--task", "customers");
    assertThat(shown.exit()).as("%s", shown).isEqualTo(2);
    assertThat(shown.err().replaceAll("\\s+", " ")).contains("nor is there one on the other side");
    Shell.Said other = shops.shell.call("show", "record", "1001", "--task", "customers");
    assertThat(other.exit()).as("%s", other).isEqualTo(2);
    assertThat(other.err()).contains("--side target");
    assertThat(shops.shell.call("plan", "--task", "customers", "--record", "1001").exit())
        .as("a key of the target's")
        .isEqualTo(3);
  }

  @Test
  void aRecordThatIsGoneIsStillKnownByItsLink() throws SQLException {
    shops.shell.call("run");
    shops.crm.run("DELETE FROM customer WHERE email = 'bob@x.org'");
    shops.shop.run("DELETE FROM client WHERE mail = 'bob@x.org'");
    Shell.Said said = shops.shell.call("plan", "--task", "customers", "--record", "2");
    assertThat(said.exit()).as("%s", said).isEqualTo(3);
    assertThat(shops.shell.call("show", "record", "2", "--task", "customers").exit()).isZero();
  }

  @Test
  void whatAKilledRunWroteIsCountedByTheJournal() throws SQLException {
    shops.shell.call("run");
    String whole = written(shops.shell.call("show", "run", "1").out());
    TestDatabases.sqlite(folder.resolve(".syncline/state.db"))
        .run("UPDATE run SET ended = 0, result = '', counts = ''");
    Shell.Said killed = shops.shell.call("show", "run", "1");
    assertThat(killed.out()).contains("customers, killed");
    assertThat(written(killed.out())).isEqualTo(whole).isNotEqualTo("0 records");
    JsonNode listed = shops.shell.call("runs", "--output", "json").json().at("/runs/0");
    assertThat(listed.get("result").asString()).isEqualTo("killed");
    assertThat(listed.get("written").asLong() + " records").isEqualTo(whole);
    assertThat(shops.shell.call("runs").out().lines().toList().getLast().strip())
        .matches(".* " + whole.replace(" records", "") + " +· +killed");
    assertThat(killed.out()).contains("The next run settles what it left open.");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.shell.call("show", "run", "1").out())
        .contains("A later run settled what it left open.")
        .doesNotContain("The next run");
  }

  private static String written(String screen) {
    return screen
        .lines()
        .filter(l -> l.startsWith("  written  "))
        .map(l -> l.substring("  written  ".length()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunThatNoProcessIsAtWasKilled() throws IOException {
    shops.shell.call("run");
    Path state = folder.resolve(".syncline/state.db");
    try (StateStore store = Stores.open(state);
        StateStore.Change change = store.begin()) {
      change.openRun(1, "run", shops.shell.now, null);
      change.commit();
    }
    assertThat(shops.shell.call("runs").out()).contains("killed").contains("done");
    assertThat(shops.shell.call("status").out()).contains("run 2, killed");
    assertThat(shops.shell.call("show", "run", "2").out())
        .contains("run of customers, killed")
        .contains("its process is gone");
    assertThat(shops.shell.call("stop").out()).contains("Run 2 was killed");
    // Somebody else is at it.
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(".syncline/state.db.sync-1.lock"), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(shops.shell.call("runs").out()).contains("running").doesNotContain("killed");
      assertThat(shops.shell.call("stop").out()).contains("Run 2 is still on");
    }
    shops.shell.call("start");
    assertThat(shops.shell.call("show", "run", "2").out())
        .as("later runs do not change what became of it")
        .contains("killed");
  }

  @Test
  void aHaltedSyncThatIsBeingRunIsRunning() throws IOException {
    shops.configure("guard: { creates: 1 }");
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    assertThat(shops.shell.call("status").out()).contains("halted", "would create");
    try (StateStore store = Stores.open(folder.resolve(".syncline/state.db"));
        StateStore.Change change = store.begin()) {
      change.openRun(1, "run", shops.shell.now, null);
      change.commit();
    }
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(".syncline/state.db.sync-1.lock"), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();
      Shell.Said status = shops.shell.call("status");
      assertThat(status.out()).contains("running").doesNotContain("would create");
    }
    assertThat(shops.shell.call("status").out()).as("that one was killed").contains("would create");
  }

  @Test
  void stopsBetweenTwoRowsOfALargeTableWithoutHarm() throws SQLException {
    int rows = 60_000;
    shops.crm.run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + rows
            + ") INSERT INTO customer (email, name) SELECT 'c' || i || '@x.org', 'C' || i FROM n");
    List<String> before = shops.everything();
    long[] read = {0};
    Progress personAtTheKeys =
        new Progress() {
          private boolean reading;

          @Override
          public void begin(String task, String step, long total) {
            reading = step.equals("reading both sides");
          }

          @Override
          public void advance(long records) {
            read[0] += records;
          }

          @Override
          public boolean cancelled() {
            return reading && read[0] > 2_000;
          }
        };
    try (Project project =
        new Project(Places.of(folder, null, null), Map.of(), () -> shops.shell.now)) {
      RunResult result =
          project
              .open(project.sync(null))
              .run(
                  new RunOptions(false, false, false, Set.of(), Optional.empty(), 0),
                  personAtTheKeys,
                  item -> {});
      assertThat(result.stopped()).isTrue();
    }
    assertThat(read[0]).as("the rest of the table was not read").isBetween(2_000L, rows / 2L);
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(shops.shell.call("runs").out()).contains("stopped");
    Shell.Said again = shops.shell.call("run", "--approve", "--verify");
    assertThat(again.exit()).as("%s", again).isZero();
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client"))
        .containsExactly(Integer.toString(rows + 4));
  }

  @Test
  void screensFitIntoEightyColumns() throws SQLException {
    shops.shell.width = 80;
    shops.crm.run(
        "INSERT INTO customer (email, name, city) VALUES ('a-rather-long-address@example.org',"
            + " 'A rather long name', 'A long town'), ('another-address@example.org', 'Bea', 'Rome')");
    for (String call :
        List.of("plan", "run --approve", "runs", "status", "show run 1", "uninstall")) {
      Shell.Said said = shops.shell.call(call.split(" "));
      assertThat(said.out().lines()).as("%s", said).allMatch(l -> Width.of(l) <= 80);
    }
    assertThat(shops.shell.call("runs").out()).as("moments are whole").doesNotContain("…");
  }

  @Test
  void leavesWithoutATrace() throws SQLException {
    List<String> tables = List.of("client", "bill", "sqlite_sequence");
    String query = "SELECT name FROM sqlite_master WHERE type = 'table'";
    assertThat(Shops.ask(shops.shop, query)).containsExactlyInAnyOrderElementsOf(tables);
    shops.shell.call("run");
    assertThat(Shops.ask(shops.shop, query)).hasSizeGreaterThan(3);
    Shell.Said listed = shops.shell.call("uninstall");
    assertThat(listed.exit()).isEqualTo(4);
    assertThat(listed.out()).contains("syncline_applied").contains("! Nothing was removed.");
    assertThat(shops.shell.call("uninstall", "--yes").exit()).isZero();
    assertThat(Shops.ask(shops.shop, query)).containsExactlyInAnyOrderElementsOf(tables);
    assertThat(shops.shell.call("uninstall").out()).contains("✓ There is nothing of Syncline");
  }
}
