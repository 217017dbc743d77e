package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How an application is told which records are wanted. Each part is JSON or text; where parts are
 * text, values in it are quoted and {@code {parts}} are joined.
 *
 * @param equals a field has a value
 * @param among a field has one of some values; left out: any of equals
 * @param after a field is beyond a value
 * @param from a field is at or beyond a value; left out: records cannot be captured by timestamps
 * @param empty a field has no value
 * @param contains a field holds a text, whatever its case; left out: all records are read instead
 * @param every all of some parts hold
 * @param any one of some parts holds
 * @param quote what text stands in, within text; doubled inside it
 * @param and between the parts of every, within text
 * @param or between the parts of any, within text
 */
record Filter(
    @JsonProperty(required = true) JsonNode equals,
    @Nullable JsonNode among,
    @Nullable JsonNode after,
    @Nullable JsonNode from,
    @Nullable JsonNode empty,
    @Nullable JsonNode contains,
    @JsonProperty(required = true) JsonNode every,
    @JsonProperty(required = true) JsonNode any,
    String quote,
    String and,
    String or) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  Filter {
    quote = quote == null ? "'" : quote;
    and = and == null ? " and " : and;
    or = or == null ? " or " : or;
    for (JsonNode part : new JsonNode[] {equals, among, after, from, empty, contains, every, any}) {
      if (part != null) {
        Template.check(part);
      }
    }
  }

  JsonNode isEqual(String field, JsonNode value) {
    return one(equals, field, value);
  }

  JsonNode isAfter(String field, JsonNode value) {
    if (after == null) {
      throw new IllegalStateException("filter has no \"after\", which pages by key need");
    }
    return one(after, field, value);
  }

  /** Whether records can be chosen by when they were written. */
  boolean tellsTime() {
    return from != null && empty != null;
  }

  JsonNode isFrom(String field, JsonNode value) {
    return one(Objects.requireNonNull(from), field, value);
  }

  JsonNode isEmpty(String field) {
    return Template.fill(Objects.requireNonNull(empty), Map.of("field", JSON.stringNode(field)));
  }

  /** Null where the application cannot tell. */
  @Nullable JsonNode holds(String field, String text) {
    return contains == null ? null : one(contains, field, JSON.stringNode(text));
  }

  JsonNode isAmong(String field, List<JsonNode> values) {
    if (among == null) {
      return any(values.stream().map(v -> isEqual(field, v)).toList());
    }
    ArrayNode list = JSON.arrayNode();
    values.forEach(v -> list.add(among.isString() ? quoted(v) : v));
    return Template.fill(among, Map.of("field", JSON.stringNode(field), "values", list));
  }

  JsonNode every(List<JsonNode> parts) {
    return joined(every, and, parts);
  }

  JsonNode any(List<JsonNode> parts) {
    return joined(any, or, parts);
  }

  private JsonNode one(JsonNode template, String field, JsonNode value) {
    return Template.fill(
        template,
        Map.of(
            "field", JSON.stringNode(field), "value", template.isString() ? quoted(value) : value));
  }

  private static JsonNode joined(JsonNode template, String word, List<JsonNode> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    if (template.isString()) {
      String text = String.join(word, parts.stream().map(JsonNode::asString).toList());
      return Template.fill(template, Map.of("parts", JSON.stringNode(text)));
    }
    ArrayNode list = JSON.arrayNode();
    parts.forEach(list::add);
    return Template.fill(template, Map.of("parts", list));
  }

  private JsonNode quoted(JsonNode value) {
    return value.isString()
        ? JSON.stringNode(quote + value.stringValue().replace(quote, quote + quote) + quote)
        : value;
  }
}
