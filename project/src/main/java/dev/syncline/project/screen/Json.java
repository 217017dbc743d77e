package dev.syncline.project.screen;

import dev.syncline.core.mapping.Adding;
import dev.syncline.core.plan.Awaited;
import dev.syncline.engine.store.Withheld;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the commands write it. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** The text of maps, lists and plain values. */
  public static String text(Map<String, Object> json) {
    return MAPPER.writeValueAsString(json);
  }

  /** The first 64 bits of the SHA-256 of what {@link #text} gives. */
  static long digest(Map<String, Object> json) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(MAPPER.writeValueAsBytes(json));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A map in the order of its arguments: name, value, name, value. Nulls stay nulls. */
  public static Map<String, Object> map(@Nullable Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return map;
  }

  /**
   * A value of a user's system: numbers and truth values as such, bytes as base64, else text. What
   * stands for one says so.
   */
  public static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean b -> b;
      case Long n -> n;
      case Double d -> Double.isFinite(d) ? d : d.toString();
      case Float f -> Float.isFinite(f) ? f : f.toString();
      case BigDecimal d -> d;
      case byte[] bytes -> map("base64", Base64.getEncoder().encodeToString(bytes));
      case Withheld w -> map("withheld", w.words());
      case Awaited a -> map("new", a.key().toString());
      case Adding a -> map("newIn", a.object());
      default -> value.toString();
    };
  }

  /** A field's values: one for the usual field of one column, else a list. */
  public static @Nullable Object values(@Nullable Object @Nullable [] values) {
    if (values == null || values.length == 0) {
      return null;
    }
    if (values.length == 1) {
      return value(values[0]);
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (Object v : values) {
      list.add(value(v));
    }
    return list;
  }

  /** A moment as ISO 8601 in UTC; null for 0, which is never. */
  public static @Nullable String moment(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }

  /** A constant's name as it stands in JSON: lower case with hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
