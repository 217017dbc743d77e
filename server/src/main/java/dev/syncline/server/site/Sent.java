package dev.syncline.server.site;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a request says beside its path. */
final class Sent {
  private Sent() {}

  /** A field of a form; empty where there is none. */
  static String text(Context request, String field) {
    return Optional.ofNullable(request.formParam(field)).orElse("");
  }

  /** A parameter of an address; empty where there is none. */
  static String query(Context request, String name) {
    return Optional.ofNullable(request.queryParam(name)).orElse("");
  }

  /** An address with parameters, but for those that are empty. */
  static String path(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(e -> !e.getValue().isEmpty())
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }
}
