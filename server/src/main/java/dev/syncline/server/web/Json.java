package dev.syncline.server.web;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** JSON of answers. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** The text of maps, lists and plain values. */
  public static String text(Object json) {
    return MAPPER.writeValueAsString(json);
  }

  /** An error as programs read it that were written for another service. */
  static String message(String kind, String message) {
    return text(Map.of("message", message, "details", Map.of("kind", kind)));
  }

  static String error(String kind, String message) {
    return text(Map.of("error", Map.of("kind", kind, "message", message)));
  }
}
