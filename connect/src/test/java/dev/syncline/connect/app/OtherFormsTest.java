package dev.syncline.connect.app;

import static dev.syncline.connect.testing.Scene.applied;
import static dev.syncline.connect.testing.Scene.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Scene;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What other applications do otherwise than Directus, with a small server that does it: OAuth 2,
 * values below a member, filters as text, every way of paging, refusals record by record, keys in a
 * header, and versions that a change has to name.
 */
class OtherFormsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final String DESCRIPTION =
      """
      application: Contacts
      authentication:
        - headers: { Authorization: "Bearer {obtained}" }
          obtain:
            request: POST /oauth/token
            form: { grant_type: refresh_token, refresh_token: "{token}", client_id: "{user}" }
            token: access_token
      errors: { list: errors, code: [code], message: message, field: field, codes: { TAKEN: unique } }
      objects:
        declared:
          contacts:
            id: { type: integer 64, key: true, generated: true }
            email: { type: text, unique: true }
            age: { type: integer 32 }
            boss: { type: integer 64, to: contacts }
      filter:
        equals: "{field} = {value}"
        every: "{parts}"
        any: "{parts}"
      records:
        nest: properties
        omits-empty: true
        version: version
        look-up: 3
        read:
          request: GET /contacts
          query: { where: "{filter}", limit: "{limit}", after: "{cursor}", skip: "{offset}", page: "{page}" }
          rows: results
          page: { by: PAGING, size: 2, next: "NEXT" }
        create: CREATE
        update:
          request: PATCH /contacts/{id}
          headers: { If-Match: "{version}" }
          body: "{record}"
        delete: { request: "DELETE /contacts/{id}", headers: { If-Match: "{version}" } }
      """;

  private static final String EACH =
      "{ request: POST /contacts/batch, body: { inputs: \"{records}\" }, rows: results, key-in: id,"
          + " batch: { size: 5, fails: each, failed: errors } }";
  private static final String ONE =
      "{ request: POST /contacts, body: \"{record}\", key-in: location }";

  @TempDir Path folder;
  private HttpServer server;
  private final TreeMap<Long, Map<String, JsonNode>> contacts = new TreeMap<>();
  private final Map<Long, Integer> versions = new TreeMap<>();
  private final List<String> seen = new ArrayList<>();
  private long next = 1;
  private int logins;
  private boolean turns = true;
  private Runnable beforeChange = () -> {};

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Scene scene(String paging, String create) throws IOException {
    Path file = folder.resolve("contacts.yaml");
    String next = paging.equals("cursor") ? "paging.after" : "paging.url";
    Files.writeString(
        file,
        DESCRIPTION.replace("PAGING", paging).replace("NEXT", next).replace("CREATE", create));
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return new Scene(
        Connections.open(
            ConnectionSpec.application("crm", file.toString(), url, "me", "", "refresh-me")));
  }

  @ParameterizedTest
  @CsvSource({"cursor", "offset", "page", "next", "link"})
  void pagesFollowEachOther(String paging) throws IOException {
    try (Scene scene = scene(paging, EACH)) {
      Shape shape = scene.shape("contacts");
      for (long age = 0; age < 7; age++) {
        applied(scene.write(scene.insert(shape, Map.of("age", age))).getFirst());
      }
      assertThat(scene.all(shape))
          .extracting(r -> r.get("age"))
          .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
      assertThat(scene.connector.count("contacts")).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({"offset", "page"})
  void pagesThatAreAlwaysTheFirstAreNotReadForEver(String paging) throws IOException {
    try (Scene scene = scene(paging, EACH)) {
      Shape shape = scene.shape("contacts");
      applied(scene.write(scene.insert(shape, Map.of("age", 1L))).getFirst());
      turns = false;
      assertThatThrownBy(() -> scene.all(shape))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContainingAll("crm", "contacts", "same records", "records.read");
    }
  }

  @Test
  void eachRecordOfABatchHasItsOwnAnswer() throws IOException {
    try (Scene scene = scene("cursor", EACH)) {
      Shape shape = scene.shape("contacts");
      List<WriteOutcome> outcomes =
          scene.write(
              scene.insert(shape, Map.of("email", "a@x")),
              scene.insert(shape, Map.of("email", "a@x")),
              scene.insert(shape, Map.of("email", "it's", "age", 3L)));
      assertThat(applied(outcomes.get(0)).get("email")).isEqualTo("a@x");
      assertThat(rejected(outcomes.get(1)).cause()).isEqualTo(WriteOutcome.Cause.UNIQUE);
      assertThat(rejected(outcomes.get(1)).message()).contains("contacts", "Contacts", "email");
      assertThat(applied(outcomes.get(2)).get("age")).isEqualTo(3L);
      assertThat(seen.stream().filter(s -> s.startsWith("POST /contacts"))).hasSize(1);
      assertThat(
              scene.connector.find(
                  shape, List.of("email"), List.<Object[]>of(new Object[] {"it's"}), false))
          .extracting(r -> r.get("age"))
          .containsExactly(3L);
    }
  }

  @Test
  void aKeyMayStandInAHeader() throws IOException {
    try (Scene scene = scene("cursor", ONE)) {
      Shape shape = scene.shape("contacts");
      List<WriteOutcome> made =
          scene.write(
              scene.insert(shape, Map.of("age", 1L)), scene.insert(shape, Map.of("age", 2L)));
      assertThat(applied(made.get(1)).key()).isEqualTo(Key.of(2L));
      assertThat(applied(made.get(1)).get("email")).isNull();
    }
  }

  @Test
  void aChangeNamesTheVersionThatItSaw() throws IOException {
    try (Scene scene = scene("cursor", ONE)) {
      Shape shape = scene.shape("contacts");
      Key key = applied(scene.write(scene.insert(shape, Map.of("age", 1L))).getFirst()).key();
      assertThat(
              applied(scene.write(scene.update(shape, key, Map.of("age", 2L))).getFirst())
                  .get("age"))
          .isEqualTo(2L);
      beforeChange = // somebody was quicker, after the record was read
          () -> {
            contacts.get(1L).put("age", JSON.readTree("77"));
            versions.merge(1L, 1, Integer::sum);
          };
      assertThat(scene.write(scene.update(shape, key, Map.of("age", 3L))).getFirst())
          .isInstanceOfSatisfying(
              WriteOutcome.Stale.class,
              s -> assertThat(s.current().get("age")).as("as it is now").isEqualTo(77L));
      assertThat(scene.write(scene.delete(shape, key)).getFirst())
          .isInstanceOf(WriteOutcome.Stale.class);
      assertThat(contacts.get(1L).get("age").intValue()).isEqualTo(77);
      beforeChange = () -> {};
      assertThat(scene.write(scene.delete(shape, key)).getFirst())
          .isInstanceOf(WriteOutcome.Applied.class);
      assertThat(contacts).isEmpty();
    }
  }

  @Test
  void anAccessTokenThatRanOutIsGotAgain() throws IOException {
    try (Scene scene = scene("cursor", ONE)) {
      Shape shape = scene.shape("contacts");
      scene.all(shape);
      assertThat(logins).isEqualTo(1);
      logins++; // what was given before is no longer taken
      scene.all(shape);
      assertThat(logins).isEqualTo(3);
      assertThat(scene.connector.describe("contacts").foreignKeys().getFirst().referencedColumns())
          .containsExactly("id");
    }
  }

  // The server

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    String request = exchange.getRequestMethod() + " " + path;
    seen.add(request);
    if (request.equals("POST /oauth/token")) {
      assertThat(body).contains("refresh_token=refresh-me", "client_id=me", "grant_type=");
      send(exchange, 200, "{\"access_token\":\"access-" + ++logins + "\"}");
    } else if (!("Bearer access-" + logins)
        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"errors\":[{\"code\":\"EXPIRED\",\"message\":\"expired\"}]}");
    } else if (request.equals("GET /contacts")) {
      list(exchange);
    } else if (request.equals("POST /contacts/batch")) {
      List<String> results = new ArrayList<>();
      for (JsonNode input : JSON.readTree(body).get("inputs")) {
        results.add(create(input));
      }
      send(exchange, 200, "{\"results\":[" + String.join(",", results) + "]}");
    } else if (request.equals("POST /contacts")) {
      create(JSON.readTree(body));
      exchange.getResponseHeaders().set("Location", "/contacts(" + (next - 1) + ")");
      send(exchange, 201, "");
    } else {
      change(exchange, Long.parseLong(path.substring("/contacts/".length())), body);
    }
  }

  private String create(JsonNode input) {
    JsonNode email = input.path("properties").path("email");
    for (Map<String, JsonNode> other : contacts.values()) {
      if (!email.isMissingNode() && email.equals(other.get("email"))) {
        return "{\"errors\":[{\"code\":\"TAKEN\",\"message\":\"is taken\",\"field\":\"email\"}]}";
      }
    }
    contacts.put(next, new LinkedHashMap<>());
    input
        .path("properties")
        .properties()
        .forEach(p -> contacts.get(next).put(p.getKey(), p.getValue()));
    versions.put(next, 1);
    return "{\"id\":\"" + next++ + "\",\"errors\":[]}";
  }

  private void change(HttpExchange exchange, long id, String body) throws IOException {
    beforeChange.run();
    String version = exchange.getRequestHeaders().getFirst("If-Match");
    if (!("v" + versions.get(id)).equals(version)) {
      send(exchange, 412, "{\"errors\":[{\"code\":\"CHANGED\",\"message\":\"changed\"}]}");
      return;
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      contacts.remove(id);
    } else {
      JSON.readTree(body)
          .get("properties")
          .properties()
          .forEach(p -> contacts.get(id).put(p.getKey(), p.getValue()));
      versions.merge(id, 1, Integer::sum);
    }
    send(exchange, 204, "");
  }

  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = new TreeMap<>();
    for (String part : String.valueOf(exchange.getRequestURI().getRawQuery()).split("&")) {
      int is = part.indexOf('=');
      query.put(
          part.substring(0, is),
          java.net.URLDecoder.decode(part.substring(is + 1), StandardCharsets.UTF_8));
    }
    if (!turns) {
      query.keySet().removeAll(List.of("skip", "page"));
    }
    List<Long> chosen =
        contacts.keySet().stream().filter(id -> fits(id, query.get("where"))).toList();
    int limit = Integer.parseInt(query.get("limit"));
    int from =
        Math.max(
            Integer.parseInt(query.getOrDefault("after", "0")),
            Math.max(
                Integer.parseInt(query.getOrDefault("skip", "0")),
                (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * limit));
    List<String> rows = new ArrayList<>();
    for (Long id :
        chosen.subList(Math.min(from, chosen.size()), Math.min(from + limit, chosen.size()))) {
      rows.add(
          "{\"id\":\"%d\",\"version\":\"v%d\",\"properties\":%s}"
              .formatted(id, versions.get(id), JSON.writeValueAsString(contacts.get(id))));
    }
    String paging = "null";
    if (from + limit < chosen.size()) {
      String url = "/contacts?limit=" + limit + "&after=" + (from + limit);
      paging = "{\"after\":\"%d\",\"url\":\"%s\"}".formatted(from + limit, url);
      exchange.getResponseHeaders().set("Link", "<" + url + ">; rel=\"next\"");
    }
    send(exchange, 200, "{\"results\":[" + String.join(",", rows) + "],\"paging\":" + paging + "}");
  }

  /** {@code field = value or field = value}, text in single quotes. */
  private boolean fits(Long id, String where) {
    if (where == null) {
      return true;
    }
    for (String part : where.split(" or ")) {
      String field = part.substring(0, part.indexOf(" = "));
      String value = part.substring(part.indexOf(" = ") + 3);
      String stored =
          field.equals("id")
              ? id.toString()
              : contacts.get(id).containsKey(field) ? contacts.get(id).get(field).asString() : null;
      String wanted =
          value.startsWith("'") ? value.substring(1, value.length() - 1).replace("''", "'") : value;
      if (wanted.equals(stored)) {
        return true;
      }
    }
    return false;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
