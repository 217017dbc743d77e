package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two servers share one store. What is asked of the one while the other one runs the sync waits for
 * its turn.
 *
 * <p>A run is held where a trigger in the target waits for a lock that the test holds.
 */
class TurnsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String WAITS =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
          + " (SELECT oid FROM pg_database WHERE datname = current_database())";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private TestDatabase crm;
  private TestDatabase shop;
  private TestDatabase state;
  private Shell shell;
  private Serving first;
  private Serving second;
  private String token;

  @BeforeEach
  void open() throws Exception {
    crm = TestDatabases.postgres();
    shop = TestDatabases.postgres();
    state = TestDatabases.postgres();
    crm.run(
        "CREATE TABLE event (id bigint PRIMARY KEY, label text NOT NULL UNIQUE)",
        "INSERT INTO event VALUES (1, 'one')");
    shop.run(
        "CREATE TABLE happening (id bigint PRIMARY KEY, label text NOT NULL UNIQUE)",
        "CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END $$",
        "CREATE TRIGGER wait_here AFTER INSERT ON happening FOR EACH ROW WHEN (NEW.label LIKE 'stop%')"
            + " EXECUTE FUNCTION wait_here()");
    shell = node("first");
    first = new Serving(folder.resolve("first"), shell.environment);
    second = new Serving(folder.resolve("second"), node("second").environment);
    token = first.token(Role.ADMIN, Names.ALL);
    ended(first, post(first, "/api/syncline/v1/syncs/events/runs").get("job").asLong());
    crm.run("INSERT INTO event VALUES (2, 'stop')");
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    client.close();
  }

  private Shell node(String name) throws Exception {
    Shell node = new Shell(Files.createDirectory(folder.resolve(name)));
    node.environment.put("SECRET", state.password());
    node.file(
        "syncline.yaml",
        """
        version: 1
        state: { url: "%s", user: app, password: "${SECRET}" }
        connections:
          crm: { type: postgresql, url: "%s", user: app, password: "${SECRET}" }
          shop: { type: postgresql, url: "%s", user: app, password: "${SECRET}", lock-timeout: 3m }
        syncs:
          events:
            id: 1
            source: crm
            target: shop
            guard: off
            capture: scan
            tasks:
              - { name: events, id: 1, source: event, target: happening, match: [ label ] }
        """
            .formatted(state.url(), crm.url(), shop.url()));
    return node;
  }

  private JsonNode send(Serving node, String method, String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(node.url(path)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                    method, HttpRequest.BodyPublishers.ofString("POST".equals(method) ? "{}" : ""))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return JSON.readTree(answer.body());
  }

  private JsonNode post(Serving node, String path) throws Exception {
    return send(node, "POST", path);
  }

  private JsonNode job(Serving node, long job) throws Exception {
    return send(node, "GET", "/api/syncline/v1/jobs/" + job);
  }

  private JsonNode ended(Serving node, long job) throws Exception {
    until(() -> job(node, job).get("state").asString().equals("ended"));
    return job(node, job).get("answer");
  }

  private static void until(Callable<Boolean> there) throws Exception {
    while (!there.call()) {
      Thread.sleep(50);
    }
  }

  private JsonNode triggered(Serving node, String run) throws Exception {
    return send(node, "GET", "/api/v1/syncs/1/runs?runId=" + run).at("/data/0");
  }

  /** An order that waits for the other node; returns its job. */
  private long waiting(String order) throws Exception {
    long job = post(second, "/api/syncline/v1/syncs/events/" + order).get("job").asLong();
    until(() -> job(second, job).get("remark").asString().contains("running in"));
    assertThat(job(second, job).get("state").asString()).isEqualTo("queued");
    return job;
  }

  private List<String> results() throws SQLException {
    return Shops.ask(state, "SELECT kind || ' ' || result FROM syncline_state.run ORDER BY id");
  }

  @Test
  void anOrderWaitsWhileAnotherNodeRunsTheSync() throws Exception {
    try (Connection holding = shop.open();
        Statement lock = holding.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(42)");
      long running = post(first, "/api/syncline/v1/syncs/events/runs").get("job").asLong();
      until(() -> Shops.ask(shop, WAITS).getFirst().equals("1"));
      assertThat(shell.call("run").err())
          .as("a terminal is told at once")
          .contains("events is running in", "nothing was done");

      long given = waiting("runs");
      post(second, "/api/syncline/v1/jobs/" + given + "/cancel");
      assertThat(ended(second, given).toString()).contains("given up while it waited");
      waiting("resyncs");
      String run = post(second, "/api/v1/syncs/1/trigger").get("id").asString();
      assertThat(triggered(second, run).get("status").asString()).isEqualTo("queued");
      assertThat(post(second, "/api/v1/syncs/1/trigger").get("id").asString()).isEqualTo(run);
      lock.execute("SELECT pg_advisory_unlock(42)");
      ended(first, running);
      until(() -> triggered(second, run).get("status").asString().equals("success"));
    }
    assertThat(results()).containsExactly("run done", "run done", "run done", "run done");
    assertThat(Shops.ask(shop, "SELECT label FROM happening ORDER BY 1"))
        .containsExactly("one", "stop");
  }

  @Test
  void aTriggeredRunAndAnUndoWaitToo() throws Exception {
    try (Connection holding = shop.open();
        Statement lock = holding.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(42)");
      post(first, "/api/syncline/v1/syncs/events/runs");
      until(() -> Shops.ask(shop, WAITS).getFirst().equals("1"));
      String run = post(second, "/api/v1/syncs/1/trigger").get("id").asString();
      Thread.sleep(2_500);
      assertThat(triggered(second, run).get("status").asString()).isEqualTo("queued");
      assertThat(triggered(second, run).get("startedAt").isNull()).isTrue();
      lock.execute("SELECT pg_advisory_unlock(42)");
      until(() -> triggered(second, run).get("status").asString().equals("success"));
      lock.execute("SELECT pg_advisory_lock(42)");
      crm.run("INSERT INTO event VALUES (3, 'stop again')");
      post(first, "/api/syncline/v1/syncs/events/runs");
      until(() -> Shops.ask(shop, WAITS).getFirst().equals("1"));
      long undo = waiting("runs/2/undos");
      lock.execute("SELECT pg_advisory_unlock(42)");
      ended(second, undo);
    }
    assertThat(results())
        .containsExactly("run done", "run done", "run done", "run done", "undo done");
  }
}
