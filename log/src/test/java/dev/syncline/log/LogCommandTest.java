package dev.syncline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Capture by the log between two real servers, as a person meets it at the command line. */
class LogCommandTest extends LogCommand {
  @Test
  void aRunReadsWhatTheLogTells() throws SQLException {
    assertThat(ok("start", "--print-sql"))
        .contains("CREATE PUBLICATION", "pg_create_logical_replication_slot", "CREATE TABLE");
    assertThat(slots()).isEmpty();
    ok("start", "--yes");
    inStep();
    ok("run"); // what the start itself wrote
    crm.run(
        "UPDATE person SET name = 'Ann' WHERE email = 'p1@x'",
        "DELETE FROM person WHERE email = 'p2@x'",
        "UPDATE person SET id = 1000 WHERE email = 'p3@x'",
        "INSERT INTO person (email, name) VALUES ('new@x', 'New')");
    shop.run("UPDATE people SET name = 'Five' WHERE email = 'p5@x'");
    String run = ok("run", "--output", "json");
    assertThat(run.replaceAll("\\s", ""))
        .contains("\"full\":{\"source\":null,\"target\":null}")
        .containsPattern("\"looked\":\\{\"source\":\\d,\"target\":\\d\\}");
    inStep();
    assertThat(ask(shop, "SELECT count(*) FROM people WHERE email = 'p3@x'")).containsExactly("1");
    assertThat(ok("status")).contains("log, ").contains("replication slot");
    assertThat(call("check").out()).contains("A run reads what the log tells");
  }

  @Test
  void aLostSlotIsSaidAndEverythingIsCompared() throws SQLException {
    ok("start", "--yes");
    ok("run");
    crm.asAdmin().run("SELECT pg_drop_replication_slot('" + slots().getFirst() + "')");
    crm.run("UPDATE person SET name = 'Ann' WHERE email = 'p1@x'");
    assertThat(call("check").out()).contains("There is no replication slot");
    assertThat(ok("run")).contains("Compared crm in full: the replication slot", "is gone");
    inStep();
    ok("run");
    crm.run("UPDATE person SET name = 'Bob' WHERE email = 'p1@x'");
    ok("run");
    inStep();
  }

  @Test
  void whatIsInTheLogWaitsForATaskThatRests() throws SQLException {
    ok("start", "--yes");
    ok("run");
    shop.run("RENAME TABLE people TO elsewhere");
    crm.run("UPDATE person SET name = 'Ann' WHERE email = 'p1@x'");
    assertThat(call("run").exit()).as("a person has to say where the table went").isEqualTo(4);
    shop.run("RENAME TABLE elsewhere TO people");
    ok("run");
    inStep();
  }

  @Test
  void aStoppedSyncKeepsNoLog() throws SQLException {
    ok("start", "--yes");
    assertThat(slots()).hasSize(1);
    assertThat(ok("stop")).contains("keep no more of their logs");
    assertThat(slots()).isEmpty();
    crm.run("UPDATE person SET name = 'Ann' WHERE email = 'p1@x'");
    ok("start");
    assertThat(slots()).hasSize(1);
    inStep();
  }

  @Test
  void whatAServerKeepsForASyncThatNobodyRunsIsSaid() throws Exception {
    assertThat(ok("start", "--yes"))
        .contains("Mind that nothing bounds what crm keeps of its log")
        .contains("ALTER SYSTEM SET max_slot_wal_keep_size")
        .contains("syncline stop people");
    Said check = call("check");
    assertThat(check.exit()).as("%s", check).isEqualTo(3);
    assertThat(check.out())
        .contains("can fill that server's disk")
        .contains("ALTER SYSTEM SET max_slot_wal_keep_size")
        .contains("syncline stop people")
        .contains("for the replication slot " + slots().getFirst());
    ok("run");
    configure("log-keep: 1MB");
    assertThat(call("status").out()).doesNotContain("log-keep");
    crm.run(
        "CREATE TABLE other (t text)",
        "INSERT INTO other SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
    Said status = call("status");
    assertThat(status.exit()).as("%s", status).isEqualTo(3);
    assertThat(status.out())
        .containsPattern("keeps \\S+ MB of its log for the replication slot")
        .contains("more than log-keep allows")
        .contains("syncline stop people");
    assertThat(call("status", "--output", "json").out()).containsPattern("\"logKept\" ?: ?\\d{7}");
    ok("stop");
    assertThat(slots()).isEmpty();
    assertThat(call("status").out()).doesNotContain("more than log-keep");
  }

  @Test
  void aRunThatBeginsToReadALogSaysWhatThatMayCost() {
    Said first = call("run");
    assertThat(first.exit()).as("%s", first).isZero();
    assertThat(first.err())
        .contains("Mind that nothing bounds what crm keeps of its log")
        .contains("ALTER SYSTEM SET max_slot_wal_keep_size");
    assertThat(call("run").err()).doesNotContain("Mind that");
  }

  @Test
  void whatIsKeptForASyncThatWasRemovedIsSaidAndLetGo() throws Exception {
    ok("start", "--yes");
    Path file = folder.resolve("syncline.yaml");
    String before = Files.readString(file);
    Files.writeString(file, before.replace("people:\n    id: 1\n", "others:\n    id: 2\n"));
    assertThat(call("check").out())
        .contains("the sync with the id 1 is not configured any more, but crm keeps its log for it")
        .contains("syncline reset SYNC --tracking --yes");
    assertThat(slots()).hasSize(1);
    Files.writeString(file, before);
    assertThat(call("check").out()).doesNotContain("not configured any more");
    assertThat(ok("reset", "people", "--tracking", "--yes")).contains("Let go the log of ");
    assertThat(slots()).isEmpty();
    Files.writeString(file, before.replace("people:\n    id: 1\n", "others:\n    id: 2\n"));
    assertThat(call("check").out()).doesNotContain("not configured any more");
  }

  @Test
  void aServerWithABoundNeedsNoWarning() throws SQLException {
    crm.asAdmin().run("ALTER SYSTEM SET max_slot_wal_keep_size = '4GB'", "SELECT pg_reload_conf()");
    try {
      assertThat(ok("start", "--yes")).doesNotContain("bounds");
      assertThat(ok("check")).doesNotContain("bounds").contains("The server keeps");
      assertThat(ok("status")).doesNotContain("bounds").contains("The server keeps");
    } finally {
      crm.asAdmin().run("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  @Test
  void aDedicatedAccountIsRefusedSinceTheLogDoesNotNameIt() throws Exception {
    String before = Files.readString(folder.resolve("syncline.yaml"));
    Files.writeString(
        folder.resolve("syncline.yaml"),
        before.replace("type: postgresql,", "type: postgresql, dedicated-account: loader,"));
    for (String command : List.of("check", "run", "start")) {
      Said said = call(command);
      assertThat(said.exit()).as("%s", said).isEqualTo(1);
      assertThat(said.out() + said.err())
          .contains("syncline.yaml:8:")
          .contains("the log does not tell who changed a record")
          .contains("capture: triggers");
    }
    Files.writeString(folder.resolve("syncline.yaml"), before);
  }

  /** A standby that the server waits for, and that is not there, holds up what the log tells. */
  @Test
  void aRunThatWaitsForTheLogEndsWhenItIsStopped() throws Exception {
    String name = ask(crm, "SELECT current_database()").getFirst();
    crm.asAdmin().run("ALTER DATABASE " + name + " SET synchronous_commit = local");
    ok("start", "--yes");
    ok("run");
    crm.asAdmin()
        .run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
    FutureTask<Boolean> user =
        new FutureTask<>(
            () -> {
              crm.run("SET synchronous_commit = on", "UPDATE person SET name = 'Ann' WHERE id = 1");
              return true;
            });
    try {
      Thread.ofPlatform().start(user);
      while (!ask(crm, SYNC).getFirst().equals("1")) {
        Thread.sleep(10);
      }
      FutureTask<Said> run = new FutureTask<>(() -> call("run"));
      Thread.ofPlatform().start(run);
      until(() -> ask(crm, SENT).getFirst().equals("t"), run);
      ok("stop");
      assertThat(run.get().out()).contains("Stopped on request");
      assertThat(slots()).isEmpty();
    } finally {
      crm.asAdmin().run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }
    assertThat(user.get()).isTrue();
    ok("start");
    inStep();
  }

  private static final String SYNC =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event ="
          + " 'SyncRep'";

  private static final String SENT =
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE"
          + " '%pg_snapshot_xmax%' AND pid <> pg_backend_pid())";

  @Test
  void aWatchIsToldAndGoesOnWhenItIsCutOff() throws Exception {
    ok("start", "--yes");
    FutureTask<Said> watch = new FutureTask<>(() -> call("run", "--watch"));
    Thread terminal = new Thread(watch, "other terminal");
    terminal.start();
    crm.run("UPDATE person SET name = 'Ann' WHERE email = 'p1@x'");
    shop.run("INSERT INTO people (email, name) VALUES ('shop@x', 'Shop')");
    until(() -> there().contains("p1@x Ann") && here().contains("shop@x Shop"), watch);
    crm.asAdmin()
        .run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + ask(crm, "SELECT current_database()").getFirst()
                + "' AND pid <> pg_backend_pid()");
    crm.run("UPDATE person SET name = 'Eve' WHERE email = 'p1@x'");
    until(() -> there().contains("p1@x Eve"), watch);
    crm.asAdmin().run("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
    crm.run("UPDATE person SET name = 'Joe' WHERE email = 'p1@x'");
    until(() -> there().contains("p1@x Joe"), watch);
    assertThat(ok("stop")).contains("keep no more of their logs");
    watch.get();
    assertThat(slots()).isEmpty();
  }

  private interface Question {
    boolean holds() throws SQLException;
  }

  /** Waits as long as it takes; a watch that ended will not do it any more. */
  private static void until(Question question, FutureTask<Said> watch) throws Exception {
    while (!question.holds()) {
      if (watch.isDone()) {
        throw new AssertionError("the watch ended: " + watch.get());
      }
      Thread.sleep(20);
    }
  }
}
