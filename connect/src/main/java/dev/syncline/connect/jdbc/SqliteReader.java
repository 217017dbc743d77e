package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads SQLite's values, each of which has a type of its own whatever its column declares. A value
 * that is not what the declaration says is a flaw with the reason.
 */
final class SqliteReader {
  private SqliteReader() {}

  /** A value that is there: Long, Double, String or bytes. Null: it is not of the type. */
  private interface Meaning {
    @Nullable Object of(Object value);
  }

  static ValueReader of(Type type, String declared) {
    Meaning meaning =
        switch (type) {
          case Type.Bool b -> v -> v instanceof Long n && (n == 0 || n == 1) ? n == 1 : null;
          case Type.Int i -> v -> v instanceof Long ? v : null;
          case Type.Decimal d when SqliteTypes.isDecimalText(declared) ->
              v -> v instanceof String s ? new BigDecimal(s) : null;
          case Type.Decimal d -> SqliteReader::decimal;
          case Type.Real r ->
              v -> v instanceof Long n ? (Double) n.doubleValue() : v instanceof Double ? v : null;
          case Type.Text t -> v -> v instanceof String ? v : null;
          case Type.Enumeration e -> v -> v instanceof String ? v : null;
          case Type.Date d -> v -> v instanceof String s ? date(s) : null;
          case Type.Time t -> v -> v instanceof String s ? time(s) : null;
          case Type.Timestamp t -> v -> v instanceof String s ? timestamp(s, t.zoned()) : null;
          case Type.Binary b -> v -> v instanceof byte[] ? v : null;
          case Type.Uuid u -> v -> v instanceof String s ? uuid(s) : null;
          case Type.Json j -> v -> v instanceof byte[] ? null : v.toString();
          case Type.Array a -> v -> v instanceof String ? v : null;
          case Type.Opaque o -> v -> v instanceof byte[] ? null : v.toString();
        };
    return (row, column) -> {
      Object value = stored(row, column);
      if (value == null) {
        return null;
      }
      Object read = meaning.of(value);
      return read != null ? read : flaw(declared, type, value);
    };
  }

  private static @Nullable Object stored(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column);
    return value instanceof Integer n ? (Long) n.longValue() : value;
  }

  private static Flaw flaw(String declared, Type type, Object value) {
    String holds =
        switch (value) {
          case Long n -> "an integer";
          case Double n -> "a real number";
          case String s -> "text";
          default -> "a blob";
        };
    boolean time =
        type instanceof Type.Date || type instanceof Type.Time || type instanceof Type.Timestamp;
    String reason = "declared " + declared + " but holds " + holds;
    if (type instanceof Type.Bool) {
      return new Flaw(reason + " other than 0 and 1; correct it");
    }
    return new Flaw(
        time
            ? reason
                + " that is not in ISO form (2024-02-29 23:59:59); Julian days and Unix times are"
                + " not read: store text, or sync through a view that converts it"
            : reason + "; correct it or the declaration");
  }

  /** A double stands for the shortest decimal that it is the nearest to. */
  private static @Nullable Object decimal(Object value) {
    return switch (value) {
      case Long n -> BigDecimal.valueOf(n);
      case Double n when Double.isFinite(n) -> new BigDecimal(n.toString());
      default -> null;
    };
  }

  private static @Nullable Object uuid(String text) {
    try {
      return text.length() == 36 ? UUID.fromString(text) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Object date(String text) {
    try {
      return text.length() == 10 ? LocalDate.parse(text) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Object time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Object timestamp(String text, boolean zoned) {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
    try {
      if (zoned) {
        return instant(iso);
      }
      return iso.length() == 10 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Instant instant(String iso) {
    boolean shortOffset = iso.length() > 3 && "+-".indexOf(iso.charAt(iso.length() - 3)) >= 0;
    return OffsetDateTime.parse(shortOffset ? iso + ":00" : iso).toInstant();
  }

  /** A timestamp as SQLite's own functions write it, with as much of a fraction as there is. */
  static String text(LocalDateTime time) {
    return time.toLocalDate() + " " + text(time.toLocalTime());
  }

  static String text(Instant time) {
    return text(LocalDateTime.ofInstant(time, ZoneOffset.UTC)) + "Z";
  }

  static String text(LocalTime time) {
    String text = time.toString();
    return text.length() == 5 ? text + ":00" : text;
  }
}
