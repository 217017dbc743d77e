package dev.syncline.connect.jdbc;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads PostgreSQL's binary formats, which are the same in results and in COPY. They are exact,
 * know infinities, and are independent of any session setting.
 */
interface PostgresReader extends ValueReader {

  /** The value in some bytes. */
  Object decode(byte[] data, int from, int length);

  @Override
  default @Nullable Object read(ResultSet row, int column) throws SQLException {
    byte[] data = row.getBytes(column); // as received: results are always asked for in binary
    return data == null ? null : decode(data, 0, data.length);
  }

  /** The reader for a type, as {@link PostgresDialect#selected} selects it. */
  static PostgresReader of(Type type) {
    return switch (type) {
      case Type.Bool b -> (data, from, length) -> data[from] == 1 || data[from] == 't';
      case Type.Int i -> PostgresReader::integer;
      case Type.Decimal d -> PostgresReader::numeric;
      case Type.Real r ->
          r.bits() == 32
              ? (data, from, length) -> (double) Float.intBitsToFloat((int) INTS.get(data, from))
              : (data, from, length) -> Double.longBitsToDouble((long) LONGS.get(data, from));
      case Type.Text t ->
          t.padded()
              ? (data, from, length) -> text(data, from, withoutSpaces(data, from, length))
              : PostgresReader::text;
      case Type.Date d -> PostgresReader::date;
      case Type.Time t -> PostgresReader::time;
      case Type.Timestamp t -> t.zoned() ? PostgresReader::instant : PostgresReader::local;
      case Type.Binary b -> (data, from, length) -> Arrays.copyOfRange(data, from, from + length);
      case Type.Uuid u ->
          (data, from, length) ->
              new UUID((long) LONGS.get(data, from), (long) LONGS.get(data, from + 8));
      case Type.Enumeration e -> PostgresReader::text;
      case Type.Json j -> PostgresReader::text;
      case Type.Array a -> PostgresReader::text;
      case Type.Opaque o -> PostgresReader::text;
    };
  }

  /** Views of bytes as numbers. */
  VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Days from 1970-01-01 to PostgreSQL's day zero, 2000-01-01. */
  int DAY_ZERO = 10_957;

  private static Object integer(byte[] data, int from, int length) {
    return switch (length) {
      case 2 -> (long) (short) SHORTS.get(data, from);
      case 4 -> (long) (int) INTS.get(data, from);
      default -> (long) LONGS.get(data, from);
    };
  }

  private static Object text(byte[] data, int from, int length) {
    String text = new String(data, from, length, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 || isUtf8(data, from, length)
        ? text
        : new Flaw("is not valid UTF-8; correct it in the database");
  }

  private static boolean isUtf8(byte[] data, int from, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static int withoutSpaces(byte[] data, int from, int length) {
    int end = length;
    while (end > 0 && data[from + end - 1] == ' ') {
      end--;
    }
    return end;
  }

  private static Object date(byte[] data, int from, int length) {
    int days = (int) INTS.get(data, from);
    return switch (days) {
      case Integer.MAX_VALUE -> Special.INFINITY;
      case Integer.MIN_VALUE -> Special.NEGATIVE_INFINITY;
      default -> LocalDate.ofEpochDay((long) days + DAY_ZERO);
    };
  }

  private static Object time(byte[] data, int from, int length) {
    long micros = (long) LONGS.get(data, from);
    return micros == 86_400_000_000L ? Duration.ofHours(24) : LocalTime.ofNanoOfDay(micros * 1000);
  }

  private static Object local(byte[] data, int from, int length) {
    long micros = (long) LONGS.get(data, from);
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      return micros > 0 ? Special.INFINITY : Special.NEGATIVE_INFINITY;
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L) + DAY_ZERO * 86_400L,
        (int) Math.floorMod(micros, 1_000_000L) * 1000,
        ZoneOffset.UTC);
  }

  private static Object instant(byte[] data, int from, int length) {
    long micros = (long) LONGS.get(data, from);
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      return micros > 0 ? Special.INFINITY : Special.NEGATIVE_INFINITY;
    }
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L) + DAY_ZERO * 86_400L,
        Math.floorMod(micros, 1_000_000L) * 1000);
  }

  /** Digits in base 10,000: their count, the first one's weight, a sign, the shown scale. */
  private static Object numeric(byte[] data, int from, int length) {
    int digits = (short) SHORTS.get(data, from);
    int weight = (short) SHORTS.get(data, from + 2);
    int sign = (short) SHORTS.get(data, from + 4) & 0xFFFF;
    int scale = (short) SHORTS.get(data, from + 6);
    if (sign >= 0xC000) {
      return sign == 0xC000
          ? Special.NAN
          : sign == 0xD000 ? Special.INFINITY : Special.NEGATIVE_INFINITY;
    }
    if (digits == 0) {
      return BigDecimal.valueOf(0, scale);
    }
    int least = (digits - 1 - weight) * 4; // scale of the last digit
    BigDecimal number;
    if (digits <= 4) {
      long unscaled = 0;
      for (int i = 0; i < digits; i++) {
        unscaled = unscaled * 10_000 + (short) SHORTS.get(data, from + 8 + 2 * i);
      }
      number = BigDecimal.valueOf(sign == 0x4000 ? -unscaled : unscaled, least);
    } else {
      StringBuilder text = new StringBuilder(digits * 4 + 1).append(sign == 0x4000 ? "-" : "");
      for (int i = 0; i < digits; i++) {
        int digit = (short) SHORTS.get(data, from + 8 + 2 * i);
        text.append((char) ('0' + digit / 1000))
            .append((char) ('0' + digit / 100 % 10))
            .append((char) ('0' + digit / 10 % 10))
            .append((char) ('0' + digit % 10));
      }
      number = new BigDecimal(new BigInteger(text.toString()), least);
    }
    return number.setScale(scale); // exact: PostgreSQL stores no digits beyond the scale it shows
  }
}
