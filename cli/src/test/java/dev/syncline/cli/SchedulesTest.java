package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.User;
import dev.syncline.server.account.VaultKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Syncs that a server begins by itself, over real databases and real requests. */
class SchedulesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SECRET = "7f3d-of-dbt";
  private static final String OTHER = "91ac-of-fivetran";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Shops shops;
  private Serving serving;

  @BeforeEach
  void fill() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    shops.shell.now = System.currentTimeMillis();
  }

  @AfterEach
  void close() {
    if (serving != null) {
      serving.close();
    }
    client.close();
  }

  private void serve() {
    serving =
        new Serving(
            folder, Map.of("SYNCLINE_DBT_CLOUD_SECRET", SECRET, "SYNCLINE_FIVETRAN_SECRET", OTHER));
  }

  private void restart() {
    serving.close();
    serve();
  }

  /** Two syncs of the same tables in different directions, so that one can follow the other. */
  private void configure(String first, String second) {
    String sync =
        """
          %s:
            id: %d
            source: crm
            target: shop
            direction: to-target
            schedule: %s
            tasks:
              - { name: %s, id: %d, source: %s, target: %s, fields: [ "%s -> %s" ] }
        """;
    shops.shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
          more: { type: sqlite, url: "jdbc:sqlite:more.db" }
        syncs:
        """
            + sync.formatted(
                "customers", 1, first, "customers", 1, "customer", "client", "email", "mail")
            + sync.replace("target: shop", "target: more")
                .formatted("copies", 2, second, "copies", 2, "customer", "copy", "email", "mail"));
  }

  private void call(int exit, String... words) {
    Shell.Said said = shops.shell.call(words);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
  }

  private long runs(String sync) {
    JsonNode runs = shops.shell.call("runs", sync, "--output", "json").json().get("runs");
    return runs.valueStream().filter(r -> r.get("result").asString().equals("done")).count();
  }

  /** Waits for something that is bound to come. */
  private static void until(Callable<Boolean> there) throws Exception {
    while (!there.call()) {
      Thread.sleep(50);
    }
  }

  private JsonNode status(String sync) throws Exception {
    User user =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "robot-" + System.nanoTime(),
                new User.Profile("Robot", null, Role.VIEWER, Names.ALL, false),
                null);
    String token =
        serving
            .accounts
            .tokens()
            .make(user, "ci", Role.VIEWER, Names.ALL, null, "127.0.0.1")
            .text()
            .text();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(serving.url("/api/syncline/v1/syncs/" + sync + "?stored=true")))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("syncs").get(0);
  }

  @Test
  void aDraftIsNotBegunAndOneThatWasStartedIs() throws Exception {
    shops.configure("schedule: every 10s\n");
    serve();
    call(0, "run");
    assertThat(status("customers").get("waits").asString()).isEqualTo("when it is started");
    call(0, "start");
    shops.crm.run("UPDATE customer SET city = 'Kiel' WHERE email = 'ann@x.org'");
    until(() -> runs("customers") >= 3);
    until(
        () ->
            Shops.ask(shops.shop, "SELECT city FROM client WHERE mail = 'ann@x.org'")
                .equals(List.of("Kiel")));
    until(() -> !status("customers").get("begunBy").isNull());
    JsonNode status = status("customers");
    assertThat(status.get("schedule").asString()).isEqualTo("every 10 s");
    assertThat(status.get("begunBy").asString()).isEqualTo("every 10 s");
    assertThat(Instant.parse(status.get("next").asString()))
        .isEqualTo(Instant.parse(status.get("begunAt").asString()).plusSeconds(10));
    until(() -> runs("customers") >= 4);
    call(0, "stop");
    until(() -> status("customers").get("waits").asString("").equals("when it is started again"));
    assertThat(serving.noted(Actor.Kind.SCHEDULER))
        .startsWith("run begun customers every 10 s", "run done customers run 3")
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void oneFollowsTheOtherWhoeverBeganThatAndOnlyOnce() throws Exception {
    more();
    configure("[]", "after customers");
    call(0, "start", "customers");
    call(0, "start", "copies");
    serve();
    until(() -> !status("copies").get("schedule").isNull());
    Thread.sleep(1000);
    assertThat(runs("copies")).as("what was before counts not").isEqualTo(1);
    call(0, "run", "customers");
    until(() -> runs("copies") == 2);
    restart();
    call(0, "run", "customers");
    until(() -> runs("copies") == 3);
    until(() -> status("copies").get("begunBy").asString("").startsWith("after customers, run"));
    Thread.sleep(1500);
    assertThat(runs("copies")).isEqualTo(3);
    assertThat(runs("customers")).isEqualTo(3);
  }

  private void more() throws Exception {
    dev.syncline.connect.testing.TestDatabases.sqlite(folder.resolve("more.db"))
        .run("CREATE TABLE copy (id INTEGER PRIMARY KEY AUTOINCREMENT, mail VARCHAR(60) UNIQUE)");
  }

  @Test
  void onceIsOnceAlsoAfterARestart() throws Exception {
    shops.configure("schedule: once " + Instant.now().plusSeconds(4) + "\n");
    call(0, "start");
    serve();
    until(() -> runs("customers") == 2);
    restart();
    Thread.sleep(1500);
    assertThat(runs("customers")).isEqualTo(2);
    until(() -> !status("customers").get("begunBy").isNull());
    assertThat(status("customers").get("next").isNull()).isTrue();
  }

  private HttpResponse<String> tell(String path, String header, String secret, String body)
      throws Exception {
    return tell(path, header, body.getBytes(StandardCharsets.UTF_8), signed(secret, body));
  }

  private HttpResponse<String> tell(String path, String header, byte[] body, String signature)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url("/hooks/" + path)))
            .header(header, signature)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String signed(String secret, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** A server that begins without the key of its secrets does everything else, and tells nobody. */
  @Test
  void aSecretThatCannotBeReadSignsNothing() throws Exception {
    shops.configure("schedule: dbt-cloud 123\n");
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    serving = new Serving(folder, Map.of(VaultKey.VARIABLE, key));
    serving.accounts.vault().put(Actor.COMMAND_LINE, "webhook dbt-cloud", new Secret(SECRET));
    String body = dbt("wev_1", "9001", "123", Instant.now(), 10);
    assertThat(tell("dbt-cloud", "Authorization", SECRET, body).statusCode()).isEqualTo(202);
    serving.close();
    serving = new Serving(folder);
    for (String signedWith : List.of(SECRET, OTHER)) {
      HttpResponse<String> answer = tell("dbt-cloud", "Authorization", signedWith, body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain("webhook", "SYNCLINE_KEY", folder.toString());
    }
  }

  /** As the service sends it. */
  private static String dbt(String event, String run, String job, Instant at, int status) {
    return """
    {"accountId":66847,"eventId":"%s","timestamp":"%s","eventType":"job.run.completed",\
    "webhookId":"wsu_1","webhookName":"Syncline","data":{"jobId":"%s","jobName":"Nightly",\
    "runId":"%s","environmentId":"1","environmentName":"Production","runStatus":"%s",\
    "runStatusCode":%d,"runStatusMessage":"None"}}"""
        .formatted(event, at, job, run, status == 10 ? "Success" : "Errored", status);
  }

  private static String fivetran(String event, String sync, String status, Instant at) {
    return """
    {"event":"%s","created":"%s","connector_type":"postgres","connector_id":"warm_tea",\
    "connector_name":"crm","sync_id":"%s","destination_group_id":"g","data":{"status":"%s"}}"""
        .formatted(event, at, sync, status);
  }

  @Test
  void servicesTellOnceAndAreBelievedOnlyWhenTheySign() throws Exception {
    shops.configure("schedule: [ dbt-cloud 123, fivetran warm_tea ]\n");
    call(0, "start");
    serve();
    until(() -> !status("customers").get("schedule").isNull());
    Thread.sleep(1000);
    Instant now = Instant.now();
    String body = dbt("wev_1", "9001", "123", now, 10);
    String where = "dbt-cloud";
    assertThat(tell(where, "Authorization", "another", body).statusCode()).isEqualTo(401);
    assertThat(tell(where, "X-Signature", SECRET, body).statusCode()).isEqualTo(401);
    byte[] changed = body.replace("123", "124").getBytes(StandardCharsets.UTF_8);
    assertThat(tell(where, "Authorization", changed, signed(SECRET, body)).statusCode())
        .isEqualTo(401);
    assertThat(tell(where, "Authorization", SECRET, body).statusCode()).isEqualTo(202);
    until(() -> runs("customers") == 2);
    String old = dbt("wev_2", "9002", "123", now.minusSeconds(90_000), 10);
    assertThat(tell(where, "Authorization", SECRET, old).statusCode()).isEqualTo(400);
    String failed = dbt("wev_3", "9003", "123", now, 20);
    String other = dbt("wev_4", "9004", "124", now, 10);
    String again = dbt("wev_5", "9001", "123", now, 10);
    for (String each : List.of(body, failed, other, again)) {
      HttpResponse<String> answer = tell(where, "Authorization", SECRET, each);
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).isEqualTo("{\"heard\":true}");
    }
    restart();
    tell(where, "Authorization", SECRET, body);
    Thread.sleep(1500);
    assertThat(runs("customers")).isEqualTo(2);

    where = "fivetran";
    String header = "X-Fivetran-Signature-256";
    String ended = fivetran("sync_end", "s1", "SUCCESSFUL", now);
    assertThat(tell(where, header, SECRET, ended).statusCode()).isEqualTo(401);
    byte[] bytes = ended.getBytes(StandardCharsets.UTF_8);
    assertThat(
            tell(where, header, bytes, signed(OTHER, ended).toUpperCase(Locale.ROOT)).statusCode())
        .isEqualTo(202);
    until(() -> runs("customers") == 3);
    tell(where, header, OTHER, ended);
    tell(where, header, OTHER, fivetran("sync_start", "s2", "SUCCESSFUL", now));
    tell(where, header, OTHER, fivetran("sync_end", "s3", "FAILURE_WITH_TASK", now));
    assertThat(tell(where, header, OTHER, "{").statusCode()).isEqualTo(400);
    assertThat(tell(where, header, OTHER, "{\"event\":\"sync_end\"}").statusCode()).isEqualTo(400);
    String unlike = "{\"event\":\"create_connector\",\"data\":{}}";
    for (String each : List.of(unlike, "{\"eventType\":\"job.run.started\"}", "{}")) {
      assertThat(tell(where, header, OTHER, each).statusCode()).isEqualTo(202);
      assertThat(tell("dbt-cloud", "Authorization", SECRET, each).statusCode()).isEqualTo(202);
    }
    assertThat(tell(where, header, OTHER, "x".repeat(70_000)).statusCode()).isEqualTo(413);
    Thread.sleep(1500);
    assertThat(runs("customers")).isEqualTo(3);
    assertThat(serving.noted(Actor.Kind.SCHEDULER))
        .containsExactly(
            "run begun customers after job 123 of dbt Cloud",
            "run done customers run 2",
            "run begun customers after connection warm_tea of Fivetran",
            "run done customers run 3");
  }
}
