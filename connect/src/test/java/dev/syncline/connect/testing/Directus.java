package dev.syncline.connect.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Directus over SQLite, on loopback, and a way to it that does not go through Syncline.
 * {@code .ci/directus} installs it; where it is not, tests say so and are skipped, unless {@code
 * SYNCLINE_TEST_DIRECTUS} is {@code required}.
 */
public final class Directus implements AutoCloseable {
  public static final String TOKEN = "token-of-the-tests";
  public static final String USER = "admin@example.com";
  public static final String PASSWORD = "password-of-the-tests";

  private static final String VERSION = "11.3.5";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path program;
  private final Path folder;
  private final int port;
  private final Map<String, String> environment;
  private Process process;

  private Directus(Path program, Map<String, String> more) throws Exception {
    this.program = program;
    this.folder = Files.createTempDirectory("syncline-directus");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    Map<String, String> all = new java.util.HashMap<>(more);
    all.put("DB_CLIENT", "sqlite3");
    all.put("DB_FILENAME", folder.resolve("data.db").toString());
    all.put("SECRET", "secret-of-the-tests");
    all.put("ADMIN_EMAIL", USER);
    all.put("ADMIN_PASSWORD", PASSWORD);
    all.put("ADMIN_TOKEN", TOKEN);
    all.put("HOST", "127.0.0.1");
    all.put("PORT", "" + port);
    all.put("PUBLIC_URL", url());
    all.put("TELEMETRY", "false");
    all.put("LOG_LEVEL", "error");
    all.put("EXTENSIONS_PATH", folder.resolve("extensions").toString());
    all.put("STORAGE_LOCAL_ROOT", folder.resolve("uploads").toString());
    this.environment = all;
    run("bootstrap").waitFor();
    start();
  }

  /** The server of this JVM, without anybody's collections. */
  public static Directus shared() throws Exception {
    Assumptions.assumeTrue(installed() != null, "Directus is not installed; run .ci/directus");
    Directus server = Holder.SERVER;
    server.clear();
    return server;
  }

  /** A server of its own, with further settings. */
  public static Directus fresh(Map<String, String> settings) throws Exception {
    Path program = installed();
    Assumptions.assumeTrue(program != null, "Directus is not installed; run .ci/directus");
    return new Directus(program, settings);
  }

  private static Path installed() {
    String cache = System.getenv("SYNCLINE_TEST_CACHE");
    Path base =
        cache == null
            ? Path.of(System.getProperty("user.home"), ".cache", "syncline-test")
            : Path.of(cache);
    Path found = base.resolve("directus-" + VERSION);
    if (Files.exists(found.resolve("installed"))) {
      return found.resolve("node_modules/directus/cli.js");
    }
    if ("required".equals(System.getenv("SYNCLINE_TEST_DIRECTUS"))) {
      throw new IllegalStateException("Directus is not in " + found + "; run .ci/directus");
    }
    return null;
  }

  private static final class Holder {
    static final Directus SERVER = start();

    private static Directus start() {
      try {
        Directus server = new Directus(installed(), Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
      } catch (Exception e) {
        throw new IllegalStateException("Directus for tests did not start", e);
      }
    }
  }

  private Process run(String command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", program.toString(), command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(command + ".log").toFile());
    builder.environment().keySet().removeIf(k -> k.startsWith("DB_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Starts it again after {@link #stop}, and waits until it answers. */
  public void start() throws Exception {
    process = run("start");
    HttpRequest ping = HttpRequest.newBuilder(URI.create(url() + "/server/ping")).build();
    for (int i = 0; i < 1200; i++) {
      try {
        if (client.send(ping, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        if (!process.isAlive()) {
          break;
        }
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(
        "Directus for tests does not answer: " + Files.readString(folder.resolve("start.log")));
  }

  /** Kills it, whatever it is at. */
  public void stop() {
    try {
      process.destroyForcibly();
      process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Sends a request as the administrator; what comes back has to be a success. */
  public JsonNode ask(String method, String path, String body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url() + path))
              .header("Authorization", "Bearer " + TOKEN)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofMinutes(2))
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body));
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(method + " " + path + ": " + answer.body());
      }
      return answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Makes a collection; a field is {@code {"field": …, "type": …, "schema": {…}, "meta": {…}}}. */
  public void makeCollection(String name, String... fields) {
    ask(
        "POST",
        "/collections",
        "{\"collection\":\""
            + name
            + "\",\"schema\":{},\"meta\":{},\"fields\":["
            + String.join(",", fields)
            + "]}");
  }

  /** A field of {@link #makeCollection}. */
  public static String field(String name, String type, String schema) {
    return field(name, type, schema, "");
  }

  public static String field(String name, String type, String schema, String meta) {
    return "{\"field\":\"%s\",\"type\":\"%s\",\"schema\":{%s},\"meta\":{%s}}"
        .formatted(name, type, schema, meta);
  }

  /** All items of a collection, by key. */
  public List<JsonNode> items(String collection) {
    List<JsonNode> items = new ArrayList<>();
    ask("GET", "/items/" + collection + "?limit=-1&sort=id", null).get("data").forEach(items::add);
    return items;
  }

  private void clear() {
    List<String> names = new ArrayList<>();
    for (JsonNode c : ask("GET", "/collections", null).get("data")) {
      String name = c.get("collection").stringValue();
      if (!name.startsWith("directus_")) {
        names.add(name);
      }
    }
    for (JsonNode r : ask("GET", "/relations", null).get("data")) {
      String from = r.get("collection").stringValue();
      if (names.contains(from)) {
        ask("DELETE", "/relations/" + from + "/" + r.get("field").stringValue(), null);
      }
    }
    // What others refer to cannot go before they do.
    List<String> left = new ArrayList<>(names);
    while (!left.isEmpty()) {
      if (!left.removeIf(this::isDropped)) {
        throw new IllegalStateException("Directus keeps " + left);
      }
    }
  }

  private boolean isDropped(String collection) {
    try {
      ask("DELETE", "/collections/" + collection, null);
      return true;
    } catch (IllegalStateException refused) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
    client.shutdownNow();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("what Directus left in " + folder + " stays there: " + e);
    }
  }
}
