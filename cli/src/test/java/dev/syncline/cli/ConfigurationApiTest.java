package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs look at connections and change the configuration, if they may. */
class ConfigurationApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  private static String token(Serving serving, Role role) {
    User user =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "robot-" + role.word(),
                new User.Profile("Robot", null, role, Names.ALL, false),
                null);
    return serving
        .accounts
        .tokens()
        .make(user, "ci", role, Names.ALL, null, "127.0.0.1")
        .text()
        .text();
  }

  private static HttpResponse<String> send(
      HttpClient client, Serving serving, String token, String method, String path, Object body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url("/api/syncline/v1" + path)))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The same permission as on the page, and nothing but this can be changed by it. */
  @Test
  void anOperatorSaysWhenASyncRuns() throws Exception {
    new Shops(folder).fill();
    try (Serving serving = new Serving(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      String operator = token(serving, Role.OPERATOR);
      Path file = folder.resolve("syncline.yaml");
      String before = Files.readString(file);
      String path = "/syncs/customers/schedule";
      Map<String, Object> times = Map.of("times", List.of("every 5m", "06:30 UTC"));
      assertThat(
              send(client, serving, token(serving, Role.VIEWER), "PUT", path, times).statusCode())
          .isEqualTo(403);
      assertThat(Files.readString(file)).isEqualTo(before);
      HttpResponse<String> set = send(client, serving, operator, "PUT", path, times);
      assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
      assertThat(JSON.readTree(set.body()).at("/schedule/1").asString()).isEqualTo("06:30 UTC");
      assertThat(Files.readString(file)).contains("schedule:", "every 5m", "06:30 UTC");
      HttpResponse<String> wrong =
          send(client, serving, operator, "PUT", path, Map.of("times", List.of("now and then")));
      assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(409);
      assertThat(wrong.body()).contains("a time of");
      assertThat(send(client, serving, operator, "PUT", path, Map.of()).statusCode())
          .isEqualTo(400);
      assertThat(send(client, serving, operator, "DELETE", path, Map.of()).statusCode())
          .isEqualTo(200);
      assertThat(Files.readString(file)).isEqualTo(before);
      assertThat(
              serving
                  .accounts
                  .audit()
                  .page(AuditLog.Filter.ALL, Long.MAX_VALUE, 9)
                  .getFirst()
                  .event()
                  .action())
          .isEqualTo(Event.Action.SCHEDULE);
    }
  }

  /** A program sets a password that nobody can read again. */
  @Test
  void aSecretOfAConnectionIsKeptAndNeverAnswered() throws Exception {
    new Shops(folder).fill();
    Path key = folder.resolve("key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    try (Serving serving = new Serving(folder, Map.of("SYNCLINE_KEY_FILE", key.toString()));
        HttpClient client = HttpClient.newHttpClient()) {
      String admin = token(serving, Role.ADMIN);
      String path = "/connections/crm/secrets/password";
      Map<String, Object> secret = Map.of("value", "well-hidden");
      assertThat(
              send(client, serving, token(serving, Role.OPERATOR), "PUT", path, secret)
                  .statusCode())
          .isEqualTo(403);
      HttpResponse<String> kept = send(client, serving, admin, "PUT", path, secret);
      assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
      assertThat(JSON.readTree(kept.body()).get("reference").asString())
          .isEqualTo("${secret:connection/crm/password}");
      assertThat(serving.accounts.vault().names()).contains("connection/crm/password");
      assertThat(send(client, serving, admin, "PUT", path, Map.of()).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void theConfigurationIsReadAndChanged() throws Exception {
    Shops shops = new Shops(folder);
    shops.fill();
    try (Serving serving = new Serving(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      String admin = token(serving, Role.ADMIN);
      String operator = token(serving, Role.OPERATOR);
      for (String path : new String[] {"/connections", "/configuration", "/connections/crm/test"}) {
        assertThat(send(client, serving, operator, "GET", path, Map.of()).statusCode())
            .as(path)
            .isEqualTo(403);
        assertThat(send(client, serving, admin, "GET", path, Map.of()).statusCode())
            .as(path)
            .isEqualTo(200);
      }
      HttpResponse<String> table =
          send(client, serving, admin, "GET", "/connections/crm/tables/customer", Map.of());
      assertThat(JSON.readTree(table.body()).at("/key/0").asString()).isEqualTo("id");

      Map<String, String> change =
          Map.of(
              "patch",
              "[{\"op\": \"add\", \"path\": \"/syncs/customers/schedule\", \"value\": \"every 5m\"}]");
      Path file = folder.resolve("syncline.yaml");
      String before = Files.readString(file);
      HttpResponse<String> refused =
          send(client, serving, operator, "PATCH", "/configuration", change);
      assertThat(refused.statusCode()).isEqualTo(403);
      HttpResponse<String> shown = send(client, serving, admin, "PATCH", "/configuration", change);
      assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
      JsonNode json = JSON.readTree(shown.body());
      assertThat(json.get("saved").booleanValue()).isFalse();
      assertThat(json.get("diff").toString()).contains("+    schedule: every 5m");
      assertThat(Files.readString(file)).isEqualTo(before);

      Map<String, String> save =
          Map.of("patch", change.get("patch"), "base", json.get("base").asString());
      HttpResponse<String> saved = send(client, serving, admin, "PATCH", "/configuration", save);
      assertThat(JSON.readTree(saved.body()).get("saved").booleanValue()).isTrue();
      assertThat(Files.readString(file)).contains("    schedule: every 5m\n");
      HttpResponse<String> stale =
          send(
              client,
              serving,
              admin,
              "PATCH",
              "/configuration",
              Map.of("patch", change.get("patch").replace("5m", "6m"), "base", save.get("base")));
      assertThat(stale.statusCode()).isEqualTo(409);
      assertThat(stale.body()).contains("changed meanwhile");
      assertThat(
              send(client, serving, admin, "PATCH", "/configuration?patch=x", change).statusCode())
          .isEqualTo(400);
      assertThat(serving.accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 500).toString())
          .contains("action=EDIT", "syncline.yaml", "CONNECTION_USED", "getTable");
    }
  }
}
