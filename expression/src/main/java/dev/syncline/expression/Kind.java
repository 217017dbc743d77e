package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;

/** What an operator or a function asks of a type, and the one Java class its values then have. */
enum Kind {
  BOOLEAN("true or false", Boolean.class),
  WHOLE("a whole number", Long.class),
  DECIMAL("a decimal number", BigDecimal.class),
  REAL("a floating-point number", Double.class),
  TEXT("text", String.class),
  DATE("a date", LocalDate.class),
  TIME("a time of day", LocalTime.class),
  TIMESTAMP("a timestamp", LocalDateTime.class),
  MOMENT("a timestamp with time zone", Instant.class),
  BYTES("bytes", byte[].class),
  UUID("a UUID", UUID.class),
  JSON("a JSON document", String.class),
  /** Columns of types that cannot be computed with. */
  OTHER("a value that expressions do not know", Object.class);

  final String words;
  final Class<?> values;

  Kind(String words, Class<?> values) {
    this.words = words;
    this.values = values;
  }

  static Kind of(Type type) {
    return switch (type) {
      case Type.Bool b -> BOOLEAN;
      case Type.Int i -> i.unsigned() && i.bits() == 64 ? DECIMAL : WHOLE;
      case Type.Decimal d -> DECIMAL;
      case Type.Real r -> REAL;
      case Type.Text t -> TEXT;
      case Type.Enumeration e -> TEXT;
      case Type.Date d -> DATE;
      case Type.Time t -> TIME;
      case Type.Timestamp t -> t.zoned() ? MOMENT : TIMESTAMP;
      case Type.Binary b -> BYTES;
      case Type.Uuid u -> UUID;
      case Type.Json j -> JSON;
      case Type.Array a -> JSON;
      case Type.Opaque o -> OTHER;
    };
  }

  boolean isNumber() {
    return this == WHOLE || this == DECIMAL || this == REAL;
  }
}
