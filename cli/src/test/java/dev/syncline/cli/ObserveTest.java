package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.observe.Logs;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators watch, over real requests and a real run. */
class ObserveTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Collector collector = new Collector();

  @BeforeEach
  void fill() throws Exception {
    new Shops(folder).fill();
  }

  @AfterEach
  void close() {
    collector.close();
    client.close();
  }

  private HttpResponse<String> send(Serving serving, String method, String path, String token)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url(path)))
            .header("Authorization", "Bearer " + token)
            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void run(Serving serving, String token) throws Exception {
    HttpResponse<String> begun =
        send(serving, "POST", "/api/syncline/v1/syncs/customers/runs", token);
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String job = begun.headers().firstValue("Location").orElseThrow();
    while (!state(serving, job, token).equals("ended")) {
      Thread.sleep(20);
    }
  }

  private String state(Serving serving, String job, String token) throws Exception {
    JsonNode answer = JSON.readTree(send(serving, "GET", job, token).body());
    return answer.get("state").asString();
  }

  @Test
  void anybodyMayKnowThatItLivesAndIsReady() throws Exception {
    try (Serving serving = new Serving(folder)) {
      for (String path : List.of("/health", "/ready")) {
        HttpResponse<String> answer = send(serving, "GET", path, "none");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("status").asString()).isEqualTo("up");
      }
      serving.accounts.store().close();
      HttpResponse<String> answer = send(serving, "GET", "/ready", "none");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(JSON.readTree(answer.body()).get("store").asString()).isEqualTo("down");
      assertThat(send(serving, "GET", "/health", "none").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void metricsTellHowSyncsStandToWhoMaySeeThemAll() throws Exception {
    try (Serving serving = new Serving(folder)) {
      String token = serving.token(Role.OPERATOR, Names.ALL);
      run(serving, token);
      String metrics = send(serving, "GET", "/metrics", token).body();
      assertThat(metrics)
          .containsPattern("syncline_sync_links\\{sync=\"customers\"} [1-9]")
          .contains("syncline_sync_unaccounted{sync=\"customers\"} 0.0")
          .contains(
              "syncline_jobs_seconds_count{command=\"run\",exit=\"in_step\",sync=\"customers\"} 1")
          .containsPattern(
              "syncline_sync_in_step_timestamp_seconds\\{sync=\"customers\"} 1\\.\\d+E9")
          .contains("way=\"/api/syncline/v1/syncs/{sync}/runs\"")
          .contains("jvm_memory_used_bytes");
      String limited = serving.token(Role.OPERATOR, Names.of(Set.of("customers")));
      assertThat(send(serving, "GET", "/metrics", limited).statusCode()).isEqualTo(403);
      assertThat(send(serving, "GET", "/metrics", "none").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aTraceLeadsFromTheRequestThroughTheJobToItsSteps() throws Exception {
    Map<String, String> environment =
        Map.of(
            "OTEL_TRACES_EXPORTER", "otlp",
            "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
            "OTEL_SERVICE_NAME", "syncline-test");
    try (Serving serving = new Serving(folder, environment)) {
      run(serving, serving.token(Role.OPERATOR, Names.ALL));
    }
    Span request = collector.span("POST /api/syncline/v1/syncs/{sync}/runs");
    Span job = collector.span("syncline run");
    Span step = collector.span("linking customers");
    assertThat(hex(request.getTraceId().toByteArray())).isEqualTo(TRACE);
    assertThat(hex(request.getParentSpanId().toByteArray())).isEqualTo(CALLER);
    assertThat(job.getTraceId()).isEqualTo(request.getTraceId());
    assertThat(job.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(step.getParentSpanId()).isEqualTo(job.getSpanId());
  }

  @Test
  void wordsThatAreNoMethodsMakeNoMetricsOfTheirOwn() throws Exception {
    try (Serving serving = new Serving(folder)) {
      String token = serving.token(Role.VIEWER, Names.ALL);
      send(serving, "BREW", "/health", token);
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(serving.url("/health")))
                  .header("X-HTTP-Method-Override", "STEEP")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      String metrics = send(serving, "GET", "/metrics", token).body();
      while (!metrics.contains("status=\"400\"")) {
        metrics = send(serving, "GET", "/metrics", token).body(); // counted once it is sent
      }
      assertThat(metrics).contains("method=\"other\"").doesNotContain("BREW", "STEEP");
    }
  }

  /** Lines of the log as programs read them, of all that a server does. */
  private List<JsonNode> logged(Map<String, String> environment, Asking asks) throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Logs.begin(Logs.Form.JSON, Level.FINE, log);
    try (Serving serving = new Serving(folder, environment)) {
      asks.of(serving);
    } finally {
      LogManager.getLogManager().readConfiguration();
    }
    return log.toString(StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
  }

  private interface Asking {
    void of(Serving serving) throws Exception;
  }

  @Test
  void aLineOfTheLogNamesTheTraceInWhichItIs() throws Exception {
    Map<String, String> environment =
        Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
    List<JsonNode> lines =
        logged(environment, serving -> run(serving, serving.token(Role.OPERATOR, Names.ALL)));
    for (String message :
        List.of("job asked for", "job over", "POST /api/syncline/v1/syncs/{sync}/runs")) {
      assertThat(lines)
          .filteredOn(line -> line.get("message").asString().equals(message))
          .as(message)
          .singleElement()
          .satisfies(line -> assertThat(line.path("trace_id").asString("")).isEqualTo(TRACE));
    }
  }

  @Test
  void aRequestThatFailedIsLoggedWithoutWhatStandsInItsPath() throws Exception {
    String secret = "the-secret-of-a-link";
    List<JsonNode> lines =
        logged(
            Map.of(),
            serving -> {
              serving.accounts.store().close();
              assertThat(send(serving, "POST", "/link/" + secret, "none").statusCode())
                  .isEqualTo(503);
            });
    assertThat(lines)
        .filteredOn(line -> line.has("exception"))
        .anyMatch(line -> line.get("message").asString().equals("POST /link/{secret}"));
    assertThat(lines).noneMatch(line -> line.toString().contains(secret));
  }

  @Test
  void nothingIsTracedUnlessItIsAskedFor() throws Exception {
    try (Serving serving =
        new Serving(folder, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()))) {
      run(serving, serving.token(Role.OPERATOR, Names.ALL));
    }
    assertThat(collector.spans).isEmpty();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Takes what the exporter sends by OpenTelemetry's own protocol. */
  private static final class Collector implements AutoCloseable {
    final List<Span> spans = new CopyOnWriteArrayList<>();
    private final HttpServer http;

    Collector() {
      try {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      http.createContext(
          "/v1/traces",
          exchange -> {
            ExportTraceServiceRequest sent =
                ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            sent.getResourceSpansList()
                .forEach(r -> r.getScopeSpansList().forEach(s -> spans.addAll(s.getSpansList())));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      http.start();
    }

    String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    Span span(String name) {
      return spans.stream()
          .filter(span -> span.getName().equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError(spans.stream().map(Span::getName).toList()));
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }
}
