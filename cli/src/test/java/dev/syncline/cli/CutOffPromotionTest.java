package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A promotion whose process is killed in the middle, and what is said and done of it then. */
class CutOffPromotionTest {
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE section(name text PRIMARY KEY, title text NOT NULL)",
          "CREATE TABLE page(slug text PRIMARY KEY, title text NOT NULL,"
              + " section text REFERENCES section(name))",
          "INSERT INTO section VALUES('news','News'),('shop','Shop')",
          "INSERT INTO page VALUES('home','Home','news'),('sale','Sale','shop')");

  private static final String SYNC =
      """
      version: 1
      connections:
        test_db: { type: postgresql, url: "%s", user: "%s", password: "${TEST}" }
        prod_db: { type: postgresql, url: "%s", user: "%s", password: "${PROD}", lock-timeout: 120s }
      environments: { test: { connection: test_db }, prod: { connection: prod_db } }
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          tasks:
            - { name: sections, id: 1, source: section, target: section, match: name }
            - { name: pages, id: 2, source: page, target: page, match: slug }
      """;

  private static final List<String> PROMOTED =
      List.of("home|Start|news", "ice|Ice|winter", "sale|Sale|shop");

  @TempDir Path folder;
  private TestDatabase test;
  private TestDatabase prod;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    test = TestDatabases.postgres();
    prod = TestDatabases.postgres();
    for (TestDatabase database : List.of(test, prod)) {
      database.run(TABLES.toArray(String[]::new));
    }
    shell = new Shell(folder);
    shell.now = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1);
    shell.environment.put("TEST", test.password());
    shell.environment.put("PROD", prod.password());
    shell.file("syncline.yaml", SYNC.formatted(test.url(), test.user(), prod.url(), prod.user()));
    test.run(
        "UPDATE section SET title = 'All news' WHERE name = 'news'",
        "INSERT INTO section VALUES('winter','Winter')",
        "UPDATE page SET title = 'Start' WHERE slug = 'home'",
        "INSERT INTO page VALUES('ice','Ice','winter')");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabases.drop(test);
    TestDatabases.drop(prod);
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private List<String> pages() throws SQLException {
    return ask(prod, "SELECT concat_ws('|', slug, title, section) FROM page ORDER BY slug");
  }

  private List<String> sections() throws SQLException {
    return ask(prod, "SELECT concat(name, '|', title) FROM section ORDER BY name");
  }

  /** A process that is killed when it has written a section, while new pages have to wait. */
  private void killed(String... command) throws Exception {
    try (Connection blocker = prod.open();
        Statement lock = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      lock.execute("LOCK TABLE page IN SHARE MODE");
      Process child = Child.start(shell, "said.txt", command);
      while (child.isAlive() && !(sections().contains("winter|Winter") && somebodyWaits())) {
        Thread.sleep(20);
      }
      assertThat(child.isAlive()).as(Child.said(shell, "said.txt")).isTrue();
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      blocker.rollback();
    }
    shell.now = System.currentTimeMillis();
  }

  private boolean somebodyWaits() throws SQLException {
    return !ask(prod.asAdmin(), "SELECT pid FROM pg_locks WHERE NOT granted").isEmpty();
  }

  @Test
  void whatIsAppliedAgainSaysWhatWasDoneAndDoesTheRest() throws Exception {
    killed("run", "--plan", "promotion.plan");
    assertThat(pages()).containsExactly("home|Home|news", "sale|Sale|shop");
    assertThat(call(0, "messages").out().replaceAll("\\s+", " "))
        .contains("It was cut off in run 1.")
        .contains("Apply the same plan again for the rest, or compare again.");
    JsonNode again = call(0, "run", "--plan", "promotion.plan", "--output", "json").sync();
    assertThat(again.get("due")).isEmpty();
    assertThat(again.get("doneBefore").longValue()).isPositive();
    assertThat(pages()).isEqualTo(PROMOTED);
    assertThat(sections()).containsExactly("news|All news", "shop|Shop", "winter|Winter");
    assertThat(flat(call(0, "messages", "--limit", "1").out()))
        .contains("Success: promotion test → prod")
        .contains("written already, by an earlier run of this plan.");
    assertThat(flat(call(3, "status", "--due").out())).contains("due nothing");
    assertThat(flat(call(1, "run", "--plan", "promotion.plan").err()))
        .contains("was applied before, by run 2");
    call(0, "plan", "promotion", "--from", "test", "--save", "again.plan");
  }

  @Test
  void whatSomebodyChangedSinceItWasCutOffIsStillReported() throws Exception {
    killed("run", "--plan", "promotion.plan");
    prod.run("UPDATE page SET title = 'mine' WHERE slug = 'home'");
    Shell.Said again = call(3, "run", "--plan", "promotion.plan");
    assertThat(flat(again.out())).contains("pages: 1 changed meanwhile");
    assertThat(pages()).contains("home|mine|news", "ice|Ice|winter");
  }

  @Test
  void whatWasTakenBackIsNotTakenForDone() throws Exception {
    killed("run", "--plan", "promotion.plan");
    assertThat(flat(call(1, "undo", "1", "--yes").err()))
        .contains("between environments: syncline run --plan FILE");
    call(3, "review", "promotion.plan", "--leave", "--task", "pages");
    call(0, "run", "--plan", "promotion.plan");
    call(0, "undo", "1", "--yes");
    assertThat(sections()).containsExactly("news|All news", "shop|Shop");
    call(3, "review", "promotion.plan", "--take", "--all");
    Shell.Said again = call(5, "run", "--plan", "promotion.plan");
    assertThat(flat(again.out())).contains("sections: 2 changed meanwhile");
  }

  @Test
  void cancelSaysThatItWasCutOff() throws Exception {
    String time = Instant.ofEpochMilli(shell.now + TimeUnit.MINUTES.toMillis(5)).toString();
    call(0, "run", "--plan", "promotion.plan", "--at", time, "--no-wait");
    killed("run", "--waiting");
    assertThat(flat(call(1, "cancel", "2").err()))
        .contains("message 2 waits no more: It was cut off in run 1.")
        .contains("syncline undo 1")
        .doesNotContain("carried out");
  }
}
