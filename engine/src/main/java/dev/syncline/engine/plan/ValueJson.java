package dev.syncline.engine.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Adding;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.value.Special;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values in a plan file, readable and exact. Text, whole numbers and booleans stand as they are;
 * anything else is an object that names its kind: {@code {"decimal": "1.50"}}.
 */
final class ValueJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ValueJson() {}

  static JsonNode write(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case String s -> NODES.stringNode(s);
      case Long l -> NODES.numberNode(l);
      case Boolean b -> NODES.booleanNode(b);
      case BigInteger i -> of("integer", i.toString());
      case BigDecimal d -> of("decimal", d.toString());
      case Double d -> of("real", d.toString());
      case LocalDate d -> of("date", d.toString());
      case LocalTime t -> of("time", t.toString());
      case LocalDateTime t -> of("timestamp", t.toString());
      case Instant i -> of("instant", i.toString());
      case Duration d -> of("duration", d.toString());
      case UUID u -> of("uuid", u.toString());
      case byte[] b -> of("bytes", Base64.getEncoder().encodeToString(b));
      case Special s -> of("special", s.name());
      case Hidden h -> of("hidden", Long.toHexString(h.print()));
      case Awaited a -> {
        ObjectNode node = NODES.objectNode();
        node.put("task", a.task()).put("from", a.from().word()).put("part", a.part());
        node.set("key", key(a.key()));
        ObjectNode outer = NODES.objectNode();
        outer.set("awaited", node);
        yield outer;
      }
      case Adding a -> {
        ObjectNode node = NODES.objectNode();
        node.put("object", a.object()).put("sought", a.sought());
        node.set("by", values(a.by().toArray()));
        ObjectNode outer = NODES.objectNode();
        outer.set("adding", node);
        yield outer;
      }
      default ->
          throw new IllegalArgumentException("a plan cannot hold a " + value.getClass().getName());
    };
  }

  private static JsonNode of(String kind, String text) {
    return NODES.objectNode().put(kind, text);
  }

  static @Nullable Object read(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.longValue();
    }
    var field = node.properties().iterator().next();
    JsonNode v = field.getValue();
    return switch (field.getKey()) {
      case "integer" -> new BigInteger(v.stringValue());
      case "decimal" -> new BigDecimal(v.stringValue());
      case "real" -> Double.valueOf(v.stringValue());
      case "date" -> LocalDate.parse(v.stringValue());
      case "time" -> LocalTime.parse(v.stringValue());
      case "timestamp" -> LocalDateTime.parse(v.stringValue());
      case "instant" -> Instant.parse(v.stringValue());
      case "duration" -> Duration.parse(v.stringValue());
      case "uuid" -> UUID.fromString(v.stringValue());
      case "bytes" -> Base64.getDecoder().decode(v.stringValue());
      case "special" -> Special.valueOf(v.stringValue());
      case "hidden" -> new Hidden(Long.parseUnsignedLong(v.stringValue(), 16));
      case "awaited" ->
          new Awaited(
              v.get("task").intValue(),
              side(v.get("from")),
              key(v.get("key")),
              v.get("part").intValue());
      case "adding" ->
          new Adding(
              v.get("object").stringValue(),
              v.get("sought").stringValue(),
              Arrays.asList(values(v.get("by"))));
      default -> throw new IllegalArgumentException("unknown kind of value: " + field.getKey());
    };
  }

  static Side side(JsonNode node) {
    return node.stringValue().equals("source") ? Side.SOURCE : Side.TARGET;
  }

  static JsonNode key(@Nullable Key key) {
    return key == null ? NODES.nullNode() : values(key.parts());
  }

  static Key key(JsonNode node) {
    return Key.of(values(node));
  }

  static @Nullable Key keyOrNull(JsonNode node) {
    return node == null || node.isNull() ? null : key(node);
  }

  static ArrayNode values(@Nullable Object[] values) {
    ArrayNode array = NODES.arrayNode();
    for (Object value : values) {
      array.add(write(value));
    }
    return array;
  }

  static @Nullable Object[] values(JsonNode array) {
    @Nullable Object[] values = new Object[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = read(array.get(i));
    }
    return values;
  }
}
