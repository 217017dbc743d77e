package dev.syncline.connect;

import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a column's declared type holds a value exactly. Checked before anything is sent, because
 * databases round decimals, cut fractions of seconds and drop trailing spaces without a word.
 */
@SuppressWarnings({ // fractions of seconds are looked at by themselves
  "JavaLocalTimeGetNano",
  "JavaDurationGetSecondsGetNano",
  "JavaInstantGetSecondsGetNano",
  "JavaLocalDateTimeGetNano"
})
public final class Fit {
  private Fit() {}

  /** Null when the value fits, else why not. Dialects add limits of their own. */
  public static @Nullable Misfit misfit(Type type, Object value) {
    if (value instanceof Flaw flaw) {
      return Misfit.type("the value could not be read (" + flaw.reason() + ")");
    }
    // The most frequent first: each value of a load is looked at.
    if (type instanceof Type.Int i) {
      return integer(i, value);
    }
    if (type instanceof Type.Text t) {
      return text(t, value);
    }
    return switch (type) {
      case Type.Bool b -> value instanceof Boolean ? null : wrongClass("true or false", value);
      case Type.Int i -> integer(i, value);
      case Type.Decimal d -> decimal(d, value);
      case Type.Real r -> real(r, value);
      case Type.Text t -> text(t, value);
      case Type.Enumeration e -> label(e, value);
      case Type.Date d ->
          value instanceof LocalDate || value instanceof Special
              ? null
              : wrongClass("a date", value);
      case Type.Time t ->
          switch (value) {
            case LocalTime time -> fraction(time.getNano(), t.fraction());
            case Duration time -> fraction(time.getNano(), t.fraction());
            default -> wrongClass("a time", value);
          };
      case Type.Timestamp t ->
          switch (value) {
            case Instant time when t.zoned() -> fraction(time.getNano(), t.fraction());
            case LocalDateTime time when !t.zoned() -> fraction(time.getNano(), t.fraction());
            case Special s -> null;
            default -> wrongClass(t.zoned() ? "a point in time" : "a local timestamp", value);
          };
      case Type.Binary b -> binary(b, value);
      case Type.Uuid u -> value instanceof UUID ? null : wrongClass("a UUID", value);
      case Type.Json j -> value instanceof String s ? unicode(s) : wrongClass("a JSON text", value);
      case Type.Array a ->
          value instanceof String s ? unicode(s) : wrongClass("a JSON array", value);
      case Type.Opaque o ->
          Misfit.type("columns of type " + o.nativeName() + " cannot be written; leave it out");
    };
  }

  private static Misfit wrongClass(String wanted, Object value) {
    return Misfit.type(
        "the column takes "
            + wanted
            + ", not "
            + word(value)
            + "; correct it at its origin, or alter the column");
  }

  private static String word(Object value) {
    return switch (value) {
      case String s -> "text";
      case Boolean b -> "true or false";
      case Long n -> "a whole number";
      case BigInteger n -> "a whole number";
      case BigDecimal n -> "a decimal";
      case Double n -> "a floating-point number";
      case byte[] b -> "bytes";
      case Special s -> s.toString();
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  private static @Nullable Misfit integer(Type.Int type, Object value) {
    BigInteger number;
    if (value instanceof Long n) {
      long end = 1L << (type.unsigned() ? type.bits() : type.bits() - 1); // 0 or least at 64 bits
      boolean inside = type.bits() == 64 || n < end;
      if (inside && (type.unsigned() ? n >= 0 : type.bits() == 64 || n >= -end)) {
        return null;
      }
      number = BigInteger.valueOf(n);
    } else if (value instanceof BigInteger n) {
      number = n;
    } else {
      return wrongClass("a whole number", value);
    }
    BigInteger one = BigInteger.ONE;
    BigInteger end = one.shiftLeft(type.unsigned() ? type.bits() : type.bits() - 1);
    BigInteger least = type.unsigned() ? BigInteger.ZERO : end.negate();
    if (number.compareTo(least) >= 0 && number.compareTo(end) < 0) {
      return null;
    }
    return Misfit.type(
        "number out of range (" + least + " to " + end.subtract(one) + "); widen the column");
  }

  private static @Nullable Misfit decimal(Type.Decimal type, Object value) {
    if (value instanceof Special s) {
      return s == Special.ZERO_DATE ? wrongClass("a decimal", value) : null;
    }
    if (!(value instanceof BigDecimal number)) {
      return wrongClass("a decimal", value);
    }
    if (type.unbounded() || number.signum() == 0) {
      return null;
    }
    long whole = (long) number.precision() - number.scale();
    if (whole > type.precision() - type.scale()) {
      return Misfit.type(
          "number too large (max "
              + (type.precision() - type.scale())
              + " digits before the decimal point); widen the column");
    }
    if (number.scale() > type.scale() && number.stripTrailingZeros().scale() > type.scale()) {
      return Misfit.type(
          "number has too many decimal places (max "
              + type.scale()
              + ", was "
              + number.stripTrailingZeros().scale()
              + "); correct it at its origin or widen the column");
    }
    return null;
  }

  private static @Nullable Misfit real(Type.Real type, Object value) {
    if (!(value instanceof Double number)) {
      return wrongClass("a floating-point number", value);
    }
    if (type.bits() == 32 && Double.isFinite(number) && Float.isInfinite(number.floatValue())) {
      return Misfit.type("number out of range of a 32-bit floating-point column; widen the column");
    }
    return null;
  }

  private static @Nullable Misfit text(Type.Text type, Object value) {
    if (!(value instanceof String text)) {
      return wrongClass("text", value);
    }
    int points =
        type.maxLength() > 0 && text.length() > type.maxLength()
            ? text.codePointCount(0, text.length())
            : 0;
    if (points > type.maxLength()) {
      return tooLong(type.maxLength(), "", points);
    }
    if (type.maxBytes() > 0 && text.length() * 3L > type.maxBytes()) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > type.maxBytes()) {
        return tooLong(type.maxBytes(), " bytes", bytes);
      }
    }
    return unicode(text);
  }

  private static Misfit tooLong(long max, String unit, long was) {
    return new Misfit(
        Cause.TOO_LONG,
        "value too long (max "
            + max
            + unit
            + ", was "
            + was
            + "); shorten it at its origin or widen the column");
  }

  /** A lone surrogate would silently become a question mark on the way out. */
  private static @Nullable Misfit unicode(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        boolean pair =
            at + 1 < text.length()
                && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
        if (!pair) {
          return Misfit.type(
              "text is not valid Unicode (a lone surrogate); correct it at its origin");
        }
        at++;
      }
    }
    return null;
  }

  private static @Nullable Misfit label(Type.Enumeration type, Object value) {
    if (!(value instanceof String label)) {
      return wrongClass("one of its labels", value);
    }
    return type.labels().contains(label)
        ? null
        : Misfit.type(
            "value is not one of the column's labels ("
                + String.join(", ", type.labels())
                + "); add the label there or correct the value");
  }

  private static @Nullable Misfit fraction(int nanos, int digits) {
    int unit = 1;
    for (int i = digits; i < 9; i++) {
      unit *= 10;
    }
    return nanos % unit == 0
        ? null
        : Misfit.type(
            "fraction of a second has more than "
                + digits
                + " digits; correct it at its origin or widen the column");
  }

  private static @Nullable Misfit binary(Type.Binary type, Object value) {
    if (!(value instanceof byte[] bytes)) {
      return wrongClass("bytes", value);
    }
    return type.maxLength() > 0 && bytes.length > type.maxLength()
        ? new Misfit(
            Cause.TOO_LONG,
            "value too long (max "
                + type.maxLength()
                + " bytes, was "
                + bytes.length
                + "); shorten it at its origin or widen the column")
        : null;
  }

  /**
   * A part of a key, which may come from a key's bytes or from a foreign key of another type, as
   * the class that a column's values have.
   */
  public static Object as(Type type, Object part) {
    return switch (type) {
      case Type.Int i when part instanceof BigDecimal n && n.stripTrailingZeros().scale() <= 0 ->
          integer(n.toBigIntegerExact());
      case Type.Int i when part instanceof BigInteger n -> integer(n);
      case Type.Decimal d when part instanceof Long n -> BigDecimal.valueOf(n);
      case Type.Decimal d when part instanceof BigInteger n -> new BigDecimal(n);
      default -> part;
    };
  }

  private static Object integer(BigInteger number) {
    return number.bitLength() < 64 ? (Object) number.longValue() : number;
  }
}
