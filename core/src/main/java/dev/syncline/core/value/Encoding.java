package dev.syncline.core.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One byte sequence for every value that can stand in a row: a tag for its kind, then its bytes.
 * Two values have the same bytes exactly when they are the same value of the same kind, whatever
 * Java object holds it: 1.0 and 1.00 are one number, and so are the Long and the BigInteger 7. Text
 * and bytes run to the end: whoever puts values one after the other adds lengths.
 *
 * <p>The tags and layouts are in every base that was ever saved: change nothing, only add.
 */
@SuppressWarnings({"JavaLocalTimeGetNano", "JavaLocalDateTimeGetNano"}) // beside the seconds
final class Encoding {
  static final int NULL = 0;
  static final int BOOL = 1;
  static final int LONG = 2;
  static final int DECIMAL = 3;
  static final int REAL = 4;
  static final int TEXT = 5;
  static final int DATE = 6;
  static final int TIME = 7;
  static final int LOCAL = 8;
  static final int INSTANT = 9;
  static final int BYTES = 10;
  static final int GUID = 11;
  static final int JSON = 12;
  static final int SPECIAL = 13;
  static final int FLAW = 14;
  static final int OTHER = 15;
  static final int UNFOUND = 16;

  private Encoding() {}

  /** Appends any value; total, since a value that no type expects still has to equal itself. */
  static void put(@Nullable Object value, CanonicalBytes out) {
    switch (value) {
      case null -> out.put(NULL);
      case Long n -> integer(n, out);
      case String s -> text(s, s.length(), out);
      case BigDecimal n -> number(n, out);
      case BigInteger n -> number(new BigDecimal(n), out);
      case Double n -> real(n, out);
      case Boolean b -> {
        out.put(BOOL);
        out.put(b ? 1 : 0);
      }
      case LocalDate d -> date(d, out);
      case LocalTime t -> time(t.toSecondOfDay(), t.getNano(), out);
      case Duration d -> time(d.getSeconds(), d.getNano(), out);
      case LocalDateTime t -> local(t.toEpochSecond(ZoneOffset.UTC), t.getNano(), out);
      case Instant t -> instant(t.getEpochSecond(), t.getNano(), out);
      case byte[] b -> bytes(b, b.length, out);
      case UUID u -> {
        out.put(GUID);
        out.putLong(u.getMostSignificantBits());
        out.putLong(u.getLeastSignificantBits());
      }
      case Special s -> {
        out.put(SPECIAL);
        out.put(
            switch (s) {
              case NAN -> 0;
              case INFINITY -> 1;
              case NEGATIVE_INFINITY -> 2;
              case ZERO_DATE -> 3;
            });
      }
      case Flaw f -> {
        out.put(FLAW);
        out.putUtf8(f.reason());
      }
      case Unfound u -> {
        out.put(UNFOUND);
        out.put(
            switch (u.why()) {
              case MISSING -> 0;
              case SEVERAL -> 1;
              case UNREADABLE -> 2;
              case UNASKED -> 3;
            });
      }
      default -> {
        out.put(OTHER);
        out.putUtf8(value.getClass().getName() + ' ' + value);
      }
    }
  }

  static void integer(long number, CanonicalBytes out) {
    out.put(LONG);
    out.putLong(number);
  }

  /** An exact number: a whole one within a long as that, else without trailing zeros. */
  static void number(BigDecimal number, CanonicalBytes out) {
    BigInteger digits = number.unscaledValue();
    if (digits.bitLength() > 63) {
      BigDecimal stripped = number.stripTrailingZeros();
      digits = stripped.unscaledValue();
      if (digits.bitLength() > 63) {
        out.put(DECIMAL);
        out.putInt(stripped.scale());
        byte[] magnitude = digits.toByteArray();
        out.putInt(magnitude.length);
        out.putBytes(magnitude);
        return;
      }
      number = stripped;
    }
    smallNumber(digits.longValue(), number.scale(), out);
  }

  private static void smallNumber(long digits, long scale, CanonicalBytes out) {
    if (digits == 0) {
      integer(0, out);
      return;
    }
    while (digits % 10 == 0) {
      digits /= 10;
      scale--;
    }
    if (scale <= 0 && scale > -19) {
      long whole = digits;
      long left = scale;
      while (left < 0 && whole <= Long.MAX_VALUE / 10 && whole >= Long.MIN_VALUE / 10) {
        whole *= 10;
        left++;
      }
      if (left == 0) {
        integer(whole, out);
        return;
      }
    }
    out.put(DECIMAL);
    out.putInt((int) scale);
    out.putInt(8);
    out.putLong(digits);
  }

  /** An IEEE number: one NaN, one zero. */
  static void real(double number, CanonicalBytes out) {
    out.put(REAL);
    out.putLong(Double.doubleToLongBits(number == 0 ? 0.0 : number));
  }

  /** The first {@code end} chars of a text. */
  static void text(String text, int end, CanonicalBytes out) {
    out.put(TEXT);
    out.putUtf8(text, end);
  }

  static void date(LocalDate date, CanonicalBytes out) {
    out.put(DATE);
    out.putLong(date.toEpochDay());
  }

  static void time(long second, int nano, CanonicalBytes out) {
    out.put(TIME);
    out.putLong(second);
    out.putInt(nano);
  }

  /** A local date and time as the second at which a clock in UTC would show it. */
  static void local(long second, int nano, CanonicalBytes out) {
    out.put(LOCAL);
    out.putLong(second);
    out.putInt(nano);
  }

  static void instant(long second, int nano, CanonicalBytes out) {
    out.put(INSTANT);
    out.putLong(second);
    out.putInt(nano);
  }

  static void bytes(byte[] bytes, int end, CanonicalBytes out) {
    out.put(BYTES);
    out.putBytes(bytes, 0, end);
  }
}
