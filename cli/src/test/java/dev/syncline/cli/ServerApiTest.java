package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Way;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The interface for programs, over real requests. */
class ServerApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROOT = "/api/syncline/v1";

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
    token = serving.token(Role.OPERATOR, Names.ALL);
  }

  @AfterEach
  void close() {
    serving.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url(ROOT + path)))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private JsonNode ended(HttpResponse<String> begun) throws Exception {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String path = begun.headers().firstValue("Location").orElseThrow().substring(ROOT.length());
    JsonNode job = get(path);
    while (!job.get("state").asString().equals("ended")) {
      Thread.sleep(50);
      job = get(path);
    }
    return job;
  }

  @Test
  void aRunIsBegunAndFollowed() throws Exception {
    JsonNode planned = ended(send("POST", "/syncs/customers/plans", ""));
    assertThat(planned.at("/answer/syncs/0/sync").asString()).isEqualTo("customers");
    assertThat(planned.get("command").asString()).isEqualTo("syncline plan customers");
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("3");

    JsonNode run = ended(send("POST", "/syncs/customers/runs", "{\"task\": \"customers\"}"));
    assertThat(run.at("/answer/syncs/0/run").asLong()).isEqualTo(1);
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("4");
    assertThat(get("/syncs/customers/runs").at("/runs/0/run").asLong()).isEqualTo(1);
    assertThat(get("/syncs").at("/syncs/0/sync").asString()).isEqualTo("customers");

    ended(send("POST", "/syncs/customers/runs", "{\"task\": \"nothing\"}"));
    assertThat(serving.noted(Actor.Kind.TOKEN))
        .containsExactly(
            "plan begun customers",
            "plan done customers",
            "run begun customers",
            "run done customers run 1",
            "run begun customers",
            "run failed customers");
  }

  @Test
  void badRequestsAreRefusedWithWords() throws Exception {
    refused(send("POST", "/syncs/customers/runs", "{\"tusk\": 1}"), 400, "tusk");
    refused(send("POST", "/syncs/customers/runs", "{\"task\": 1}"), 400, "string");
    refused(send("POST", "/syncs/customers/runs", "[1]"), 400, "object");
    refused(send("POST", "/syncs/customers/runs", "{"), 400, "no JSON");
    refused(send("GET", "/nothing", ""), 404, "nothing");
    refused(send("DELETE", "/syncs", ""), 405, "");
    refused(send("POST", "/syncs/customers/runs", " ".repeat(2 << 20)), 413, "");
    refused(send("POST", "/syncs/customers/resyncs", ""), 403, "resync");
    token = "syncline_nonsense";
    refused(send("GET", "/syncs", ""), 401, "token");
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    token = serving.token(Role.ADMIN, Names.ALL);
    for (String sync : List.of("nobody", "@syncline.yaml", "--approve")) {
      refused(send("GET", "/syncs/" + sync, ""), 404, sync);
    }
    refused(send("POST", "/syncs/nobody/runs", ""), 404, "nobody");
    refused(send("POST", "/syncs/nobody/resets", ""), 404, "nobody");
    refused(send("GET", "/syncs/nobody/plans", ""), 404, "nobody");
    refused(send("GET", "/syncs/customers/runs/7", ""), 404, "no run 7");
    refused(send("POST", "/syncs/customers/runs/7/undos", ""), 404, "no run 7");
    refused(send("GET", "/syncs/customers/plans/7", ""), 404, "no plan 7");
    refused(send("DELETE", "/syncs/customers/plans/7", ""), 404, "no plan 7");
    refused(send("DELETE", "/syncs/customers/plans/7/waiting", ""), 404, "no plan 7");
    refused(send("POST", "/syncs/customers/plans/7/applications", ""), 404, "no plan 7");
    refused(
        send("PUT", "/syncs/customers/plans/7/selection", "{\"all\":true,\"take\":true}"),
        404,
        "7");
    refused(send("GET", "/syncs/customers/due?task=none", ""), 404, "none");
    String record = "/syncs/customers/tasks/%s/records/77";
    refused(send("GET", record.formatted("customers"), ""), 404, "77");
    refused(send("GET", record.formatted("none"), ""), 404, "none");
    refused(send("POST", record.formatted("none") + "/decisions", ""), 404, "none");
    refused(send("POST", "/sequences/none/runs", ""), 404, "none");
    for (String of : List.of("/test", "/tables", "/tables/customer")) {
      refused(send("GET", "/connections/none" + of, ""), 404, "none");
    }
    refused(send("GET", "/connections/crm/tables/none", ""), 404, "none");
    refused(send("GET", "/jobs/77", ""), 404, "no such job");
    refused(send("GET", "/users/none", ""), 404, "no such user");
    refused(send("DELETE", "/tokens/77", ""), 404, "no such token");
    assertThat(serving.noted(Actor.Kind.TOKEN)).noneMatch(line -> line.contains("begun"));
  }

  @Test
  void aJobOfTheServerIsSeenByWhoMayHaveItDone() throws Exception {
    token = serving.token(Role.ADMIN, Names.ALL);
    String command = "{\"words\": [\"connections\", \"browse\", \"crm\", \"customer\"]}";
    String said = send("POST", "/commands", command).body();
    assertThat(said).startsWith("{\"job\":").contains("email");
    long job = JSON.readTree(said.lines().findFirst().orElseThrow()).get("job").asLong();
    String path = "/jobs/" + job;
    assertThat(get(path).toString()).contains("email");
    token = serving.token(Role.ADMIN, Names.of(Set.of("customers")));
    refused(send("GET", path, ""), 404, "no such job");
    token = serving.token(Role.OPERATOR, Names.ALL);
    refused(send("GET", path, ""), 404, "no such job");
    refused(send("POST", path + "/cancel", ""), 404, "no such job");
    try (Asker asker = new Asker(serving)) {
      assertThat(asker.get(path, asker.person(Role.VIEWER)).status()).isEqualTo(404);
      assertThat(asker.get(path, asker.person(Role.ADMIN)).body()).contains("email");
      ended(send("POST", "/syncs/customers/plans", ""));
      assertThat(asker.get("/jobs/" + (job + 1), asker.person(Role.VIEWER)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void anOperationTakesWhatItsOptionsTake() throws Exception {
    token = serving.token(Role.REVIEWER, Names.ALL);
    for (String path : List.of("/syncs/customers/reset-plans", "/syncs/customers/resets")) {
      refused(send("POST", path, "{\"links\": true}"), 403, "edit");
    }
    JsonNode reset = ended(send("POST", "/syncs/customers/reset-plans", "{\"cdc\": true}"));
    assertThat(reset.get("command").asString()).isEqualTo("syncline reset --cdc customers");
    token = serving.token(Role.ADMIN, Names.ALL);
    refused(send("POST", "/messages/tests", "{}"), 400, "receiver");
  }

  @Test
  void aTokenDoesNothingToItsOwnUser() throws Exception {
    token = serving.token(Role.ADMIN, Names.ALL);
    String own = get("/users").at("/users/0/name").asString();
    serving.token(Role.ADMIN, Names.ALL);
    refused(send("POST", "/users/" + own + "/links", ""), 403, "own user");
    refused(send("PATCH", "/users/" + own, "{\"email\": \"eve@example.org\"}"), 403, "own user");
    refused(send("DELETE", "/users/" + own, ""), 403, "own user");
    refused(send("DELETE", "/users/" + own + "/sessions", ""), 403, "own user");
    assertThat(get("/users/" + own).get("email").isNull()).isTrue();
  }

  private static void refused(HttpResponse<String> answer, int status, String word) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).at("/error/message").asString()).contains(word);
  }

  @Test
  void aTokenForSomeSyncsSeesNoOthers() throws Exception {
    token = serving.token(Role.OPERATOR, Names.of(Set.of("another")));
    assertThat(get("/syncs").get("syncs")).isEmpty();
    refused(send("GET", "/syncs/customers", ""), 403, "customers");
    refused(send("POST", "/syncs/customers/runs", ""), 403, "customers");
    String less = "The token \"ci\" may not do that, while Robot, whose it is, may";
    refused(send("POST", "/syncs/customers/runs", ""), 403, less);
    token = serving.token(serving.robot(Role.ADMIN), Role.VIEWER, Names.ALL);
    refused(send("POST", "/syncs/customers/runs", ""), 403, less);
    refused(send("GET", "/users", ""), 403, less);
    token = serving.token(Role.VIEWER, Names.ALL);
    refused(send("POST", "/syncs/customers/runs", ""), 403, "Robot may not do that");
  }

  @Test
  void whatWasRunIsReadTestedAndTakenBack() throws Exception {
    token = serving.token(Role.ADMIN, Names.ALL);
    ended(send("POST", "/syncs/customers/runs", ""));
    JsonNode run = get("/syncs/customers/runs/1?task=customers&show=1&skip=1");
    assertThat(run.get("operations")).hasSize(1);
    assertThat(run.get("skipped").asInt()).isEqualTo(1);
    refused(send("GET", "/syncs/nobody/runs/1", ""), 404, "nobody");
    assertThat(get("/syncs/customers/due").get("total").asInt()).isZero();
    assertThat(get("/syncs/customers/joined?stored=true").at("/tasks/0/links").asInt())
        .isEqualTo(4);
    JsonNode record = get("/syncs/customers/tasks/customers/records/1001?side=target");
    assertThat(record.get("sourceKey").asString()).isEqualTo("2");
    JsonNode tested =
        ended(
            send(
                "POST",
                "/syncs/customers/row-tests",
                "{\"task\":\"customers\",\"record\":\"1\",\"set\":[\"city=Turku\"]}"));
    assertThat(tested.at("/answer/exchanges").toString()).contains("Turku");
    assertThat(tested.at("/answer/kept").asBoolean()).isFalse();
    refused(send("POST", "/syncs/customers/row-tests", "{\"set\":\"x\"}"), 400, "array");
    JsonNode planned = ended(send("POST", "/syncs/customers/runs/1/undo-plans", ""));
    assertThat(planned.at("/answer/done").asBoolean()).isFalse();
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("4");
    assertThat(
            ended(send("POST", "/syncs/customers/runs/1/undos", "")).at("/answer/done").asBoolean())
        .isTrue();
    assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("3");
    JsonNode reset = ended(send("POST", "/syncs/customers/reset-plans", "{\"links\": true}"));
    assertThat(reset.at("/answer/reset").asBoolean()).isFalse();
    assertThat(reset.at("/answer/message").asString()).contains("would be forgotten");
    JsonNode resync = ended(send("POST", "/syncs/customers/resync-plans", ""));
    assertThat(resync.at("/answer/syncs/0/resynced").asBoolean()).isFalse();
  }

  @Test
  void aSequenceTakesWhatEachOfItsSyncsTakes() throws Exception {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("") + "sequences:\n  nightly: { syncs: [customers] }\n");
    assertThat(get("/sequences").at("/sequences/0/syncs/0").asString()).isEqualTo("customers");
    JsonNode ran = ended(send("POST", "/sequences/nightly/runs", ""));
    assertThat(ran.at("/answer/syncs/0/run").asLong()).isEqualTo(1);
    token = serving.token(Role.OPERATOR, Names.of(Set.of("another")));
    assertThat(get("/sequences").get("sequences")).isEmpty();
    refused(send("POST", "/sequences/nightly/runs", ""), 403, "customers");
    token = serving.token(Role.VIEWER, Names.ALL);
    refused(send("POST", "/sequences/nightly/runs", ""), 403, "run");
    refused(send("POST", "/syncs/customers/runs/1/undos", ""), 403, "undo");
  }

  @Test
  void theDescriptionTellsOfAllWays() throws Exception {
    JsonNode document = get("/openapi.json");
    assertThat(document.get("openapi").asString()).startsWith("3.1");
    Set<String> ids = new HashSet<>();
    int ways = 0;
    for (Way way : serving.ways()) {
      if (isOfPrograms(way)) {
        JsonNode described =
            document.get("paths").path(way.path()).path(way.method().toLowerCase(Locale.ROOT));
        assertThat(described.isMissingNode()).as("%s", way).isFalse();
        JsonNode answers = described.get("responses");
        if (way.path().contains("{")) {
          assertThat(answers.has("404")).as("%s", way).isTrue();
        }
        if (!way.method().equals("GET")) {
          assertThat(answers.has("413")).as("%s", way).isTrue();
        }
        if (way.need() instanceof Need.May || way.need() instanceof Need.ByToken) {
          assertThat(answers.has("401")).as("%s", way).isTrue();
        }
        assertThat(ids.add(described.get("operationId").asString())).as("%s", way).isTrue();
        ways++;
      }
    }
    int described = 0;
    for (JsonNode path : document.get("paths")) {
      described += path.size();
    }
    assertThat(described).isEqualTo(ways);
    JsonNode reset = document.get("paths").path(ROOT + "/syncs/{sync}/resets").get("post");
    assertThat(reset.get("description").asString()).contains("\"resync\"").doesNotContain("edit");
    assertThat(reset.findPath("links").get("description").asString()).contains("\"edit\"");
  }

  private static boolean isOfPrograms(Way way) {
    return Set.of("/health", "/ready", "/metrics").contains(way.path())
        || Stream.of(ROOT + "/", "/api/v1/", "/hooks/").anyMatch(way.path()::startsWith)
            && !way.path().endsWith("/openapi.json");
  }

  @Test
  void administratorsKeepUsersAndReadTheAuditLog() throws Exception {
    User ada =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "ada",
                new User.Profile("Ada", null, Role.ADMIN, Names.ALL, false),
                null);
    String first =
        serving.accounts.links().forPassword(Actor.COMMAND_LINE, ada.id()).secret().text();
    serving.accounts.links().setPassword(first, "a long enough one", "127.0.0.1");
    token = serving.token(Role.ADMIN, Names.ALL);
    HttpResponse<String> added =
        send(
            "POST",
            "/users",
            "{\"name\": \"eve\", \"role\": \"operator\", \"environments\": \"test\"}");
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    String link = JSON.readTree(added.body()).at("/link/path").asString();
    assertThat(serving.accounts.links().find(link.substring("/link/".length()))).isPresent();
    refused(send("POST", "/users", "{\"name\": \"EVE\"}"), 400, "already");
    refused(send("POST", "/users", "{\"name\": \"dan\", \"role\": \"king\"}"), 400, "role");
    refused(send("PATCH", "/users/nobody", "{}"), 404, "no such user");
    HttpResponse<String> changed =
        send("PATCH", "/users/eve", "{\"role\": \"viewer\", \"email\": \"eve@example.org\"}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    JsonNode eve = get("/users/eve");
    assertThat(eve.get("role").asString()).isEqualTo("viewer");
    assertThat(eve.get("environments").asString()).isEqualTo("test");
    send("PATCH", "/users/eve", "{\"disabled\": true}");
    assertThat(get("/users/eve").get("disabled").asBoolean()).isTrue();

    JsonNode tokens = get("/tokens").get("tokens");
    assertThat(tokens).hasSize(2);
    String own = tokens.get(0).get("token").asString();
    assertThat(send("DELETE", "/tokens/" + tokens.get(1).get("token").asString(), "").statusCode())
        .isEqualTo(200);
    assertThat(get("/tokens").at("/tokens/1/revoked").isNull()).isFalse();

    assertThat(send("DELETE", "/users/eve", "").statusCode()).isEqualTo(200);
    JsonNode lines = get("/audit?action=user+removed").get("lines");
    assertThat(lines).hasSize(1);
    assertThat(lines.at("/0/about").asString()).isEqualTo("eve");
    assertThat(lines.at("/0/kind").asString()).isEqualTo("token");
    refused(send("GET", "/audit?action=nonsense", ""), 400, "action");
    refused(send("GET", "/audit?from=yesterday", ""), 400, "from");
    assertThat(send("DELETE", "/tokens/" + own, "").statusCode()).isEqualTo(200);
    refused(send("GET", "/users", ""), 401, "token");
  }
}
