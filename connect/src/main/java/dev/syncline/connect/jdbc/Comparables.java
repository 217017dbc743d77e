package dev.syncline.connect.jdbc;

import dev.syncline.core.mapping.Narrowing.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values as all dialects write and compare them alike. What is written otherwise anywhere (a quote,
 * a backslash, a letter that not every character set has) is not among them, nor are texts with
 * spaces at the end, which mean something here and nothing there.
 */
final class Comparables {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_.@:/+#-]+( [A-Za-z0-9_.@:/+#-]+)*");

  private Comparables() {}

  /** An exact number; null for anything else. */
  static @Nullable String number(Object value) {
    return switch (value) {
      case Long n -> n == Long.MIN_VALUE ? null : n.toString();
      case BigInteger n -> n.toString();
      case BigDecimal n ->
          n.precision() > 30 || Math.abs(n.scale()) > 30 ? null : n.toPlainString();
      default -> null;
    };
  }

  /** A text that a column equals, whatever its collation takes for equal beside it. */
  static @Nullable String text(Operator operator, Object value) {
    return operator == Operator.EQUAL && value instanceof String s && PLAIN.matcher(s).matches()
        ? "'" + s + "'"
        : null;
  }

  /** A date, or a timestamp without zone of at most microseconds, of our own times. */
  static @Nullable String time(Object value) {
    return switch (value) {
      case LocalDate date when isOrdinary(date.getYear()) -> "DATE '" + date + "'";
      case LocalDateTime time
          when isOrdinary(time.getYear()) && time.get(ChronoField.NANO_OF_SECOND) == 0 ->
          "TIMESTAMP '" + time.toLocalDate() + " " + seconds(time) + "'";
      default -> null;
    };
  }

  private static String seconds(LocalDateTime time) {
    return "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
  }

  private static boolean isOrdinary(int year) {
    return year >= 1000 && year <= 9999;
  }
}
