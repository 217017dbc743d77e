package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Misfit;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What MariaDB's columns hold, how values are sent to them, and what becomes of them there. */
final class MariaDbValues {
  private static final Duration LONGEST_TIME = Duration.parse("PT838H59M59.999999S");

  /** The characters that latin1 has for the bytes 80 to 9F. */
  private static final String LATIN_BEYOND =
      "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
          + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

  private MariaDbValues() {}

  /**
   * Why a column cannot hold a value.
   *
   * @param end the first second that a TIMESTAMP cannot hold
   */
  static @Nullable Misfit misfit(TableColumn column, Object value, long end) {
    Misfit misfit = Fit.misfit(column.type(), value);
    if (misfit != null || value instanceof BigDecimal || value instanceof Boolean) {
      return misfit;
    }
    return switch (value) {
      case String s when isThreeByte(column.base()) && s.codePoints().anyMatch(c -> c > 0xFFFF) ->
          Misfit.type(
              "the column's character set "
                  + column.base()
                  + " holds no characters beyond U+FFFF, such as emoji; convert the column to"
                  + " utf8mb4");
      case Double n when !Double.isFinite(n) ->
          Misfit.type(n + " cannot be stored in MariaDB; correct it at its origin");
      case Special s when s != Special.ZERO_DATE || column.type() instanceof Type.Decimal ->
          Misfit.type(s + " cannot be stored in MariaDB; correct it at its origin");
      case Long n when column.base().equals("year") && n != 0 && (n < 1901 || n > 2155) ->
          Misfit.type("a YEAR is 1901 to 2155, or 0; make the column a SMALLINT");
      case LocalDate d -> year(d.getYear());
      case LocalDateTime t -> year(t.getYear());
      case String s when column.base().equals("latin1") && !isLatin(s) ->
          Misfit.type(
              "the column's character set latin1 holds Western European characters only; convert"
                  + " the column to utf8mb4");
      case Instant t when t.getEpochSecond() < 1 || t.getEpochSecond() >= end ->
          Misfit.type(
              "point in time out of the range of TIMESTAMP (1970 to 2038, from MariaDB 11.5 to"
                  + " 2106); make the column a DATETIME");
      case UUID u when column.type() instanceof Type.Uuid && isRefused(u) ->
          Misfit.type(
              "UUID of version digit %x whose fourth group begins with %02x: of versions 8 to f MariaDB's UUID"
                      .formatted(u.version(), variantByte(u))
                  + " takes none that begins with 01 to 80 there; make the column a CHAR(36) or"
                  + " BINARY(16)");
      case Duration d when d.abs().compareTo(LONGEST_TIME) > 0 ->
          Misfit.type("time out of range (-838:59:59.999999 to 838:59:59.999999); correct it");
      default -> null;
    };
  }

  /**
   * MariaDB keeps UUIDs of versions 1 to 5 in another order of bytes than later ones, tells by two
   * of the bytes which it is, and refuses what it could not tell.
   */
  private static boolean isRefused(UUID uuid) {
    return uuid.version() >= 8 && variantByte(uuid) >= 0x01 && variantByte(uuid) <= 0x80;
  }

  private static int variantByte(UUID uuid) {
    return (int) (uuid.getLeastSignificantBits() >>> 56);
  }

  private static boolean isThreeByte(String charset) {
    return charset.equals("utf8mb3") || charset.equals("utf8") || charset.equals("ucs2");
  }

  /** MariaDB's latin1 is Windows-1252, with its five gaps filled by control characters. */
  private static boolean isLatin(String text) {
    return text.chars()
        .allMatch(c -> c < 0x80 || (c >= 0xA0 && c <= 0xFF) || LATIN_BEYOND.indexOf(c) >= 0);
  }

  private static @Nullable Misfit year(int year) {
    return year >= 0 && year <= 9999
        ? null
        : Misfit.type("date out of range (years 0000 to 9999); correct it");
  }

  static void bind(
      PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Long n -> statement.setLong(index, n);
      case BigInteger n -> statement.setBigDecimal(index, new BigDecimal(n));
      case BigDecimal n -> statement.setBigDecimal(index, n);
      case Double n -> statement.setDouble(index, real(column, n));
      case Boolean b -> statement.setInt(index, b ? 1 : 0);
      case byte[] b -> statement.setBytes(index, b);
      default -> statement.setString(index, text(column, value));
    }
  }

  /** A value other than null and bytes, as text that the column reads. */
  static String text(TableColumn column, Object value) {
    return switch (value) {
      case BigDecimal n -> n.toPlainString();
      case Double n -> Double.toString(real(column, n));
      case Boolean b -> b ? "1" : "0";
      case LocalDateTime t -> timestamp(t);
      case Instant t -> timestamp(LocalDateTime.ofInstant(t, ZoneOffset.UTC));
      case LocalTime t -> clock(t.getHour(), t.getMinute(), t.getSecond(), t.getNano());
      case Duration d -> duration(d);
      case Special s -> column.type() instanceof Type.Date ? "0000-00-00" : "0000-00-00 00:00:00";
      default -> value.toString();
    };
  }

  private static double real(TableColumn column, double number) {
    return column.type() instanceof Type.Real r && r.bits() == 32 ? (float) number : number;
  }

  private static String timestamp(LocalDateTime time) {
    return time.toLocalDate()
        + " "
        + clock(time.getHour(), time.getMinute(), time.getSecond(), time.getNano());
  }

  private static String duration(Duration time) {
    Duration length = time.abs();
    return (time.isNegative() ? "-" : "")
        + clock(
            length.toHours(), length.toMinutesPart(), length.toSecondsPart(), length.toNanosPart());
  }

  private static String clock(long hours, int minutes, int seconds, int nanos) {
    StringBuilder text = new StringBuilder(15);
    text.append(hours < 10 ? "0" : "").append(hours).append(minutes < 10 ? ":0" : ":");
    text.append(minutes).append(seconds < 10 ? ":0" : ":").append(seconds);
    if (nanos != 0) {
      text.append('.').append(Integer.toString(1_000_000 + nanos / 1000), 1, 7);
    }
    return text.toString();
  }

  static Object stored(TableColumn column, Object value) {
    boolean changed =
        switch (column.type()) {
          case Type.Text t ->
              !column.base().startsWith("utf8") || column.column().nativeType().startsWith("set");
          case Type.Array a -> true;
          default -> false;
        };
    if (changed) {
      return Stored.UNKNOWN;
    }
    return column.type() instanceof Type.Json ? value : Stored.certain(column.type(), value);
  }
}
