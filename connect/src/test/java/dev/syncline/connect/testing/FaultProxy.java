package dev.syncline.connect.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a client and an HTTP server on loopback, and lets happen to chosen requests what
 * happens to requests in the world.
 */
public final class FaultProxy implements AutoCloseable {
  private static final List<String> NOT_HANDED_ON =
      List.of("host", "connection", "content-length", "transfer-encoding", "keep-alive", "date");

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Rule> rules = new ArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final String target;

  /** What happens to a request. */
  public sealed interface Fault {
    /** It is answered here, and never reaches the server. */
    record Answer(int status, String type, String body, String... headers) implements Fault {}

    /** The connection breaks before the server sees it. */
    record CutBefore() implements Fault {}

    /** The server acts on it, and the connection breaks before the answer comes back. */
    record CutAfter() implements Fault {}

    /** The server acts on it, and the answer never comes. */
    record Silence() implements Fault {}

    /** Something happens first, then it goes on. */
    record First(Runnable what) implements Fault {}

    static Fault throttled(int seconds) {
      return new Answer(
          429,
          "application/json",
          "{\"errors\":[{\"message\":\"Too many requests.\",\"extensions\":{\"code\":\"REQUESTS_EXCEEDED\"}}]}",
          "Retry-After",
          "" + seconds);
    }
  }

  private static final class Rule {
    final String pattern;
    final Fault fault;
    int left;

    Rule(String pattern, Fault fault, int times) {
      this.pattern = pattern;
      this.fault = fault;
      this.left = times;
    }
  }

  public FaultProxy(String target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Lets a fault happen to the next requests.
   *
   * @param pattern a regular expression for {@code METHOD path}
   */
  public synchronized void next(int times, String pattern, Fault fault) {
    rules.add(new Rule(pattern, fault, times));
  }

  /** {@code METHOD path} of every request so far that fits a regular expression. */
  public List<String> seen(String pattern) {
    return seen.stream().filter(s -> s.matches(pattern)).toList();
  }

  private synchronized Fault fault(String request) {
    for (Rule rule : rules) {
      if (rule.left > 0 && request.matches(rule.pattern)) {
        rule.left--;
        return rule.fault;
      }
    }
    return null;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    seen.add(request);
    Fault fault = fault(request);
    switch (fault) {
      case null -> forward(exchange, body, true);
      case Fault.Answer answer -> {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        for (int i = 0; i < answer.headers().length; i += 2) {
          exchange.getResponseHeaders().set(answer.headers()[i], answer.headers()[i + 1]);
        }
        send(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
      }
      case Fault.CutBefore cut -> exchange.close();
      case Fault.CutAfter cut -> forward(exchange, body, false);
      case Fault.Silence silence -> {
        forward(exchange, body);
        try {
          closing.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        exchange.close();
      }
      case Fault.First first -> {
        first.what().run();
        forward(exchange, body, true);
      }
    }
  }

  private void forward(HttpExchange exchange, byte[] body, boolean answers) throws IOException {
    try {
      HttpResponse<byte[]> response = forward(exchange, body);
      if (answers) {
        response
            .headers()
            .map()
            .forEach(
                (name, values) -> {
                  if (!NOT_HANDED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                  }
                });
        send(exchange, response.statusCode(), response.body());
      }
    } finally {
      exchange.close();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange asked, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + asked.getRequestURI()))
            .method(asked.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    asked
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_HANDED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(v -> request.header(name, v));
              }
            });
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
