package dev.syncline.server.api;

import dev.syncline.server.web.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that a request says of what it asks for, which is an option of the command.
 *
 * @param name as it stands in the request
 * @param option of the command; empty for a word that stands by itself
 * @param kind what it has to be
 * @param meaning in a sentence
 * @param required whether a request has to say it
 */
record Argument(String name, String option, Kind kind, String meaning, boolean required) {

  /** Something that a request may leave out. */
  Argument(String name, String option, Kind kind, String meaning) {
    this(name, option, kind, meaning, false);
  }

  /** What a value has to be. */
  enum Kind {
    TEXT("string"),
    NUMBER("integer"),
    SWITCH("boolean"),
    TEXTS("array");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** Its type in JSON Schema. */
    String type() {
      return type;
    }
  }

  static Argument text(String name, String meaning) {
    return new Argument(name, "--" + name, Kind.TEXT, meaning);
  }

  static Argument number(String name, String meaning) {
    return new Argument(name, "--" + name, Kind.NUMBER, meaning);
  }

  /** An option that may be given several times. */
  static Argument texts(String name, String option, String meaning) {
    return new Argument(name, option, Kind.TEXTS, meaning);
  }

  /** Its schema. */
  Map<String, Object> schema() {
    return kind == Kind.TEXTS
        ? Map.of("type", kind.type(), "items", Map.of("type", "string"))
        : Map.of("type", kind.type());
  }

  static Argument flag(String name, String option, String meaning) {
    return new Argument(name, option, Kind.SWITCH, meaning);
  }

  /**
   * Words of the command line for a value of a body.
   *
   * @throws Refusal if it is not what it has to be, or missing
   */
  List<String> words(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      if (required) {
        throw new Refusal(400, "usage", "\"" + name + "\" has to be given: " + meaning);
      }
      return List.of();
    }
    boolean fits =
        switch (kind) {
          case TEXT -> value.isString();
          case NUMBER -> value.isIntegralNumber() && value.canConvertToLong();
          case SWITCH -> value.isBoolean();
          case TEXTS -> value.isArray() && value.valueStream().allMatch(JsonNode::isString);
        };
    if (!fits) {
      throw new Refusal(400, "usage", "\"" + name + "\" has to be a JSON " + kind.type());
    }
    List<String> words = new ArrayList<>();
    if (kind == Kind.SWITCH) {
      if (value.booleanValue()) {
        words.add(option);
      }
    } else if (kind == Kind.TEXTS) {
      value.forEach(one -> words.add(option + "=" + one.asString()));
    } else {
      words.add(option + "=" + value.asString());
    }
    return words;
  }

  /**
   * The same for a value of a query.
   *
   * @throws Refusal if it is not what it has to be
   */
  List<String> words(@Nullable String value) {
    if (value == null) {
      return List.of();
    }
    if (kind == Kind.NUMBER && !value.matches("\\d{1,18}")
        || kind == Kind.SWITCH && !value.equals("true") && !value.equals("false")) {
      throw new Refusal(400, "usage", "\"" + name + "\" has to be a JSON " + kind.type());
    }
    if (kind == Kind.SWITCH) {
      return value.equals("true") ? List.of(option) : List.of();
    }
    return List.of(option + "=" + value);
  }
}
