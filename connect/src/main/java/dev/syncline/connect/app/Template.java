package dev.syncline.connect.app;

import dev.syncline.core.Nearest;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills the <code>{placeholders}</code> of a piece of a description. A text that is nothing but a
 * placeholder becomes the value itself, whatever it is, and its member or element is left out where
 * the value is not given; within a longer text, or in a member's name, a value stands as text. A
 * record's field follows after a dot: {@code {after.email}}.
 */
final class Template {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{((?:after|before)\\.[^{}\"]+|[a-z][a-z-]*)}");

  /** Every placeholder that a description may use. */
  private static final Set<String> KNOWN =
      Set.of(
          "action",
          "after",
          "basic",
          "before",
          "cursor",
          "field",
          "fields",
          "filter",
          "generated",
          "id",
          "key",
          "keys",
          "length",
          "limit",
          "mark",
          "marks",
          "name",
          "nullable",
          "object",
          "obtained",
          "offset",
          "on-delete",
          "page",
          "parts",
          "password",
          "precision",
          "record",
          "records",
          "scale",
          "to",
          "token",
          "type",
          "unique",
          "user",
          "value",
          "values",
          "version");

  private Template() {}

  /**
   * Refuses placeholders that are not known.
   *
   * @throws IllegalArgumentException naming the one and what it may have been meant for
   */
  static void check(JsonNode template) {
    if (template.isString()) {
      check(template.stringValue());
    } else {
      template.propertyNames().forEach(Template::check);
      template.forEach(Template::check);
    }
  }

  static void check(String text) {
    Matcher m = PLACEHOLDER.matcher(text);
    while (m.find()) {
      if (m.group(1).indexOf('.') < 0 && !KNOWN.contains(m.group(1))) {
        throw new IllegalArgumentException(
            "there is no placeholder {" + m.group(1) + "}" + Nearest.hint(m.group(1), KNOWN));
      }
    }
  }

  /** The placeholders that a text holds. */
  static Set<String> in(String text) {
    return PLACEHOLDER.matcher(text).results().map(r -> r.group(1)).collect(Collectors.toSet());
  }

  /** The fields of records that a text names. */
  static Set<String> fieldsIn(String text) {
    return in(text).stream()
        .filter(p -> p.indexOf('.') > 0)
        .map(p -> p.substring(p.indexOf('.') + 1))
        .collect(Collectors.toSet());
  }

  private static @Nullable JsonNode value(String placeholder, Map<String, JsonNode> values) {
    int dot = placeholder.indexOf('.');
    if (dot < 0) {
      return values.get(placeholder);
    }
    JsonNode record = values.get(placeholder.substring(0, dot));
    return record == null ? null : record.get(placeholder.substring(dot + 1));
  }

  /** The piece with its placeholders filled. */
  static JsonNode fill(JsonNode template, Map<String, JsonNode> values) {
    if (template.isString()) {
      Matcher m = PLACEHOLDER.matcher(template.stringValue());
      if (m.matches()) {
        JsonNode value = value(m.group(1), values);
        return value == null ? JsonNodeFactory.instance.missingNode() : value;
      }
      return JsonNodeFactory.instance.stringNode(text(template.stringValue(), values));
    }
    if (template.isObject()) {
      ObjectNode filled = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : template.properties()) {
        JsonNode value = fill(member.getValue(), values);
        if (!value.isMissingNode()) {
          filled.set(text(member.getKey(), values), value);
        }
      }
      return filled;
    }
    if (template.isArray()) {
      ArrayNode filled = JsonNodeFactory.instance.arrayNode();
      for (Iterator<JsonNode> each = template.iterator(); each.hasNext(); ) {
        JsonNode value = fill(each.next(), values);
        if (!value.isMissingNode()) {
          filled.add(value);
        }
      }
      return filled;
    }
    return template;
  }

  /** A text with its placeholders filled as text; lists with commas between. */
  static String text(String template, Map<String, JsonNode> values) {
    return text(template, values, Function.identity());
  }

  /** The same with every value, and nothing else, encoded. */
  static String text(
      String template, Map<String, JsonNode> values, Function<String, String> encode) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            m -> {
              JsonNode value = value(m.group(1), values);
              return Matcher.quoteReplacement(value == null ? "" : encode.apply(plain(value)));
            });
  }

  /** A value as it stands within a text. */
  static String plain(JsonNode value) {
    if (value.isArray() && value.valueStream().noneMatch(JsonNode::isContainer)) {
      return String.join(",", value.valueStream().map(JsonNode::asString).toList());
    }
    return value.isContainer() ? value.toString() : value.asString("");
  }
}
