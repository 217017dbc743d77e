package dev.syncline.engine.sim;

import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.core.model.Column;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;

/** Refuses values that a column of a real database would refuse. */
final class Fit {
  /** The native type of a text column that holds ASCII only, which its type does not tell. */
  static final String ASCII = "ascii";

  private Fit() {}

  static void check(String table, Column column, Object value) throws Violation {
    if (value == null) {
      if (!column.nullable()) {
        throw new Violation(Cause.NOT_NULL, table + "." + column.name() + " cannot be null");
      }
      return;
    }
    boolean fits =
        switch (column.type()) {
          case Type.Int i ->
              value instanceof Long l && (i.bits() == 64 || Math.abs(l) <= 1L << (i.bits() - 1));
          case Type.Decimal d ->
              value instanceof BigDecimal b
                  && (d.unbounded() || b.stripTrailingZeros().scale() <= d.scale());
          case Type.Text t -> value instanceof String s && !loneSurrogate(s);
          case Type.Timestamp t ->
              t.zoned() ? value instanceof Instant : value instanceof LocalDateTime;
          case Type.Bool b -> value instanceof Boolean;
          default -> true;
        };
    if (!fits) {
      throw new Violation(
          Cause.TYPE,
          table + "." + column.name() + " cannot hold a " + value.getClass().getSimpleName());
    }
    if (column.nativeType().equals(ASCII) && !((String) value).chars().allMatch(c -> c < 128)) {
      throw new Violation(Cause.TYPE, table + "." + column.name() + " holds ASCII only");
    }
    if (column.type() instanceof Type.Text t && t.maxLength() > 0) {
      String text = (String) value;
      int length = text.codePointCount(0, text.length());
      if (length > t.maxLength()) {
        throw new Violation(
            Cause.TOO_LONG,
            table
                + "."
                + column.name()
                + " holds at most "
                + t.maxLength()
                + " characters, not "
                + length);
      }
    }
  }

  private static boolean loneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
