package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Receiver;
import dev.syncline.connect.testing.Receiver.Reply;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A model over PostgreSQL keeps an endpoint up to date, from the command line. What came of it is
 * asked of the server, which remembers what it was sent.
 */
class EndpointTest {
  private static final String CONFIGURATION =
      """
      version: 1
      connections:
        crm: { type: postgresql, url: "%s", user: "%s", password: "${CRM}" }
        alerts:
          type: http
          url: "%s"
          token: "${TOKEN}"
          description:
            retry: { first: 1ms, longest: 1s, attempts: 3 }
            objects:
              declared:
                contact:
                  id: { type: integer, key: true }
                  email: { type: text }
                  spent: { type: decimal 20 2 }
            records:
              objects:
                contact:
                  create: { request: POST /contacts, body: { id: "{after.id}", mail: "{after.email}", value: "{after.spent}" }, expect: [201] }
                  update: { request: "PATCH /contacts/{id}", body: { mail: "{after.email}", value: "{after.spent}" } }
                  DELETE
      models:
        spenders:
          connection: crm
          key: id
          sql: |
            SELECT p.id, p.email, sum(o.total)::numeric(20,2) AS spent
            FROM person p JOIN purchase o ON o.person = p.id GROUP BY p.id
      syncs:
        spending:
          id: 1
          source: crm
          target: alerts
          direction: WAY
          tasks:
            - { name: spenders, id: 1, source: spenders, target: contact }
      """;

  private static final String DELETE =
      "delete: { request: \"DELETE /contacts/{id}?mail={before.email}\", expect: [204] }";

  @TempDir Path folder;
  private TestDatabase crm;
  private Receiver server;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException, IOException {
    crm = TestDatabases.postgres();
    crm.run(
        "CREATE TABLE person (id int PRIMARY KEY, email varchar(60))",
        "CREATE TABLE purchase (id int PRIMARY KEY, person int, total numeric(10,2))",
        "INSERT INTO person SELECT n, 'p' || n || '@example.org' FROM generate_series(1, 5) n",
        "INSERT INTO purchase SELECT n, n % 5 + 1, n FROM generate_series(1, 20) n");
    server = new Receiver();
    server.usual =
        r ->
            new Reply(
                r.line().startsWith("POST") ? 201 : r.line().startsWith("DEL") ? 204 : 200, "");
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    shell.environment.put("TOKEN", "sesame-open");
    configure(DELETE, "to-target");
  }

  @AfterEach
  void close() throws SQLException {
    server.close();
    TestDatabases.drop(crm);
  }

  private void configure(String delete, String way) {
    shell.file(
        "syncline.yaml",
        CONFIGURATION
            .formatted(crm.url(), crm.user(), server.url())
            .replace("DELETE\n", delete + "\n")
            .replace("WAY", way));
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    assertThat(said.out() + said.err()).doesNotContain("sesame");
    return said;
  }

  @Test
  void nothingIsSentThatWouldHaveToBeTakenBack() {
    assertThat(call(1, "run", "--test").err()).contains("not available", "alerts");
    assertThat(call(1, "test-row", "--first", "--rollback").err()).contains("alerts");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void whatEntersChangesAndLeavesIsSent() throws SQLException {
    assertThat(call(0, "check").out()).contains("alerts is assumed to be there");
    call(3, "plan");
    assertThat(server.requests).as("a plan sends nothing").isEmpty();
    call(0, "run");
    assertThat(server.lines()).hasSize(5).containsOnly("POST /contacts");
    assertThat(server.requests.stream().map(Receiver.Request::body))
        .contains("{\"id\":1,\"mail\":\"p1@example.org\",\"value\":50.00}");
    assertThat(server.requests)
        .allMatch(r -> r.header("Authorization").equals("Bearer sesame-open"));
    server.requests.clear();
    call(0, "run");
    assertThat(server.requests).as("nothing changed").isEmpty();

    crm.run(
        "UPDATE purchase SET total = total + 0.5 WHERE id = 5",
        "DELETE FROM purchase WHERE person = 2",
        "INSERT INTO person VALUES (6, 'p6@example.org')",
        "INSERT INTO purchase VALUES (60, 6, 6)");
    JsonNode task = call(0, "run", "--output", "json").sync();
    assertThat(server.lines())
        .containsExactlyInAnyOrder(
            "POST /contacts", "PATCH /contacts/1", "DELETE /contacts/2?mail=p2%40example.org");
    assertThat(server.requests.stream().filter(r -> r.line().startsWith("PATCH")))
        .extracting(Receiver.Request::body)
        .containsExactly("{\"mail\":\"p1@example.org\",\"value\":50.50}");
    assertThat(task.get("tasks").get(0).get("applied").get("target"))
        .hasToString("{\"create\":1,\"update\":1,\"delete\":1}");
    call(0, "plan");
  }

  @Test
  void resyncSendsEveryRowThatIsThereOnceMoreUnderNamesOfItsOwn() throws SQLException {
    call(0, "run");
    server.requests.clear();
    crm.run(
        "UPDATE purchase SET total = total + 1 WHERE id = 1",
        "DELETE FROM purchase WHERE person = 5");

    call(0, "resync", "--approve");
    assertThat(server.lines())
        .containsExactlyInAnyOrder(
            "PATCH /contacts/1", "PATCH /contacts/2", "PATCH /contacts/3", "PATCH /contacts/4");
    assertThat(server.requests.stream().map(Receiver.Request::body))
        .as("whole rows, changed or not; the one that left is not touched")
        .contains(
            "{\"mail\":\"p1@example.org\",\"value\":50.00}",
            "{\"mail\":\"p2@example.org\",\"value\":35.00}");

    server.requests.clear();
    call(0, "run", "--approve");
    assertThat(server.lines()).containsExactly("DELETE /contacts/5?mail=p5%40example.org");

    call(0, "resync", "--approve");
    assertThat(server.lines()).hasSize(5);
    Set<String> names = new java.util.HashSet<>();
    server.requests.forEach(r -> names.add(r.header("Idempotency-Key")));
    assertThat(names).as("each request is another one").hasSize(5);
    server.requests.clear();
    call(0, "run");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void whatIsRefusedStaysDueUntilItIsTaken() throws SQLException {
    server.usual =
        r ->
            r.body().contains("p3@")
                ? new Reply(422, "{\"why\":\"mailbox unknown\"}")
                : new Reply(201, "");
    Shell.Said said = call(5, "run");
    assertThat(said.out()).contains("HTTP 422", "mailbox unknown");
    assertThat(server.requests).hasSize(5);
    server.usual = r -> new Reply(r.line().startsWith("POST") ? 201 : 200, "");
    server.requests.clear();
    call(5, "run");
    assertThat(server.requests).as("not again at once").isEmpty();
    call(5, "verify");
    shell.now += 120_000;
    call(0, "run");
    assertThat(server.requests).hasSize(1).allMatch(r -> r.body().contains("p3@"));
  }

  /** The answer is lost, and so are those of all that the same run sends again. */
  @Test
  void aLostAnswerIsFoundOutByTheNextRunUnderTheSameName() {
    Reply lost = new Reply(0, "");
    server.next(lost, lost, lost, lost);
    Shell.Said said = call(1, "run");
    assertThat(said.err()).contains("sending again to contact");
    int before = server.requests.size();
    call(0, "run");
    List<String> first =
        server.requests.stream().limit(before + 1L).map(r -> r.header("Idempotency-Key")).toList();
    assertThat(first).as("one request, under one name").containsOnly(first.getFirst());
    assertThat(server.requests.stream().map(r -> r.header("Idempotency-Key")).distinct())
        .hasSize(5);
    server.requests.clear();
    call(0, "run");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void oneRecordWhoseAnswersAreLostKeepsNobodyElseFromBeingTriedAgain() throws SQLException {
    call(0, "run");
    server.requests.clear();
    crm.run("UPDATE purchase SET total = total + 1");
    AtomicInteger first = new AtomicInteger();
    server.usual =
        r ->
            r.line().endsWith("/1")
                ? new Reply(first.getAndIncrement() % 2 == 0 ? 0 : 422, "")
                : new Reply(200, "");
    Shell.Said said = shell.call("run", "--approve");
    assertThat(said.exit()).as("%s", said).isNotZero();
    assertThat(said.out() + said.err() + shell.call("status", "--due").out())
        .doesNotContain("only makes sense together")
        .contains("the answer to the write was lost");

    server.usual = r -> new Reply(200, "");
    call(0, "run", "--approve");
    assertThat(new java.util.HashSet<>(server.lines()))
        .contains(
            "PATCH /contacts/1",
            "PATCH /contacts/2",
            "PATCH /contacts/3",
            "PATCH /contacts/4",
            "PATCH /contacts/5");
    call(0, "plan");
  }

  /**
   * The process is killed while the endpoint acts on a request, in round after round. The endpoint
   * honours names: a request that comes again is acted on once.
   */
  @Test
  void killedInTheMiddleEachIsDoneOnce() throws Exception {
    Set<String> names = ConcurrentHashMap.newKeySet();
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<Process> child = new AtomicReference<>();
    AtomicInteger left = new AtomicInteger();
    server.usual =
        r -> {
          if (names.add(r.header("Idempotency-Key"))) {
            done.add(r.line() + " " + r.body());
          }
          if (left.decrementAndGet() == 0) {
            child.get().destroyForcibly();
            return new Reply(0, "");
          }
          return new Reply(r.line().startsWith("POST") ? 201 : 200, "");
        };
    for (int round = 1; round <= 3; round++) {
      left.set(round);
      child.set(Child.start(shell, "said", "run"));
      assertThat(child.get().waitFor()).as(Child.said(shell, "said")).isNotZero();
    }
    left.set(Integer.MAX_VALUE);
    call(0, "run");
    assertThat(done).hasSize(5).doesNotHaveDuplicates();
    assertThat(server.requests).hasSizeGreaterThan(5);
    assertThat(call(3, "verify").out()).contains("0 pairs are equal; not proved: task spenders");
  }

  /** Answers the first requests, and kills the child while it waits for the answer to the last. */
  private void killedAfter(int answered) throws Exception {
    AtomicReference<Process> child = new AtomicReference<>();
    AtomicInteger left = new AtomicInteger(answered + 1);
    server.usual =
        r -> {
          if (left.decrementAndGet() == 0) {
            child.get().destroyForcibly();
            return new Reply(0, "");
          }
          return new Reply(r.line().startsWith("POST") ? 201 : 200, "");
        };
    child.set(Child.start(shell, "said", "run"));
    assertThat(child.get().waitFor()).as(Child.said(shell, "said")).isNotZero();
    server.usual = r -> new Reply(r.line().startsWith("POST") ? 201 : 200, "");
  }

  @Test
  void aPlanAfterADeathForeseesWhatTheNextRunSettlesFirst() throws Exception {
    killedAfter(3);
    int sent = server.requests.size();

    Shell.Said status = call(3, "status");
    assertThat(status.out()).contains("run 1, killed").doesNotContain("never ran");

    Shell.Said said = call(3, "plan");
    assertThat(said.out())
        .contains("1 write of it has no answer", "1 write in doubt", "create 1 in alerts")
        .doesNotContain("guard");
    JsonNode plan = call(3, "plan", "--output", "json").sync();
    assertThat(plan.get("guard")).isEmpty();
    JsonNode task = plan.get("tasks").get(0);
    assertThat(task.get("inDoubt").intValue()).isEqualTo(1);
    assertThat(task.get("link").intValue()).as("what arrived is linked").isEqualTo(3);
    assertThat(task.get("planned").get("target").get("create").intValue()).isEqualTo(1);
    assertThat(server.requests).as("a plan sends nothing").hasSize(sent);

    Shell.Said run = call(0, "run");
    assertThat(run.out())
        .contains(
            "3 writes of an interrupted run had arrived and were not repeated",
            "1 write of an interrupted run had no answer: it was sent again as before, under the"
                + " same name");
    assertThat(server.requests).hasSize(sent + 2);
    assertThat(server.requests.get(sent).body()).isEqualTo(server.requests.get(sent - 1).body());
    call(0, "plan");
  }

  @Test
  void whatASecondDeathLeavesIsToBeLookedAt() throws Exception {
    killedAfter(2);
    killedAfter(1);
    assertThat(call(3, "status").out()).contains("5 to be looked at").doesNotContain("waiting");
    call(0, "run");
  }

  @Test
  void aRetrySaysOnlyOfWhatItLookedAtWhatBecameOfIt() {
    server.usual = r -> new Reply(422, "");
    call(5, "run");
    server.usual = r -> new Reply(201, "");
    assertThat(call(0, "retry", "--record", "3").out())
        .contains("5 records were due before: 1 finished, 0 still due, 4 not looked at.");
    JsonNode retried = call(0, "retry", "--output", "json").sync().get("retried");
    assertThat(retried).hasToString("{\"due\":4,\"finished\":4,\"stillDue\":0,\"notLookedAt\":0}");
  }

  @Test
  void whatIsHeldBeforeAnythingIsSentWasNotTried() throws SQLException {
    crm.run("UPDATE purchase SET total = 1", "UPDATE person SET email = NULL WHERE id = 2");
    shell.file(
        "syncline.yaml",
        shell.read("syncline.yaml").replace("{ type: decimal 20 2 }", "{ type: decimal 2 1 }"));
    crm.run("UPDATE purchase SET total = 99 WHERE person = 3");
    call(5, "run", "--approve");
    call(5, "run", "--approve");
    JsonNode due = call(5, "status", "--due", "--output", "json").sync().get("due");
    assertThat(due).hasSize(1);
    assertThat(due.get(0).get("attempts").intValue()).isZero();
  }

  @Test
  void nothingFurtherIsSentThatWasAskedToWait() throws SQLException {
    call(0, "run");
    crm.run(
        "UPDATE purchase SET total = total + 1 WHERE person IN (1, 3)",
        "DELETE FROM purchase WHERE person = 2",
        "INSERT INTO person VALUES (6, 'p6@example.org'), (7, 'p7@example.org')",
        "INSERT INTO purchase VALUES (60, 6, 6), (70, 7, 7)");
    server.requests.clear();
    server.usual = r -> new Reply(429, "", "Retry-After", "3600");
    JsonNode run = call(3, "run", "--approve", "--output", "json").sync();
    assertThat(server.requests).hasSize(1);
    JsonNode rows = run.get("tasks").get(0).get("rowChanges");
    long attempted = 0;
    for (String change : List.of("added", "changed", "removed")) {
      attempted += rows.get(change).get("attempted").longValue();
      assertThat(rows.get(change).get("succeeded").longValue()).isZero();
    }
    assertThat(attempted).as("one write was sent").isEqualTo(1);
    assertThat(run.get("due")).hasSize(5);

    server.usual =
        r ->
            new Reply(
                r.line().startsWith("POST") ? 201 : r.line().startsWith("DEL") ? 204 : 200, "");
    call(0, "run");
    assertThat(server.requests).hasSize(6);
  }

  @Test
  void aNullIsSentUnlessItIsSkipped() throws SQLException {
    crm.run("UPDATE person SET email = NULL WHERE id = 2");
    call(0, "run");
    assertThat(server.requests.stream().map(Receiver.Request::body))
        .contains("{\"id\":2,\"mail\":null,\"value\":34.00}");
  }

  @Test
  void aSkippedNullIsLeftOut() throws SQLException {
    shell.file(
        "syncline.yaml",
        shell.read("syncline.yaml").replace("target: contact }", "target: contact, nulls: skip }"));
    crm.run("UPDATE person SET email = NULL WHERE id = 2");
    call(0, "run");
    assertThat(server.requests.stream().map(Receiver.Request::body))
        .contains("{\"id\":2,\"value\":34.00}");
    server.requests.clear();
    crm.run(
        "UPDATE purchase SET total = total + 1 WHERE id IN (1, 2)",
        "UPDATE person SET email = NULL WHERE id = 3");
    call(0, "run", "--approve");
    assertThat(server.requests.stream().map(Receiver.Request::body))
        .containsExactlyInAnyOrder(
            "{\"value\":35.00}", "{\"mail\":\"p3@example.org\",\"value\":39.00}");
  }

  @Test
  void nobodyIsAskedForWhatIsNotedOfAnEndpointHere() {
    assertThat(call(0, "check").out())
        .contains("alerts target  ledger: spenders", "Nothing is made in alerts")
        .doesNotContain("syncline start");
    assertThat(call(0, "start", "--print-sql").out()).doesNotContain("CREATE TRIGGER");
    call(0, "start");
    JsonNode run = call(0, "run", "--output", "json").sync();
    assertThat(run.get("tasks").get(0).get("full").get("target").isNull()).isTrue();
  }

  @Test
  void aTableIsFollowedByItsTriggers() throws SQLException {
    shell.file(
        "syncline.yaml",
        shell
            .read("syncline.yaml")
            .replace("direction: to-target", "direction: to-target\n    capture: triggers")
            .replace("source: spenders", "source: public.person"));
    call(0, "start");
    call(0, "run");
    assertThat(server.requests).hasSize(5);
    server.requests.clear();
    crm.run("UPDATE person SET email = 'new@x' WHERE id = 3");
    JsonNode run = call(0, "run", "--output", "json").sync();
    assertThat(run.get("tasks").get(0).get("full").toString())
        .isEqualTo("{\"source\":null,\"target\":null}");
    assertThat(server.requests)
        .extracting(Receiver.Request::body)
        .containsExactly("{\"mail\":\"new@x\",\"value\":null}");
    call(0, "uninstall", "--yes");
  }

  @Test
  void verifyProvesNothingAndSaysSo() throws SQLException {
    call(0, "run");
    Shell.Said said = call(3, "verify");
    assertThat(said.out())
        .contains("assumed: alerts cannot be read", "not proved: task spenders, which is assumed")
        .doesNotContain("Certified");
    JsonNode json = call(3, "verify", "--output", "json").sync();
    assertThat(json.get("certified").booleanValue()).isFalse();
    assertThat(json.get("tasks").get(0).get("assumed").stringValue()).isEqualTo("alerts");
    assertThat(json.get("tasks").get(0).get("different").intValue()).isZero();
    crm.run("UPDATE person SET email = 'other' WHERE id = 4");
    assertThat(call(3, "verify").out()).contains("1 difference");
  }

  @Test
  void erasingReachesWhatWasSent() throws Exception {
    call(0, "run");
    crm.run("UPDATE person SET email = NULL WHERE id = 4");
    assertThat(everything()).contains("p4@example.org");
    assertThat(call(4, "erase", "4").out()).contains("what is remembered to have been sent");
    call(0, "erase", "4", "--yes");
    assertThat(everything()).contains("p3@example.org").doesNotContain("p4@example.org");
    server.requests.clear();
    call(0, "run");
    assertThat(server.requests).as("what was erased is not sent anew").isEmpty();
  }

  /**
   * A store that was put back from before the last run learns from the ledger what was sent since.
   */
  @Test
  void anOldCopyOfTheStoreSendsNothingTwice() throws Exception {
    crm.run("DELETE FROM purchase WHERE person > 3");
    call(0, "run");
    call(0, "backup", "copy.db");
    assertThat(folder.resolve("copy.db.sent").resolve("alerts.db")).isNotEmptyFile();
    crm.run("INSERT INTO purchase VALUES (60, 5, 6)", "UPDATE purchase SET total = 1 WHERE id = 5");
    call(0, "run");
    Path state = folder.resolve(".syncline/state.db");
    for (String file : List.of("state.db-wal", "state.db-shm")) {
      Files.deleteIfExists(state.resolveSibling(file));
    }
    Files.move(folder.resolve("copy.db"), state, StandardCopyOption.REPLACE_EXISTING);
    server.requests.clear();
    call(0, "run");
    assertThat(server.requests).isEmpty();
    call(0, "plan");
  }

  private String everything() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve(".syncline"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void whatCannotBeSentOrReadIsRefusedBeforeAnythingIsSent() {
    configure("", "to-target");
    assertThat(call(1, "run").err()).contains("has no delete for contact", "deletes: keep");
    configure(DELETE, "two-way");
    assertThat(call(1, "check").out() + call(1, "run").err())
        .contains("alerts, which cannot be read", "to-target");
    assertThat(server.requests).isEmpty();
  }
}
