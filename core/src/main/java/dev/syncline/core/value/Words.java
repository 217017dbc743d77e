package dev.syncline.core.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Types and kinds of values as messages name them; never a value itself, which may be personal. */
final class Words {
  private static final int LISTED = 12;

  private Words() {}

  /** A type: {@code text of at most 40 characters}. */
  static String of(Type type) {
    return switch (type) {
      case Type.Bool b -> "boolean";
      case Type.Int i -> (i.unsigned() ? "unsigned " : "") + i.bits() + "-bit integer";
      case Type.Decimal d ->
          d.unbounded() ? "decimal" : "decimal(" + d.precision() + "," + d.scale() + ")";
      case Type.Real r -> r.bits() + "-bit floating point";
      case Type.Text t -> "text" + most(t.maxLength(), "characters") + most(t.maxBytes(), "bytes");
      case Type.Enumeration e -> "enumeration";
      case Type.Date d -> "date";
      case Type.Time t -> "time";
      case Type.Timestamp t -> t.zoned() ? "timestamp with zone" : "timestamp without zone";
      case Type.Binary b -> "bytes" + (b.maxLength() == 0 ? "" : ", at most " + b.maxLength());
      case Type.Uuid u -> "UUID";
      case Type.Json j -> "JSON";
      case Type.Array a -> "array of " + of(a.element());
      case Type.Opaque o -> o.nativeName();
    };
  }

  private static String most(long max, String unit) {
    return max == 0 ? "" : " of at most " + max + " " + unit;
  }

  /** What a value is, without telling the value. */
  static String kind(Object value) {
    return switch (value) {
      case Special s -> s.toString();
      case Flaw f -> "a value that could not be read (" + f.reason() + ")";
      case Unfound u -> "a value that could not be told (" + u.reason() + ")";
      case String s -> "text";
      case Long n -> "number";
      case BigInteger n -> "number";
      case BigDecimal n -> "number";
      case Double n -> "number";
      case Boolean b -> "boolean";
      case byte[] b -> "binary value of " + b.length + " bytes";
      default -> value.getClass().getSimpleName();
    };
  }

  /** Some labels, the first dozen. */
  static String list(List<String> labels) {
    String first = String.join(", ", labels.subList(0, Math.min(LISTED, labels.size())));
    return labels.size() > LISTED ? first + ", …" : first;
  }
}
