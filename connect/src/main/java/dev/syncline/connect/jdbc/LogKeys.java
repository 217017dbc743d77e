package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Key;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes keys of what a log tells, equal to those that a reader of rows makes. */
final class LogKeys {
  private LogKeys() {}

  /**
   * The key of some values; null where there are none, or one that cannot be a part of it.
   *
   * @param types those of the key's columns
   */
  static @Nullable Key of(@Nullable Object @Nullable [] values, List<Type> types) {
    if (values == null || values.length != types.size()) {
      return null;
    }
    Object[] parts = new Object[values.length];
    for (int i = 0; i < parts.length; i++) {
      Object part = part(types.get(i), values[i]);
      if (part == null) {
        return null;
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }

  /** A key's part as a reader of rows would give it; null for what it cannot be. */
  private static @Nullable Object part(Type type, @Nullable Object value) {
    return switch (type) {
      case Type.Int i ->
          switch (value) {
            case BigDecimal number -> number.toBigIntegerExact();
            case BigInteger number -> number;
            case Number number -> number.longValue();
            case null, default -> null;
          };
      case Type.Text t ->
          value instanceof String text ? (t.padded() ? text.replaceFirst(" +$", "") : text) : null;
      case Type.Uuid u -> value instanceof String text ? UUID.fromString(text) : null;
      case Type.Date d -> value instanceof LocalDate ? value : null;
      case Type.Decimal d -> value instanceof BigDecimal ? value : null;
      default -> null;
    };
  }
}
