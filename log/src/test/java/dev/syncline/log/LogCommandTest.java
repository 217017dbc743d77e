package dev.syncline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
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
    assertThat(ok("check")).contains("A run reads what the log tells");
  }

  @Test
  void aLostSlotIsSaidAndEverythingIsCompared() throws SQLException {
    ok("start", "--yes");
    ok("run");
    crm.asAdmin().run("SELECT pg_drop_replication_slot('" + slots().getFirst() + "')");
    crm.run("UPDATE person SET name = 'Ann' WHERE email = 'p1@x'");
    assertThat(ok("check")).contains("is gone. The next run makes it again");
    assertThat(ok("run")).contains("Compared crm in full: the replication slot", "is gone");
    inStep();
    ok("run");
    crm.run("UPDATE person SET name = 'Bob' WHERE email = 'p1@x'");
    ok("run");
    inStep();
  }

  @Test
  void whatWasReadSurvivesAFailure() throws SQLException {
    ok("start", "--yes");
    ok("run");
    shop.run("RENAME TABLE people TO elsewhere");
    crm.run("UPDATE person SET name = 'Ann' WHERE email = 'p1@x'");
    assertThat(call("run").exit()).isEqualTo(1);
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
