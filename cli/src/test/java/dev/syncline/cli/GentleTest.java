package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Throttles, blackouts and alerts: a sync that people can work beside, and that says when it is
 * late.
 */
class GentleTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  private void at(String moment) {
    shops.shell.now = Instant.parse(moment).toEpochMilli();
  }

  @Test
  void doesNotRunInABlackoutUnlessItIsToldTo() throws SQLException {
    shops.configure("blackout: mon-fri 08:00-18:00 Europe/Berlin");
    at("2026-03-02T12:00:00Z");
    Shell.Said said = shops.shell.call("run");
    assertThat(said.exit()).isEqualTo(4);
    assertThat(said.out())
        .contains("customers did not run")
        .contains("Mon 2026-03-02 17:00")
        .contains("syncline run customers --now");
    assertThat(shops.clients()).hasSize(3);
    assertThat(shops.shell.call("plan").exit()).isEqualTo(3);
    assertThat(shops.shell.call("run", "--now").exit()).isZero();
    assertThat(shops.clients()).hasSize(4);
  }

  @Test
  void writesNoMoreTogetherThanTheBatchSays() throws SQLException {
    shops.configure("batch: 2");
    for (int i = 10; i < 17; i++) {
      shops.crm.run(
          "INSERT INTO customer (email, name) VALUES ('p%d@x.org', 'P %d')".formatted(i, i));
    }
    assertThat(shops.shell.call("run").exit()).isZero();
    TestDatabase store = TestDatabases.sqlite(folder.resolve(".syncline/state.db"));
    try (Connection connection = store.open();
        Statement statement = connection.createStatement();
        ResultSet largest =
            statement.executeQuery("SELECT max(operations), count(*) FROM journal")) {
      assertThat(largest.next()).isTrue();
      assertThat(largest.getInt(1)).isEqualTo(2);
      assertThat(largest.getInt(2)).isGreaterThan(3);
    }
    assertThat(shops.shell.call("verify").exit()).isZero();
  }

  @Test
  void runsOutsideOfIt() {
    shops.configure("blackout: mon-fri 08:00-18:00 Europe/Berlin");
    at("2026-03-01T12:00:00Z");
    assertThat(shops.shell.call("run").exit()).isZero();
  }

  @Test
  void aPlanIsNotAppliedInABlackout() throws SQLException {
    shops.configure("blackout: mon-fri 08:00-18:00 Europe/Berlin");
    at("2026-03-02T12:00:00Z");
    assertThat(shops.shell.call("plan", "--save", "a.plan").exit()).isEqualTo(3);
    assertThat(shops.shell.call("run", "--plan", "a.plan").exit()).isEqualTo(4);
    assertThat(shops.clients()).hasSize(3);
    assertThat(shops.shell.call("run", "--plan", "a.plan", "--now").exit()).isZero();
  }

  @Test
  void aRunThatABlackoutMeetsEndsAndTheNextGoesOn() throws SQLException {
    shops.configure("blackout: mon-fri 08:00-18:00 UTC");
    at("2026-03-02T07:59:55Z"); // the clock goes on by a second whenever it is looked at
    Shell.Said said = shops.shell.call("run");
    assertThat(said.out())
        .contains("Stopped by a blackout, which lasts until Mon 2026-03-02 18:00")
        .contains("done by the next run");
    at("2026-03-02T18:00:00Z");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.clients()).hasSize(4);
    assertThat(shops.shell.call("verify").exit()).isZero();
  }

  @Test
  void aWatchWaitsForTheEndOfABlackout() throws Exception {
    shops.configure("blackout: mon-fri 08:00-18:00 UTC\ncapture: triggers");
    at("2026-03-02T17:59:40Z");
    FutureTask<Shell.Said> watch =
        new FutureTask<>(() -> new Shell(folder, shops.shell).call("run", "--watch"));
    new Thread(watch, "other terminal").start();
    while (shops.clients().size() < 4) {
      assertThat(watch.isDone()).isFalse();
      Thread.sleep(20);
    }
    assertThat(shops.shell.call("stop").exit()).isZero();
    assertThat(watch.get().err()).contains("nothing runs until Mon 2026-03-02 18:00");
  }

  @Test
  void aThrottledSyncDoesTheSame() throws SQLException {
    String throttled =
        Shops.configuration("")
            .replace("crm.db\" }", "crm.db\", throttle: { rows-per-second: 100000 } }");
    assertThat(throttled).contains("throttle");
    shops.shell.file("syncline.yaml", throttled);
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.clients()).hasSize(4);
    assertThat(shops.shell.call("verify").exit()).isZero();
  }

  @Test
  void raisesAnAlarmWhenItIsLate() {
    shops.configure("alerts: { late: 15m }");
    Shell.Said never = shops.shell.call("status");
    assertThat(never.exit()).isEqualTo(3);
    assertThat(never.out()).contains("It was never in step; it should be within 15 min");
    shops.shell.call("run");
    Shell.Said fresh = shops.shell.call("status");
    assertThat(fresh.exit()).isZero();
    assertThat(fresh.out()).doesNotContain("alarm");
    shops.shell.now += 16 * 60_000;
    Shell.Said late = shops.shell.call("status", "--output", "json");
    assertThat(late.exit()).isEqualTo(3);
    assertThat(late.sync().get("alarms").get(0).stringValue())
        .contains("It was last in step 16 min");
  }

  @Test
  void raisesAnAlarmWhenMoreIsDueThanAllowedAndWhenItGrows() throws SQLException {
    shops.configure("alerts: { due: 2 }");
    shops.shell.call("run");
    for (int i = 0; i < 4; i++) {
      // Its city is longer than the other side's column.
      shops.crm.run(
          "INSERT INTO customer (email, name, city) VALUES ('m%d@x.org', 'M', '%s')"
              .formatted(i, "x".repeat(21)));
      assertThat(shops.shell.call("run").exit()).isEqualTo(5);
      Shell.Said said = shops.shell.call("status");
      assertThat(said.exit()).isEqualTo(5);
      assertThat(said.out().contains("records are due, more than 2")).isEqualTo(i >= 2);
      assertThat(said.out().contains("has grown with each of the last 4 runs")).isEqualTo(i >= 2);
    }
  }

  @Test
  void manyThatGrowAreAnAlarmThatNobodyHasToConfigure() throws SQLException {
    shops.shell.call("run");
    for (int run = 1; run <= 6; run++) {
      // 95 are due, then one more after each run.
      for (int i = run == 1 ? -93 : 1; i <= 1; i++) {
        shops.crm.run(
            "INSERT INTO customer (email, name, city) VALUES ('m%d.%d@x.org', 'M', '%s')"
                .formatted(run, i, "x".repeat(21)));
      }
      assertThat(shops.shell.call("run").exit()).isEqualTo(5);
      assertThat(shops.shell.call("status").out().contains("has grown with each of the last 4"))
          .as("%s are due", 94 + run)
          .isEqualTo(run == 6);
    }
    assertThat(shops.shell.call("run").exit()).isEqualTo(5);
    assertThat(shops.shell.call("status").out()).doesNotContain("has grown");
  }
}
