package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Receiver;
import dev.syncline.connect.testing.Receiver.Reply;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.hightouch.Became;
import dev.syncline.server.web.Way;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The requests of the public integrations of Hightouch, as they send them, against real runs: those
 * of the Airflow provider's operator, and what Dagster, Prefect, Mage and Kestra do otherwise.
 */
class HightouchApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Set<String> OVER =
      Set.of("cancelled", "failed", "success", "warning", "interrupted");

  private static final String TWO =
      """
      version: 1
      connections:
        crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
        shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
        more: { type: sqlite, url: "jdbc:sqlite:more.db" }
      syncs:
        customers:
          id: 1
          source: crm
          target: shop
          direction: to-target
          tasks:
            - name: customers
              id: 1
              source: customer
              target: client
              fields: [ email -> mail, name -> name, city -> city ]
        copies:
          id: 2
          source: crm
          target: more
          direction: to-target
          tasks:
            - { name: copies, id: 2, source: customer, target: copy, fields: [ email -> mail ] }
      sequences:
        nightly: { syncs: [customers, copies] }
      """;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Shops shops;
  private Serving serving;
  private String token;

  @BeforeEach
  void serve() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    serving = new Serving(folder);
    token = serving.token(Role.ADMIN, Names.ALL);
  }

  @AfterEach
  void close() {
    serving.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(serving.url("/api/v1" + path)))
            .header("accept", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private JsonNode get(String path) throws Exception {
    return json(send("GET", path, "", ""));
  }

  private String trigger(String path, String type, String body) throws Exception {
    JsonNode answer = json(send("POST", path, type, body));
    assertThat(answer.propertyNames()).containsExactly("id");
    assertThat(answer.get("id").isString()).isTrue();
    assertThat(answer.get("id").asString()).matches("\\d+");
    return answer.get("id").asString();
  }

  private static String form(String... pairs) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(pairs[i])
          .append('=')
          .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }

  private JsonNode run(String sync, String id) throws Exception {
    JsonNode runs = get("/syncs/" + sync + "/runs?runId=" + id).get("data");
    assertThat(runs).hasSize(1);
    JsonNode run = runs.get(0);
    assertThat(run.get("id").asString()).isEqualTo(id);
    assertThat(run.get("completionRatio").isNumber()).isTrue();
    assertThat(run.get("completionRatio").asDouble()).isBetween(0.0, 1.0);
    assertThat(run.propertyNames())
        .contains(
            "createdAt",
            "startedAt",
            "finishedAt",
            "querySize",
            "error",
            "plannedRows",
            "successfulRows",
            "failedRows");
    assertThat(run.get("plannedRows").propertyNames())
        .containsExactlyInAnyOrder("addedCount", "changedCount", "removedCount");
    Instant.parse(run.get("createdAt").asString());
    return run;
  }

  /** Polls a run as the operators do, from the moment that it is triggered. */
  private JsonNode ended(String sync, String id) throws Exception {
    JsonNode run = run(sync, id);
    while (!OVER.contains(run.get("status").asString())) {
      assertThat(run.get("status").asString()).isIn("queued", "querying", "processing");
      assertThat(run.get("finishedAt").isNull()).isTrue();
      Thread.sleep(20);
      run = run(sync, id);
    }
    Instant.parse(run.get("finishedAt").asString());
    return run;
  }

  private static List<Long> rows(JsonNode run, String which) {
    JsonNode rows = run.get(which);
    return List.of(
        rows.get("addedCount").asLong(),
        rows.get("changedCount").asLong(),
        rows.get("removedCount").asLong());
  }

  @Test
  void airflowTriggersBySlugAndWaits() throws Exception {
    String id = trigger("/syncs/trigger", FORM, form("syncSlug", "customers"));
    String sync = get("/syncs?slug=customers").at("/data/0/id").asString();
    assertThat(sync).isEqualTo("1");
    JsonNode first = ended(sync, id);
    assertThat(first.get("status").asString()).as(first.toString()).isEqualTo("success");
    assertThat(rows(first, "successfulRows")).containsExactly(5L, 1L, 0L);
    assertThat(first.get("querySize").asLong()).isEqualTo(5);
    shops.conflict();
    JsonNode run = ended(sync, trigger("/syncs/trigger", FORM, form("syncId", sync)));
    assertThat(run.get("status").asString()).as(run.toString()).isEqualTo("warning");
    assertThat(run.get("error").asString()).contains("conflict");
    JsonNode details = get("/syncs/" + sync);
    assertThat(details.has("data")).isFalse();
    assertThat(details.get("status").asString()).isEqualTo("warning");
    assertThat(details.get("slug").asString()).isEqualTo("customers");
    Instant.parse(details.get("lastRunAt").asString());
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("4");
  }

  @Test
  void othersTriggerByPathWithJsonOrNothing() throws Exception {
    oneWay();
    JsonNode first = ended("1", trigger("/syncs/1/trigger", "", ""));
    assertThat(first.get("status").asString()).as(first.toString()).isEqualTo("success");
    assertThat(first.get("error").isNull()).isTrue();
    assertThat(first.get("completionRatio").asDouble()).isEqualTo(1);
    assertThat(rows(first, "plannedRows")).isEqualTo(rows(first, "successfulRows"));
    assertThat(rows(first, "failedRows")).containsExactly(0L, 0L, 0L);
    shops.crm.run("UPDATE customer SET city = 'Kiel' WHERE email = 'ann@x.org'");
    JsonNode second =
        ended("1", trigger("/syncs/1/trigger", "application/json", "{\"fullResync\": false}"));
    assertThat(rows(second, "successfulRows")).as(second.toString()).containsExactly(0L, 1L, 0L);
    String third = trigger("/syncs/trigger", "application/json", "{\"syncId\": 1}");
    assertThat(ended("1", third).get("status").asString()).isEqualTo("success");
    JsonNode all = get("/syncs/1/runs?limit=1&orderBy=createdAt");
    assertThat(all.get("data")).hasSize(1);
    assertThat(all.at("/data/0/id").asString()).isEqualTo(third);
    assertThat(all.get("hasMore").asBoolean()).isTrue();
    String full = trigger("/syncs/trigger", FORM, form("syncId", "1", "fullResync", "True"));
    assertThat(ended("1", full).get("status").asString()).isEqualTo("success");
    shops.crm.run("UPDATE customer SET city = 'Bonn' WHERE email = 'ann@x.org'");
    String reset =
        trigger("/syncs/1/trigger", "application/json", "{\"resetCDC\": true, \"more\": [1]}");
    assertThat(ended("1", reset).get("status").asString()).isEqualTo("success");
    assertThat(Shops.ask(shops.shop, "SELECT city FROM client WHERE mail = 'ann@x.org'"))
        .containsExactly("Kiel");
  }

  private void oneWay() {
    shops.shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
        syncs:
          customers:
            id: 1
            source: crm
            target: shop
            direction: to-target
            tasks:
              - name: customers
                id: 1
                source: customer
                target: client
                fields: [ email -> mail, name -> name, city -> city ]
        sequences:
          nightly: { syncs: [customers] }
        """);
  }

  @Test
  void whatThereIsIsListed() throws Exception {
    JsonNode sync = get("/syncs").at("/data/0");
    assertThat(sync.get("status").asString()).isEqualTo("pending");
    assertThat(sync.get("lastRunAt").isNull()).isTrue();
    JsonNode destination = get("/destinations/" + sync.get("destinationId").asString());
    assertThat(destination.get("slug").asString()).isEqualTo("shop");
    assertThat(destination.get("type").asString()).isEqualTo("sqlite");
    assertThat(destination.toString()).doesNotContain("jdbc");
    JsonNode model = get("/models/" + sync.get("modelId").asString());
    assertThat(get("/sources/" + model.get("sourceId").asString()).get("slug").asString())
        .isEqualTo("crm");
    assertThat(get("/models").get("data")).hasSize(1);
    assertThat(get("/sources").get("data")).hasSize(1);
    assertThat(get("/destinations").get("data")).hasSize(1);
    assertThat(get("/syncs?slug=nobody").get("data")).isEmpty();
    assertThat(get("/syncs/1/runs?runId=4711").get("data")).isEmpty();
  }

  /** The second of three records cannot be converted. */
  @Test
  void whatIsRefusedBeforeItIsSentHasFailed() throws Exception {
    oneWay();
    shops.crm.run("UPDATE customer SET city = 'Llanfairpwllgwyngyllgogerychwyrn' WHERE id = 1");
    JsonNode run = ended("1", trigger("/syncs/1/trigger", "", ""));
    assertThat(run.get("status").asString()).as(run.toString()).isEqualTo("warning");
    assertThat(rows(run, "plannedRows")).containsExactly(2L, 0L, 0L);
    assertThat(rows(run, "successfulRows")).containsExactly(1L, 0L, 0L);
    assertThat(rows(run, "failedRows")).containsExactly(1L, 0L, 0L);
    shops.configure("");
    JsonNode both = ended("1", trigger("/syncs/1/trigger", "", ""));
    assertThat(rows(both, "failedRows")).as(both.toString()).containsExactly(1L, 0L, 0L);
    assertThat(shops.shell.call("show", "run", "2").out())
        .containsPattern("customers: added on the target +1 +· +· +1\\R");
  }

  /** The third request of five has no answer, and neither has any that follows. */
  @Test
  void whatFailsInTheMiddleTellsHowFarItCame() throws Exception {
    try (Receiver alerts = new Receiver()) {
      AtomicInteger requests = new AtomicInteger();
      alerts.usual = r -> new Reply(requests.incrementAndGet() <= 2 ? 201 : 0, "");
      shops.shell.file(
          "syncline.yaml",
          """
          version: 1
          connections:
            crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
            alerts:
              type: http
              url: "URL"
              description:
                retry: { first: 1ms, longest: 1s, attempts: 3 }
                objects:
                  declared:
                    contact: { id: { type: integer, key: true }, email: { type: text } }
                records:
                  objects:
                    contact:
                      create: { request: POST /contacts, body: { id: "{after.id}" }, expect: [201] }
          syncs:
            customers:
              id: 1
              source: crm
              target: alerts
              direction: to-target
              first-sync: copy
              batch: 1
              tasks:
                - name: customers
                  id: 1
                  source: customer
                  target: contact
                  mode: insert
                  fields: [ id -> id, email -> email ]
          """
              .replace("URL", alerts.url()));
      shops.crm.run("INSERT INTO customer (email) VALUES ('dan@x.org'), ('eve@x.org')");
      JsonNode run = ended("1", trigger("/syncs/1/trigger", "", ""));
      assertThat(run.get("status").asString()).as(run.toString()).isEqualTo("failed");
      assertThat(rows(run, "plannedRows")).as(run.toString()).containsExactly(5L, 0L, 0L);
      assertThat(rows(run, "successfulRows")).containsExactly(2L, 0L, 0L);
      assertThat(rows(run, "failedRows")).containsExactly(3L, 0L, 0L);
      assertThat(run.get("querySize").asLong()).isEqualTo(5);
      assertThat(shops.shell.call("show", "run", "1").out())
          .contains("failed")
          .containsPattern("added +5 +5 +\\d +2 +3\\R");
    }
  }

  @Test
  void whatFailsSaysSo() throws Exception {
    shops.shell.call("start", "customers");
    shops.shell.call("stop", "customers");
    JsonNode run = ended("1", trigger("/syncs/1/trigger", "", ""));
    assertThat(run.get("status").asString()).isEqualTo("failed");
    assertThat(run.get("error").asString()).contains("stopped");
    assertThat(run.get("completionRatio").asDouble()).isZero();
    assertThat(get("/syncs/1").get("disabled").asBoolean()).isTrue();
  }

  @Test
  void aSequenceIsTriggeredAndFollowed() throws Exception {
    oneWay();
    String id = trigger("/sync-sequences/nightly/trigger", "application/json", "");
    JsonNode run = get("/sync-sequences/runs/" + id);
    while (Set.of("pending", "running").contains(run.get("status").asString())) {
      Thread.sleep(20);
      run = get("/sync-sequences/runs/" + id);
    }
    assertThat(run.get("status").asString()).isEqualTo("done");
    assertThat(run.get("id").asString()).isEqualTo(id);
    JsonNode part = run.at("/syncRuns/0");
    assertThat(part.get("syncId").asInt()).isEqualTo(1);
    assertThat(part.get("status").asString()).isEqualTo("success");
    Instant.parse(part.get("finishedAt").asString());
    JsonNode own = run("1", part.get("syncRunId").asString());
    assertThat(rows(own, "successfulRows").getFirst()).isPositive();
    assertThat(get("/sync-sequences").at("/data/0/id").asString()).isEqualTo("nightly");
    JsonNode listed = get("/sync-sequences/nightly/runs").at("/data/0");
    assertThat(listed.get("id").asString()).isEqualTo(id);
    assertThat(listed.get("status").asString()).isEqualTo("done");
    Instant.parse(listed.get("finishedAt").asString());
    refused(send("POST", "/sync-sequences/weekly/trigger", "", ""), 404, "weekly");
    refused(send("GET", "/sync-sequences/runs/" + own.get("id").asString(), "", ""), 404, "");
  }

  @Test
  void aPartOfASequenceIsTheRunThatWasItsOwn() throws Exception {
    TestDatabase more = TestDatabases.sqlite(folder.resolve("more.db"));
    more.run("CREATE TABLE copy (mail VARCHAR(60) NOT NULL PRIMARY KEY)");
    shops.shell.file("syncline.yaml", TWO);
    String id;
    try (Connection connection = more.open();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      id = trigger("/sync-sequences/nightly/trigger", "", "");
      while (!shops.shell.call("runs", "customers").out().contains("done")) {
        Thread.sleep(50);
      }
      shops.crm.run("UPDATE customer SET city = 'Kiel' WHERE email = 'ann@x.org'");
      assertThat(shops.shell.call("run", "customers").exit()).isZero();
      statement.execute("ROLLBACK");
    }
    JsonNode run = get("/sync-sequences/runs/" + id);
    while (Set.of("pending", "running").contains(run.get("status").asString())) {
      Thread.sleep(20);
      run = get("/sync-sequences/runs/" + id);
    }
    JsonNode part = run("1", run.at("/syncRuns/0/syncRunId").asString());
    assertThat(part.get("status").asString()).isEqualTo("success");
    assertThat(rows(part, "successfulRows").getFirst()).as(part.toString()).isEqualTo(2);
  }

  @Test
  void whoTriggeredWhatIsKnownAndWhatBecameOfIt() throws Exception {
    oneWay();
    ended("1", trigger("/syncs/1/trigger", "", ""));
    ended("1", trigger("/syncs/1/trigger", FORM, form("resetCDC", "true")));
    String id = trigger("/sync-sequences/nightly/trigger", "", "");
    while (get("/sync-sequences/runs/" + id).get("status").asString().matches("pending|running")) {
      Thread.sleep(20);
    }
    shops.shell.call("start", "customers");
    shops.shell.call("stop", "customers");
    ended("1", trigger("/syncs/1/trigger", "", ""));
    token = serving.token(Role.VIEWER, Names.ALL);
    refused(send("POST", "/syncs/1/trigger", "", ""), 403, "run");
    refused(send("POST", "/syncs/1/trigger", "", ""), 403, "run");
    token = serving.token(Role.OPERATOR, Names.ALL);
    refused(send("POST", "/syncs/1/trigger", FORM, form("fullResync", "true")), 403, "resync");
    assertThat(serving.noted(Actor.Kind.TOKEN))
        .containsExactly(
            "run begun customers",
            "run done customers run 1",
            "resync begun customers",
            "resync done customers run 2",
            "run begun sequence nightly",
            "run done customers run 3",
            "run done sequence nightly",
            "run begun customers",
            "run failed customers",
            "request refused POST /api/v1/syncs/{id}/trigger",
            "resync refused customers");
  }

  @Test
  void aSequenceThatIsRefusedIsNotedByItsName() throws Exception {
    Files.writeString(
        folder.resolve("syncline.yaml"),
        """
        version: 1
        connections:
          crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
        environments: { test: { connection: crm }, prod: { connection: shop } }
        syncs:
          promotion:
            id: 1
            between: [test, prod]
            tasks:
              - { name: customers, id: 1, source: customer, target: client, match: email <-> mail }
        sequences:
          nightly: { syncs: [promotion] }
        """);
    User user =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "eve",
                new User.Profile("Eve", null, Role.OPERATOR, Names.of("test"), false),
                null);
    token =
        serving
            .accounts
            .tokens()
            .make(user, "ci", Role.OPERATOR, Names.ALL, null, "::1")
            .text()
            .text();
    refused(send("POST", "/sync-sequences/nightly/trigger", "", ""), 403, "environment");
    assertThat(serving.noted(Actor.Kind.TOKEN)).containsExactly("run refused sequence nightly");
  }

  @Test
  void whatEndedLongAgoIsForgottenButForTheLatest() throws Exception {
    oneWay();
    String first = trigger("/syncs/1/trigger", "", "");
    ended("1", first);
    String sequence = trigger("/sync-sequences/nightly/trigger", "", "");
    while (get("/sync-sequences/runs/" + sequence)
        .get("status")
        .asString()
        .matches("pending|running")) {
      Thread.sleep(20);
    }
    String part = get("/sync-sequences/runs/" + sequence).at("/syncRuns/0/syncRunId").asString();
    String last = trigger("/syncs/1/trigger", "", "");
    ended("1", last);
    serving
        .accounts
        .store()
        .change(
            "let a month pass",
            sql ->
                sql.update(
                    "UPDATE triggered SET ended = ended - ?", Duration.ofDays(31).toMillis()));
    serving.close();
    serving = new Serving(folder);
    while (get("/syncs/1/runs").get("data").size() > 2) {
      Thread.sleep(20);
    }
    assertThat(get("/syncs/1/runs?runId=" + first).get("data")).isEmpty();
    run("1", part);
    run("1", last);
    assertThat(get("/sync-sequences/nightly/runs").at("/data/0/id").asString()).isEqualTo(sequence);
  }

  @Test
  void anIdIsKnownAfterARestartAndWhatDiedIsInterrupted() throws Exception {
    String id = trigger("/syncs/1/trigger", "", "");
    JsonNode before = ended("1", id);
    String died = trigger("/syncs/1/trigger", "", "");
    ended("1", died);
    serving.close();
    serving = new Serving(folder);
    token = serving.token(Role.VIEWER, Names.ALL);
    assertThat(run("1", id)).isEqualTo(before);
    // As a server leaves it that dies in the middle of a run.
    serving
        .accounts
        .store()
        .change(
            "let a server die",
            sql ->
                sql.update(
                    "UPDATE triggered SET ended = NULL, became = 'WRITES', counts = '', error = '',"
                        + " seen = created WHERE id = ?",
                    Long.parseLong(died)));
    JsonNode run = run("1", died);
    while (!OVER.contains(run.get("status").asString())) {
      Thread.sleep(200);
      run = run("1", died);
    }
    assertThat(run.get("status").asString()).isEqualTo("interrupted");
    assertThat(run.get("error").asString()).contains("died");
    assertThat(run.get("finishedAt").isNull()).isFalse();
  }

  @Test
  void tokensCountAndNothingElse() throws Exception {
    refused(send("POST", "/syncs/trigger", FORM, ""), 422, "syncId");
    refused(send("POST", "/syncs/trigger", FORM, form("syncSlug", "nobody")), 404, "nobody");
    refused(send("POST", "/syncs/trigger", "application/json", "{"), 422, "JSON");
    refused(send("POST", "/syncs/trigger", "application/json", "[]"), 422, "object");
    String both = "{\"fullResync\": true, \"resetCDC\": true}";
    refused(send("POST", "/syncs/1/trigger", "application/json", both), 422, "only one");
    String odd = "{\"fullResync\": \"perhaps\"}";
    refused(send("POST", "/syncs/1/trigger", "application/json", odd), 422, "fullResync");
    refused(send("GET", "/syncs/2", "", ""), 404, "2");
    refused(send("GET", "/syncs/customers", "", ""), 404, "customers");
    refused(send("GET", "/syncs/1/runs?runId=x", "", ""), 422, "runId");
    token = serving.token(Role.OPERATOR, Names.of(Set.of("another")));
    refused(send("POST", "/syncs/1/trigger", "", ""), 404, "1");
    assertThat(get("/syncs").get("data")).isEmpty();
    assertThat(get("/destinations").get("data")).isEmpty();
    token = serving.token(Role.VIEWER, Names.ALL);
    refused(send("POST", "/syncs/1/trigger", "", ""), 403, "run");
    token = serving.token(Role.OPERATOR, Names.ALL);
    refused(send("POST", "/syncs/1/trigger", FORM, form("fullResync", "true")), 403, "resync");
    token = "syncline_nonsense";
    refused(send("GET", "/syncs", "", ""), 401, "token");
    try (Asker asker = new Asker(serving)) {
      Asker.Person ada = asker.person(Role.ADMIN);
      Map<String, String> own = Map.of("X-CSRF-Token", ada.csrf());
      assertThat(asker.ask("GET", "/api/v1/syncs", ada, own, "").status()).isEqualTo(401);
      assertThat(asker.ask("POST", "/api/v1/syncs/1/trigger", ada, own, "").status())
          .isEqualTo(401);
    }
  }

  /** Each way that the running server has here, without a token, with a made-up one and forged. */
  @Test
  void noWayIsOpenToNobody() throws Exception {
    List<Way> ways =
        serving.ways().stream().filter(way -> way.path().startsWith("/api/v1/")).toList();
    assertThat(ways).hasSizeGreaterThan(8);
    try (Asker asker = new Asker(serving)) {
      for (Way way : ways) {
        String path = way.path().replaceAll("[{<][^}>]+[}>]", "1");
        for (Map<String, String> sent :
            List.of(
                Map.<String, String>of(),
                Map.of("Authorization", "Bearer syncline_0"),
                Map.of("Authorization", "Basic " + token))) {
          assertThat(asker.ask(way.method(), path, null, sent, "").status())
              .as(way.method() + " " + path + " " + sent.keySet())
              .isEqualTo(401);
        }
      }
    }
  }

  @Test
  void aTokenSeesAndTriggersWhatItMay() throws Exception {
    oneWay();
    token = serving.token(Role.VIEWER, Names.ALL);
    refused(send("POST", "/sync-sequences/nightly/trigger", "", ""), 403, "run");
    for (String list : List.of("/syncs", "/models", "/sources", "/destinations")) {
      assertThat(get(list).get("data")).as(list).isNotEmpty();
    }
    token = serving.token(Role.OPERATOR, Names.of(Set.of("another")));
    assertThat(send("POST", "/sync-sequences/nightly/trigger", "", "").statusCode()).isIn(403, 404);
    for (String list : List.of("/syncs", "/models", "/sources", "/destinations")) {
      assertThat(get(list).get("data")).as(list).isEmpty();
    }
    for (String one : List.of("/models/1", "/sources/1", "/destinations/1", "/destinations/2")) {
      assertThat(send("GET", one, "", "").statusCode()).as(one).isEqualTo(404);
    }
  }

  private static void refused(HttpResponse<String> answer, int status, String word) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = JSON.readTree(answer.body());
    assertThat(error.get("message").asString()).contains(word);
    assertThat(error.get("details").isObject()).isTrue();
  }

  /** The table of {@code docs/orchestration.md} is what the server says. */
  @Test
  void theManualTellsEachStatus() throws Exception {
    Path page =
        Stream.of(Path.of("../docs/orchestration.md"), Path.of("docs/orchestration.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    List<String> table =
        Files.readAllLines(page).stream()
            .dropWhile(line -> !line.startsWith("| what became of it"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(table)
        .isEqualTo(
            Arrays.stream(Became.values())
                .map(b -> "| " + b.words() + " | " + b.status() + " |")
                .collect(Collectors.toList()));
  }
}
