package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values as JDBC hands them over, and takes them. */
final class StandardReader {
  private StandardReader() {}

  /**
   * Reads values of a type.
   *
   * @param most bytes of a text or of bytes; a longer one is a flaw
   */
  static ValueReader of(Type type, long most) {
    return switch (type) {
      case Type.Bool b -> ValueReader.present(ResultSet::getBoolean);
      case Type.Int i when i.unsigned() && i.bits() == 64 -> StandardReader::unsigned;
      case Type.Int i -> ValueReader.present(ResultSet::getLong);
      case Type.Decimal d -> ResultSet::getBigDecimal;
      case Type.Real r when r.bits() == 32 ->
          ValueReader.present((row, at) -> (double) row.getFloat(at));
      case Type.Real r -> ValueReader.present(ResultSet::getDouble);
      case Type.Date d -> StandardReader::date;
      case Type.Time t -> StandardReader::time;
      case Type.Timestamp t -> t.zoned() ? StandardReader::instant : StandardReader::local;
      case Type.Binary b -> atMost(most, ResultSet::getBytes);
      case Type.Uuid u -> StandardReader::uuid;
      case Type.Text t -> atMost(most, ResultSet::getString);
      case Type.Enumeration e -> atMost(most, ResultSet::getString);
      case Type.Json j -> atMost(most, ResultSet::getString);
      case Type.Array a -> atMost(most, ResultSet::getString);
      case Type.Opaque o -> atMost(most, ResultSet::getString);
    };
  }

  private static ValueReader atMost(long most, ValueReader reader) {
    return (row, at) -> {
      Object value = reader.read(row, at);
      return bytes(value, most) > most ? Selection.tooLarge(most) : value;
    };
  }

  private static long bytes(@Nullable Object value, long most) {
    return switch (value) {
      case null -> 0;
      case byte[] bytes -> bytes.length;
      case String text when text.length() * 3L > most ->
          text.getBytes(StandardCharsets.UTF_8).length;
      default -> 0;
    };
  }

  private static @Nullable Object unsigned(ResultSet row, int at) throws SQLException {
    BigDecimal number = row.getBigDecimal(at);
    BigInteger whole = number == null ? null : number.toBigIntegerExact();
    return whole != null && whole.bitLength() < 64 ? (Object) whole.longValueExact() : whole;
  }

  private static @Nullable Object date(ResultSet row, int at) throws SQLException {
    try {
      return row.getObject(at, LocalDate.class);
    } catch (SQLException | AbstractMethodError e) {
      Date date = row.getDate(at); // of drivers before JDBC 4.2
      return date == null ? null : date.toLocalDate();
    }
  }

  private static @Nullable Object time(ResultSet row, int at) throws SQLException {
    try {
      return row.getObject(at, LocalTime.class);
    } catch (SQLException | AbstractMethodError e) {
      Time time = row.getTime(at);
      return time == null ? null : time.toLocalTime();
    }
  }

  private static @Nullable Object local(ResultSet row, int at) throws SQLException {
    try {
      return row.getObject(at, LocalDateTime.class);
    } catch (SQLException | AbstractMethodError e) {
      Timestamp time = row.getTimestamp(at);
      return time == null ? null : time.toLocalDateTime();
    }
  }

  private static @Nullable Object instant(ResultSet row, int at) throws SQLException {
    OffsetDateTime time = row.getObject(at, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Object uuid(ResultSet row, int at) throws SQLException {
    Object value = row.getObject(at);
    try {
      return value == null || value instanceof UUID ? value : UUID.fromString(value.toString());
    } catch (IllegalArgumentException e) {
      return new Flaw("holds what is no UUID; correct it");
    }
  }

  /** Binds a value to compare a column with. */
  static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Long n -> statement.setLong(index, n);
      case Boolean b -> statement.setBoolean(index, b);
      case Double n -> statement.setDouble(index, n);
      case BigInteger n -> statement.setBigDecimal(index, new BigDecimal(n));
      case BigDecimal n -> statement.setBigDecimal(index, n);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Instant time -> statement.setObject(index, time.atOffset(ZoneOffset.UTC));
      case LocalDate date -> modern(statement, index, date, Date.valueOf(date));
      case LocalTime time -> modern(statement, index, time, Time.valueOf(time));
      case LocalDateTime time -> modern(statement, index, time, Timestamp.valueOf(time));
      case UUID uuid -> statement.setObject(index, uuid);
      default -> statement.setString(index, value.toString());
    }
  }

  private static void modern(PreparedStatement statement, int index, Object value, Object older)
      throws SQLException {
    try {
      statement.setObject(index, value);
    } catch (SQLException e) {
      statement.setObject(index, older);
    }
  }
}
