package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads MariaDB's text protocol. Dates are parsed here, since the driver takes 0000-00-00 for null.
 */
final class MariaDbReader {
  private MariaDbReader() {}

  private interface Parser {
    Object parse(String text);
  }

  static ValueReader of(Type type) {
    return switch (type) {
      case Type.Bool b -> MariaDbReader::bool;
      case Type.Int i ->
          i.unsigned() && i.bits() == 64 ? text(MariaDbReader::unsigned) : MariaDbReader::integer;
      case Type.Decimal d -> ResultSet::getBigDecimal;
      case Type.Real r -> MariaDbReader::real;
      case Type.Text t -> ResultSet::getString;
      case Type.Enumeration e -> ResultSet::getString;
      case Type.Date d -> text(MariaDbReader::date);
      case Type.Time t -> text(MariaDbReader::time);
      case Type.Timestamp t ->
          t.zoned() ? text(MariaDbReader::instant) : text(MariaDbReader::local);
      case Type.Binary b -> ResultSet::getBytes;
      case Type.Uuid u -> text(UUID::fromString);
      case Type.Json j -> ResultSet::getString;
      case Type.Array a -> ResultSet::getString;
      case Type.Opaque o -> ResultSet::getString;
    };
  }

  private static ValueReader text(Parser parser) {
    return (row, column) -> {
      String text = row.getString(column);
      return text == null ? null : parser.parse(text);
    };
  }

  private static @Nullable Object bool(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    if (number == 0) {
      return row.wasNull() ? null : false;
    }
    return number == 1
        ? (Object) true
        : new Flaw(
            "holds a number other than 0 and 1 in a boolean column; if it means numbers, declare"
                + " the column as tinyint without (1)");
  }

  private static @Nullable Object integer(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return number == 0 && row.wasNull() ? null : (Long) number;
  }

  private static Object unsigned(String text) {
    if (text.length() < 19) {
      return Long.parseLong(text);
    }
    BigInteger number = new BigInteger(text);
    return number.bitLength() < 64 ? (Object) number.longValue() : number;
  }

  private static @Nullable Object real(ResultSet row, int column) throws SQLException {
    double number = row.getDouble(column);
    return number == 0 && row.wasNull() ? null : (Double) number;
  }

  private static Object date(String text) {
    if (text.startsWith("0000-00-00")) {
      return Special.ZERO_DATE;
    }
    try {
      return day(text);
    } catch (DateTimeException e) {
      return notADate();
    }
  }

  private static LocalDate day(String text) {
    return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
  }

  private static Flaw notADate() {
    return new Flaw("is no date of the calendar (a zero month or day); correct it in the database");
  }

  private static Object local(String text) {
    Object date = date(text);
    return date instanceof LocalDate day ? LocalDateTime.of(day, clock(text, 11)) : date;
  }

  private static Object instant(String text) {
    Object local = local(text);
    return local instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : local;
  }

  /** HH:MM:SS and up to six digits more. */
  private static LocalTime clock(String text, int from) {
    return LocalTime.of(
        number(text, from, from + 2),
        number(text, from + 3, from + 5),
        number(text, from + 6, from + 8),
        nanos(text, from + 8));
  }

  /** Hours may have three digits and a sign. */
  private static Object time(String text) {
    boolean negative = text.startsWith("-");
    int from = negative ? 1 : 0;
    int colon = text.indexOf(':');
    int hours = number(text, from, colon);
    int minutes = number(text, colon + 1, colon + 3);
    int seconds = number(text, colon + 4, colon + 6);
    int nanos = nanos(text, colon + 6);
    if (!negative && hours < 24) {
      return LocalTime.of(hours, minutes, seconds, nanos);
    }
    Duration time = Duration.ofSeconds(hours * 3600L + minutes * 60L + seconds, nanos);
    return negative ? time.negated() : time;
  }

  private static int nanos(String text, int from) {
    int nanos = 0;
    int unit = 100_000_000;
    for (int at = from + 1; at < text.length(); at++) {
      nanos += (text.charAt(at) - '0') * unit;
      unit /= 10;
    }
    return nanos;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int at = from; at < to; at++) {
      number = number * 10 + text.charAt(at) - '0';
    }
    return number;
  }
}
