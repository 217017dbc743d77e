package dev.syncline.core.model;

import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Special;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a key's parts: a tag each, then bytes that end where the tag or a terminator says, and
 * whose unsigned order is the parts' order. The last part's tag has its top bit set, so that a key
 * of two parts never begins one of three.
 *
 * <p>Links are stored under these bytes: change nothing, only add.
 */
@SuppressWarnings("JavaLocalDateTimeGetNano") // beside the seconds
final class KeyEncoder {
  static final int BOOLEAN = 1;
  static final int BELOW_LONG = 2;
  static final int LONG = 3;
  static final int ABOVE_LONG = 4;
  static final int DECIMAL = 5;
  static final int DOUBLE = 6;
  static final int STRING = 7;
  static final int BYTES = 8;
  static final int GUID = 9;
  static final int DATE = 10;
  static final int TIME = 11;
  static final int DURATION = 12;
  static final int LOCAL = 13;
  static final int INSTANT = 14;
  static final int SPECIAL = 15;

  static final int LAST = 0x80;

  /** In text and bytes, a zero byte is followed by this one, and the end is two zero bytes. */
  static final int ESCAPED = 0xFF;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private KeyEncoder() {}

  static byte[] encode(long part) {
    byte[] bytes = new byte[9];
    bytes[0] = (byte) (LONG | LAST);
    LONGS.set(bytes, 1, part ^ Long.MIN_VALUE);
    return bytes;
  }

  static byte[] encode(@Nullable Object[] parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("a key has at least one part");
    }
    int room = 0;
    for (Object part : parts) {
      room += part instanceof String s ? s.length() + 3 : 24;
    }
    CanonicalBytes out = new CanonicalBytes(room);
    for (int i = 0; i < parts.length; i++) {
      put(parts[i], i == parts.length - 1 ? LAST : 0, out);
    }
    return out.copy();
  }

  private static void put(@Nullable Object part, int last, CanonicalBytes out) {
    switch (part) {
      case Long n -> whole(n, last, out);
      case Integer n -> whole(n, last, out);
      case Short n -> whole(n, last, out);
      case Byte n -> whole(n, last, out);
      case String s -> text(s, last, out);
      case BigInteger n when n.bitLength() < 64 -> whole(n.longValue(), last, out);
      case BigInteger n -> huge(n, last, out);
      case BigDecimal n -> decimal(n, last, out);
      case Double n -> {
        long bits = Double.doubleToLongBits(n == 0 ? 0.0 : n);
        out.put(DOUBLE | last);
        out.putLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
      }
      case UUID u -> {
        out.put(GUID | last);
        out.putLong(u.getMostSignificantBits());
        out.putLong(u.getLeastSignificantBits());
      }
      case byte[] b -> {
        out.put(BYTES | last);
        escaped(b, out);
      }
      case Boolean b -> {
        out.put(BOOLEAN | last);
        out.put(b ? 1 : 0);
      }
      case LocalDate d -> {
        out.put(DATE | last);
        out.putLong(d.toEpochDay() ^ Long.MIN_VALUE);
      }
      case LocalTime t -> {
        out.put(TIME | last);
        out.putLong(t.toNanoOfDay());
      }
      case Duration d -> moment(DURATION | last, d.getSeconds(), d.getNano(), out);
      case LocalDateTime t ->
          moment(LOCAL | last, t.toEpochSecond(ZoneOffset.UTC), t.getNano(), out);
      case Instant t -> moment(INSTANT | last, t.getEpochSecond(), t.getNano(), out);
      case Special s -> {
        out.put(SPECIAL | last);
        out.put(
            switch (s) {
              case NAN -> 0;
              case INFINITY -> 1;
              case NEGATIVE_INFINITY -> 2;
              case ZERO_DATE -> 3;
            });
      }
      case null -> throw new IllegalArgumentException("a key's part is null");
      default ->
          throw new IllegalArgumentException(
              "a key's part cannot be of " + part.getClass().getName());
    }
  }

  private static void whole(long number, int last, CanonicalBytes out) {
    out.put(LONG | last);
    out.putLong(number ^ Long.MIN_VALUE);
  }

  /** Beyond a long: the longer, the further from zero; below zero everything is turned over. */
  private static void huge(BigInteger number, int last, CanonicalBytes out) {
    boolean below = number.signum() < 0;
    byte[] magnitude = number.abs().toByteArray();
    out.put((below ? BELOW_LONG : ABOVE_LONG) | last);
    out.putInt(below ? ~magnitude.length : magnitude.length);
    for (byte b : magnitude) {
      out.put(below ? ~b : b);
    }
  }

  /** 0.d₁d₂d₃… · 10ᵉ: sign, exponent, digits, terminator; below zero all of it turned over. */
  private static void decimal(BigDecimal number, int last, CanonicalBytes out) {
    BigDecimal n = number.stripTrailingZeros();
    out.put(DECIMAL | last);
    out.put(n.signum() + 1);
    if (n.signum() == 0) {
      return;
    }
    int flip = n.signum() < 0 ? -1 : 0;
    out.putInt((n.precision() - n.scale()) ^ Integer.MIN_VALUE ^ flip);
    String digits = n.unscaledValue().abs().toString();
    for (byte digit : digits.getBytes(StandardCharsets.US_ASCII)) {
      out.put(digit ^ flip);
    }
    out.put(flip);
  }

  private static void text(String text, int last, CanonicalBytes out) {
    out.put(STRING | last);
    if (text.indexOf('\0') < 0) {
      out.putUtf8(text);
      out.put(0);
      out.put(0);
    } else {
      CanonicalBytes utf8 = new CanonicalBytes();
      utf8.putUtf8(text);
      escaped(utf8.copy(), out);
    }
  }

  private static void escaped(byte[] bytes, CanonicalBytes out) {
    for (byte b : bytes) {
      out.put(b);
      if (b == 0) {
        out.put(ESCAPED);
      }
    }
    out.put(0);
    out.put(0);
  }

  private static void moment(int tag, long second, int nano, CanonicalBytes out) {
    out.put(tag);
    out.putLong(second ^ Long.MIN_VALUE);
    out.putInt(nano);
  }
}
