package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A plan that waits for its time is applied by a server, once, unless it is cancelled before. */
class PlansAtATimeTest {
  private static final String TABLES =
      """
      CREATE TABLE page(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL);
      INSERT INTO page VALUES(1,'home','Home'),(2,'about','About'),(3,'sale','Sale')\
      """;

  private static final String SYNC =
      """
      version: 1
      connections:
        test_db: { type: sqlite, url: "jdbc:sqlite:test.db", lock-timeout: 60s }
        prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db", lock-timeout: 60s }
      environments: { test: { connection: test_db }, prod: { connection: prod_db } }
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          start-from: prod
          tasks: [{ name: pages, id: 1, source: page, target: page, match: slug }]
      """;

  @TempDir Path folder;
  private TwoStores stores;

  @BeforeEach
  void review() throws Exception {
    stores = TwoStores.sqlite(folder, TABLES, SYNC);
    stores.shell.now = System.currentTimeMillis();
    stores.test.run("UPDATE page SET title = 'T' || id");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
  }

  private void call(int exit, String... args) {
    Shell.Said said = stores.shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
  }

  private Serving serve() {
    return new Serving(folder, stores.shell.environment);
  }

  private void waitUntil(Instant at) {
    String time = at.truncatedTo(ChronoUnit.SECONDS).toString();
    stores.shell.now = System.currentTimeMillis();
    call(0, "run", "--plan", "promotion.plan", "--at", time, "--no-wait");
  }

  private List<String> titles() throws Exception {
    return ask(stores.prod, "SELECT title FROM page ORDER BY id");
  }

  private String latest() {
    JsonNode messages = stores.shell.call("messages", "--output", "json").json().get("messages");
    return messages.get(0).get("state").asString();
  }

  private static void until(Callable<Boolean> there) throws Exception {
    while (!there.call()) {
      Thread.sleep(50);
    }
  }

  @Test
  void itIsAppliedWhenItsTimeHasComeAlsoAfterARestart() throws Exception {
    try (Serving serving = serve()) {
      waitUntil(Instant.now().plusSeconds(15));
      assertThat(serving.url("/")).isNotEmpty();
    }
    assertThat(titles()).containsExactly("Home", "About", "Sale");
    try (Serving serving = serve()) {
      until(() -> !latest().equals("waiting") && !latest().equals("running"));
      assertThat(latest()).as("%s", stores.shell.call("messages")).isEqualTo("success");
      assertThat(titles()).containsExactly("T1", "T2", "T3");
      stores.prod.run("UPDATE page SET title = 'Later'");
      Thread.sleep(1_000);
      assertThat(titles()).containsOnly("Later");
      assertThat(serving.accounts.audit()).isNotNull();
    }
  }

  @Test
  void whatIsCancelledIsNotApplied() throws Exception {
    try (Serving serving = serve()) {
      waitUntil(Instant.now().plusSeconds(10));
      Thread.sleep(1_000);
      stores.shell.now = System.currentTimeMillis();
      call(0, "cancel", "2");
      Thread.sleep(10_000);
      assertThat(latest()).isEqualTo("cancelled");
      assertThat(titles()).containsExactly("Home", "About", "Sale");
      assertThat(serving.url("/")).isNotEmpty();
    }
  }

  @Test
  void aKeptPlanWaitsOnceAndIsNeitherForgottenNorAppliedMeanwhile() throws Exception {
    call(4, "plan", "promotion", "--from", "test", "--keep");
    Shell.Said first = apply("--at", at(3_600));
    assertThat(first.exit()).as("%s", first).isZero();
    for (Shell.Said again :
        List.of(
            apply("--at", at(7_200)),
            apply(),
            stores.shell.call("plans", "drop", "promotion", "1"))) {
      assertThat(again.exit()).as("%s", again).isEqualTo(4);
      assertThat(again.err()).contains("waits to be applied", "plans cancel promotion 1");
    }
    assertThat(waiting()).isEqualTo(1);
    call(0, "plans", "cancel", "promotion", "1");
    stores.shell.now += 86_400_000;
    assertThat(stores.shell.call("run", "--waiting").out()).contains("Nothing waits.");
    assertThat(titles()).containsExactly("Home", "About", "Sale");

    Shell.Said anew = apply("--at", at(3_600));
    assertThat(anew.exit()).as("%s", anew).isZero();
    call(0, "plans", "cancel", "promotion", "1");
    call(0, "plans", "drop", "promotion", "1");
    assertThat(waiting()).isZero();
  }

  @Test
  void aKeptPlanThatWaitsOutlastsThoseThatAreMadeLater() throws Exception {
    call(4, "plan", "promotion", "--from", "test", "--keep");
    call(4, "plan", "promotion", "--from", "test", "--keep");
    assertThat(apply("--at", at(3_600)).exit()).isZero();
    for (int i = 0; i < 20; i++) {
      call(4, "plan", "promotion", "--from", "test", "--keep");
    }
    call(4, "plans", "show", "promotion", "1");
    call(2, "plans", "show", "promotion", "2");
  }

  private Shell.Said apply(String... more) {
    return stores.shell.call(
        Stream.concat(
                Stream.of("plans", "apply", "promotion", "1", "--if-version", "0"), Stream.of(more))
            .toArray(String[]::new));
  }

  private String at(int seconds) {
    return Instant.ofEpochMilli(stores.shell.now)
        .plusSeconds(seconds)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private int waiting() {
    int waiting = 0;
    for (JsonNode message :
        stores.shell.call("messages", "--output", "json").json().get("messages")) {
      waiting += message.get("state").asString().equals("waiting") ? 1 : 0;
    }
    return waiting;
  }
}
