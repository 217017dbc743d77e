package dev.syncline.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that receives what is posted to it, as Slack and others do. */
final class Receiving implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final List<Posted> posted = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** What it answers. */
  volatile int status = 200;

  Receiving() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  /** A request. */
  record Posted(String path, Map<String, List<String>> headers, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }

    String header(String name) {
      return headers.get(name).getFirst();
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    posted.add(
        new Posted(
            exchange.getRequestURI().getPath(), Map.copyOf(exchange.getRequestHeaders()), body));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** What was posted to a path, in order. */
  List<Posted> at(String path) {
    return posted.stream().filter(p -> p.path().equals(path)).toList();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
