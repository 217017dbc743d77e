package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Where something is in a JSON document: names of members and numbers of elements with dots
 * between, such as {@code data.0.count}; a dot within a name is written {@code \.}. Empty: the
 * document itself.
 *
 * @param steps the names and numbers
 */
record Place(List<String> steps) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Place of(String text) {
    return new Place(
        text.isEmpty()
            ? List.of()
            : Arrays.stream(text.split("(?<!\\\\)\\.")).map(s -> s.replace("\\.", ".")).toList());
  }

  /** What is there; a missing node where nothing is. */
  JsonNode in(JsonNode document) {
    JsonNode at = document;
    for (String step : steps) {
      at =
          at.isArray() && step.matches("\\d{1,6}")
              ? at.path(Integer.parseInt(step))
              : at.path(step);
    }
    return at;
  }

  /** The text of what is there; empty where there is none. */
  String text(JsonNode document) {
    JsonNode found = in(document);
    return found.isNull() || found instanceof MissingNode || found.isContainer()
        ? ""
        : found.asString();
  }

  /** Whether there is something that is not null. */
  boolean isPresent(JsonNode document) {
    JsonNode found = in(document);
    return !found.isNull() && !found.isMissingNode();
  }

  /** Whether there is something that stands for yes. */
  boolean isTrue(JsonNode document) {
    JsonNode found = in(document);
    return found.isBoolean()
        ? found.booleanValue()
        : found.isNumber() ? found.intValue() != 0 : found.asString("").equalsIgnoreCase("true");
  }
}
