package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What becomes of a value on its way through a column, for types where that is certain. */
final class Stored {
  /** Only the system can tell. */
  static final Object UNKNOWN = new Object();

  private Stored() {}

  /** The value as it would be read back, for a value that fits its column. */
  static Object certain(Type type, Object value) {
    return switch (type) {
      case Type.Bool b -> value;
      case Type.Int i -> value;
      case Type.Decimal d when value instanceof BigDecimal n ->
          d.unbounded() ? n : n.setScale(d.scale(), RoundingMode.UNNECESSARY);
      case Type.Decimal d -> value;
      case Type.Real r when r.bits() == 32 -> (double) ((Double) value).floatValue();
      case Type.Real r -> value;
      case Type.Text t when t.padded() -> withoutSpaces((String) value);
      case Type.Text t -> value;
      case Type.Enumeration e -> value;
      case Type.Date d -> value;
      case Type.Time t -> value;
      case Type.Timestamp t -> value;
      case Type.Binary b -> b.padded() ? UNKNOWN : value;
      case Type.Uuid u -> value;
      case Type.Json j -> UNKNOWN;
      case Type.Array a -> UNKNOWN;
      case Type.Opaque o -> UNKNOWN;
    };
  }

  static String withoutSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
