package dev.syncline.server.site;

import dev.syncline.server.web.Refusal;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a request says beside its path. */
final class Sent {
  private Sent() {}

  /**
   * A field of a form as it was typed; empty where there is none. Browsers end each line with two
   * characters, whatever stood there: here it is one.
   */
  static String text(Context request, String field) {
    return Optional.ofNullable(request.formParam(field)).orElse("").replace("\r\n", "\n");
  }

  /** The same without blanks around it. */
  static String stripped(Context request, String field) {
    return text(request, field).strip();
  }

  /**
   * A field that has to be there.
   *
   * @throws Refusal if it is not
   */
  static String required(Context request, String field) {
    String value = text(request, field);
    if (value.isBlank()) {
      throw new Refusal(400, "usage", "\"" + field + "\" is missing");
    }
    return value;
  }

  /** A parameter of an address, without blanks around it; empty where there is none. */
  static String query(Context request, String name) {
    return Optional.ofNullable(request.queryParam(name)).orElse("").strip();
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
