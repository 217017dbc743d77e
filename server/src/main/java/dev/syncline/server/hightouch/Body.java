package dev.syncline.server.hightouch;

import dev.syncline.server.web.Refusal;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the body of a request says: a form, a JSON object, or nothing. What is not known is left.
 */
final class Body {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> values = new HashMap<>();

  private Body() {}

  /**
   * Reads it.
   *
   * @throws Refusal if it cannot be read
   */
  static Body of(Context request) {
    Body body = new Body();
    String type = Optional.ofNullable(request.contentType()).orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-www-form-urlencoded")) {
      request
          .formParamMap()
          .forEach((name, all) -> all.stream().findFirst().ifPresent(v -> body.put(name, v)));
      return body;
    }
    String text = request.body();
    if (text.isBlank()) {
      return body;
    }
    try {
      JsonNode json = JSON.readTree(text);
      if (json.isObject()) {
        json.propertyStream()
            .filter(each -> each.getValue().isValueNode() && !each.getValue().isNull())
            .forEach(each -> body.put(each.getKey(), each.getValue().asString()));
        return body;
      }
    } catch (JacksonException e) {
      throw invalid("The body is no JSON: " + e.getOriginalMessage());
    }
    throw invalid("The body has to be a form or a JSON object.");
  }

  private void put(String name, String value) {
    if (!value.isBlank()) {
      values.put(name, value.strip());
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean isTrue(String name) {
    String value = values.getOrDefault(name, "false").toLowerCase(Locale.ROOT);
    return switch (value) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw invalid(name + " has to be true or false, and is " + value + ".");
    };
  }

  /** What is asked for makes no sense. */
  static Refusal invalid(String message) {
    return new Refusal(422, "validation", message);
  }
}
