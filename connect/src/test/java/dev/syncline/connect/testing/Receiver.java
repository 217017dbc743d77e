package dev.syncline.connect.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on this machine that remembers what it is sent, and answers as it is told. */
public final class Receiver implements AutoCloseable {
  /** What came: {@code POST /contacts}, its headers and its body. */
  public record Request(String line, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /**
   * What is answered; a status of 0 breaks the connection after the request was acted on.
   *
   * @param headers names and values in turn
   */
  public record Reply(int status, String body, String... headers) {}

  private final HttpServer server;
  private final Deque<Reply> replies = new ArrayDeque<>();
  public final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /** What is answered when nothing else is to be. */
  public volatile Function<Request, Reply> usual = r -> new Reply(200, "{}");

  public Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests are answered so, one after the other. */
  public synchronized void next(Reply... answers) {
    replies.addAll(List.of(answers));
  }

  public List<String> lines() {
    return requests.stream().map(Request::line).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((k, v) -> headers.put(k.toLowerCase(Locale.ROOT), v.getFirst()));
    Request request =
        new Request(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    requests.add(request);
    Reply reply = reply(request);
    if (reply.status() == 0) {
      exchange.close();
      return;
    }
    for (int i = 0; i + 1 < reply.headers().length; i += 2) {
      exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized Reply reply(Request request) {
    return replies.isEmpty() ? usual.apply(request) : replies.removeFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
