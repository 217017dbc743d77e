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

  static String error(String kind, String message) {
    return text(Map.of("error", Map.of("kind", kind, "message", message)));
  }
}
