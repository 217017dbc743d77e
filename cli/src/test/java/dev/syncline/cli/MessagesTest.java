package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.engine.store.Message;
import dev.syncline.project.Messages;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Plans that are applied at a time, and what is told of them. */
class MessagesTest {
  private static final String TABLES =
      """
      CREATE TABLE page(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL);
      INSERT INTO page VALUES(1,'home','Home'),(2,'about','About'),(3,'sale','Sale')""";

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

  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  @TempDir Path folder;
  private TestDatabase test;
  private TestDatabase prod;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    TwoStores stores = TwoStores.sqlite(folder, TABLES, SYNC);
    test = stores.test;
    prod = stores.prod;
    shell = stores.shell;
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private List<String> titles() throws SQLException {
    return ask(prod, "SELECT title FROM page ORDER BY id");
  }

  /** All pages have another title in test, and all are taken. */
  private void review() throws SQLException {
    test.run("UPDATE page SET title = 'T' || id");
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
  }

  /** Has them applied in a day, by another process. */
  private void schedule() throws SQLException {
    review();
    call(0, "run", "--plan", "promotion.plan", "--at", inADay(), "--no-wait");
  }

  private String inADay() {
    return Instant.ofEpochMilli(shell.now + DAY).toString();
  }

  private List<JsonNode> messages() {
    return call(0, "messages", "--output", "json").json().get("messages").valueStream().toList();
  }

  private JsonNode latest() {
    return messages().getFirst();
  }

  private void ends(String state, String text) {
    assertThat(latest().get("state").stringValue()).as("%s", latest()).isEqualTo(state);
    assertThat(latest().get("text").stringValue()).contains(text);
  }

  /** The messages of which a plan is in the store, or for which anything lies beside it. */
  private List<String> kept() throws SQLException, IOException {
    List<String> kept = new ArrayList<>();
    Path state = folder.resolve(".syncline/state.db");
    kept.addAll(
        ask(TestDatabases.sqlite(state), "SELECT DISTINCT message || '' FROM message_plan"));
    try (Stream<Path> files = Files.list(state.getParent())) {
      files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.contains("message"))
          .forEach(kept::add);
    }
    return kept;
  }

  @Test
  void tellsOfAComparisonAndOfWhatWasAppliedAtOnce() throws SQLException {
    review();
    ends("compared", "3 modified.");
    call(0, "run", "--plan", "promotion.plan");
    ends("success", "3 written in prod.");
    assertThat(messages()).hasSize(2);
    String text = call(0, "messages").out();
    assertThat(text)
        .contains("2  Success: promotion test → prod")
        .contains("run 1  promotion.plan")
        .contains("1  Compared: promotion test → prod");
    assertThat(call(1, "run", "--plan", "promotion.plan").err()).contains("was applied before");
    ends("failure", "was applied before, by run 1");
    assertThat(call(0, "messages", "--limit", "1").out()).doesNotContain("Success");
  }

  @Test
  void waitsThroughARestartAndAppliesWhatWasSelectedThen() throws SQLException, IOException {
    schedule();
    assertThat(flat(call(0, "messages").out()))
        .contains("2 In process: promotion test → prod")
        .contains("Cancel it with: syncline cancel 2");
    assertThat(flat(call(3, "status").out())).contains("waiting message 2, promotion.plan");
    assertThat(kept()).containsExactly("2");
    Files.delete(folder.resolve("promotion.plan"));
    Files.delete(folder.resolve("promotion.plan.review"));
    shell = new Shell(folder, shell);
    assertThat(call(0, "run", "--waiting", "--no-wait").out()).contains("no time has come yet");
    assertThat(titles()).containsExactly("Home", "About", "Sale");

    prod.run("UPDATE page SET title = 'mine' WHERE slug = 'home'");
    shell.now += DAY;
    assertThat(call(0, "messages").out()).contains("syncline run --waiting");
    JsonNode run = call(3, "run", "--waiting", "--output", "json").sync();
    assertThat(run.get("due")).hasSize(1);
    assertThat(titles()).containsExactly("mine", "T2", "T3");
    ends("success", "2 written in prod. Not written: 1 changed meanwhile.");
    assertThat(kept()).isEmpty();
    assertThat(call(0, "run", "--waiting").out()).contains("Nothing waits.");
  }

  @Test
  void waitsInTheForegroundAndEndsAsRunDoes() throws SQLException {
    review();
    String soon = Instant.ofEpochMilli(shell.now + 8_000).toString();
    Shell.Said said = call(0, "run", "--plan", "promotion.plan", "--at", soon);
    assertThat(said.err()).contains("Cancel it with: syncline cancel 2");
    assertThat(said.out()).contains("plan applied in run 1");
    assertThat(titles()).containsExactly("T1", "T2", "T3");
  }

  @Test
  void whoStopsWaitingLeavesItWaiting() throws SQLException {
    review();
    shell.interrupt.ask();
    assertThat(flat(call(3, "run", "--plan", "promotion.plan", "--at", inADay()).out()))
        .contains("Nobody waits for it here any more.");
    shell = new Shell(folder, shell);
    ends("waiting", "Waits until");
  }

  @Test
  void isCancelledWhileItWaits() throws Exception {
    review();
    Shell other = new Shell(folder, shell);
    String time = inADay();
    CompletableFuture<Shell.Said> waiting =
        CompletableFuture.supplyAsync(
            () -> other.call("run", "--plan", "promotion.plan", "--at", time));
    while (!latest().get("state").stringValue().equals("waiting")) {
      Thread.sleep(10);
    }
    call(0, "cancel", "2");
    Shell.Said said = waiting.get(60, TimeUnit.SECONDS);
    assertThat(said.exit()).isEqualTo(3);
    assertThat(said.out()).contains("Message 2 was cancelled: nothing was written.");
    assertThat(titles()).containsExactly("Home", "About", "Sale");
    assertThat(kept()).isEmpty();
    ends("cancelled", "It was cancelled while it waited.");
    assertThat(flat(call(1, "cancel", "2").err())).contains("message 2 is cancelled already");
    assertThat(call(1, "cancel", "1").err()).contains("is a comparison");
    assertThat(call(2, "cancel", "9").err()).contains("there is no message 9");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(flat(call(1, "cancel", "3").err()))
        .contains("was carried out already. Take it back with: syncline undo 1");
  }

  @Test
  void whatHoldsWhenItsTimeHasComeEndsItWithTheReason() throws SQLException {
    schedule();
    call(0, "stop", "promotion");
    shell.now += DAY;
    assertThat(flat(call(4, "run", "--waiting").out())).contains("promotion is stopped");
    ends("failure", "promotion is stopped and did not run.");
    shell.environment.put("SYNCLINE_ENVIRONMENT", "prod");

    call(0, "run", "--plan", "promotion.plan", "--at", inADay(), "--no-wait");
    shell.environment.remove("SYNCLINE_ENVIRONMENT");
    shell.now += DAY;
    call(1, "run", "--waiting");
    ends("failure", "promotion may be started in prod only.");
    shell.environment.put("SYNCLINE_ENVIRONMENT", "prod");

    call(0, "run", "--plan", "promotion.plan", "--at", inADay(), "--no-wait");
    shell.file("syncline.yaml", SYNC + "    blackout: \"20:00-23:59 UTC\"\n");
    shell.now += DAY;
    call(4, "run", "--waiting");
    ends("failure", "its blackout lasts until");
    assertThat(titles()).containsExactly("Home", "About", "Sale");
  }

  @Test
  void anOrdinaryPlanWaitsTheSameWay() throws SQLException {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:test.db" }
          b: { type: sqlite, url: "jdbc:sqlite:prod.db" }
        syncs:
          plain:
            id: 1
            source: a
            target: b
            tasks: [{ name: pages, id: 1, source: page, target: page, match: slug }]
        """);
    test.run("INSERT INTO page VALUES(4,'new','New')");
    call(3, "plan", "--save", "plain.plan");
    call(0, "run", "--plan", "plain.plan", "--at", inADay(), "--no-wait");
    shell.now += DAY;
    call(0, "run", "--waiting", "plain");
    ends("success", "3 records linked and 1 written in b.");
    assertThat(titles()).containsExactly("Home", "About", "Sale", "New");
  }

  @Test
  void aTimeIsOneThatComes() throws SQLException {
    review();
    for (String past : List.of("2020-01-01 10:00", "2020-01-01T10:00:00Z")) {
      assertThat(flat(call(2, "run", "--plan", "promotion.plan", "--at", past).err()))
          .contains("is past");
    }
    assertThat(call(2, "run", "--plan", "promotion.plan", "--at", "soon").err())
        .contains("--at soon is no time");
    shell.now = Instant.parse("2026-11-22T22:30:00Z").toEpochMilli();
    assertThat(at("23:00")).isEqualTo("2026-11-22T23:00:00Z");
    assertThat(at("6:15")).isEqualTo("2026-11-23T06:15:00Z");
    assertThat(at("2026-11-23 06:30")).isEqualTo("2026-11-23T06:30:00Z");
    assertThat(at("2026-11-23T06:30:10")).isEqualTo("2026-11-23T06:30:10Z");
    assertThat(call(0, "messages", "--limit", "1").out())
        .contains("Waits until Mon 2026-11-23 06:30:10.");
    assertThat(at("2026-11-23T06:30+01:00")).isEqualTo("2026-11-23T05:30:00Z");
    call(2, "run", "promotion", "--at", "23:00");
    call(2, "run", "--plan", "promotion.plan", "--at", "23:00", "--now");
    call(2, "run", "--plan", "promotion.plan", "--waiting");
    call(2, "run", "promotion", "--no-wait");
  }

  private String at(String time) {
    call(0, "run", "--plan", "promotion.plan", "--at", time, "--no-wait");
    return latest().get("due").stringValue();
  }

  @Test
  void whatItsProcessLeftWhenItDiedIsAFailure() throws Exception {
    review();
    shell.now = System.currentTimeMillis();
    Process child;
    try (Connection writer = prod.open();
        Statement lock = writer.createStatement()) {
      lock.execute("BEGIN IMMEDIATE");
      child = Child.start(shell, "said.txt", "run", "--plan", "promotion.plan");
      while (!latest().get("state").stringValue().equals("running") && child.isAlive()) {
        Thread.sleep(50);
      }
      assertThat(child.isAlive()).as(Child.said(shell, "said.txt")).isTrue();
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      lock.execute("ROLLBACK");
    }
    ends("failure", "It was cut off");
    assertThat(kept()).isEmpty();
    call(4, "plan", "promotion", "--from", "test", "--save", "again.plan");
    call(3, "review", "again.plan");
    call(0, "run", "--plan", "again.plan");
    assertThat(titles()).containsExactly("T1", "T2", "T3");
  }

  @Test
  void ofTwoProcessesOneAppliesIt() throws Exception {
    schedule();
    shell.now += DAY;
    Shell other = new Shell(folder, shell);
    CompletableFuture<Shell.Said> there =
        CompletableFuture.supplyAsync(() -> other.call("run", "--waiting"));
    Shell.Said here = shell.call("run", "--waiting");
    List<String> said = List.of(here.out(), there.get(60, TimeUnit.SECONDS).out());
    assertThat(said.stream().filter(s -> s.contains("plan applied in run"))).hasSize(1);
    assertThat(said.stream().filter(s -> s.contains("Nothing waits."))).hasSize(1);
    assertThat(titles()).containsExactly("T1", "T2", "T3");
    assertThat(call(0, "runs", "--output", "json").json().get("runs")).hasSize(1);
  }

  @Test
  void aMessageIsTakenOnce() throws Exception {
    schedule();
    Path plan = Files.copy(folder.resolve("promotion.plan"), folder.resolve("copy.plan"));
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        Project one = project();
        Project two = project()) {
      for (int round = 0; round < 20; round++) {
        Message message =
            new Messages(one)
                .await(
                    new Messages.Asked(one.sync("promotion"), "test → prod", "copy.plan", ""),
                    plan,
                    shell.now);
        List<CompletableFuture<Boolean>> taken =
            Stream.of(one, two)
                .map(p -> CompletableFuture.supplyAsync(() -> takes(p, message, start), threads))
                .toList();
        assertThat(taken.stream().filter(CompletableFuture::join)).hasSize(1);
        assertThat(one.store().message(message.id()).orElseThrow().state())
            .isEqualTo(Message.State.SUCCESS);
      }
    }
  }

  private Project project() {
    return new Project(
        Places.of(folder, null, null), shell.environment, () -> System.currentTimeMillis());
  }

  private static boolean takes(Project project, Message message, CyclicBarrier start) {
    try {
      start.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new Messages(project)
        .take(message)
        .map(
            taken -> {
              try (taken) {
                taken.end(Message.State.SUCCESS, 0, "taken");
                return true;
              }
            })
        .orElse(false);
  }
}
