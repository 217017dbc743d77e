package dev.syncline.core.model;

import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Special;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the parts that {@link KeyEncoder} wrote. */
final class KeyDecoder {
  /** Decimals up to so many zeros are given without an exponent. */
  private static final int PLAIN_ZEROS = 1000;

  private KeyDecoder() {}

  static Object[] decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      List<Object> parts = new ArrayList<>(2);
      int tag;
      do {
        tag = in.get();
        parts.add(part(tag & ~KeyEncoder.LAST & 0xFF, in));
      } while ((tag & KeyEncoder.LAST) == 0);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("bytes are left after the key's last part");
      }
      return parts.toArray();
    } catch (BufferUnderflowException | DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException("these bytes are no key", e);
    }
  }

  private static Object part(int tag, ByteBuffer in) {
    return switch (tag) {
      case KeyEncoder.LONG -> in.getLong() ^ Long.MIN_VALUE;
      case KeyEncoder.BELOW_LONG -> huge(in, -1);
      case KeyEncoder.ABOVE_LONG -> huge(in, 0);
      case KeyEncoder.DECIMAL -> decimal(in);
      case KeyEncoder.DOUBLE -> {
        long bits = in.getLong();
        yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
      }
      case KeyEncoder.STRING -> text(escaped(in));
      case KeyEncoder.BYTES -> escaped(in);
      case KeyEncoder.GUID -> new UUID(in.getLong(), in.getLong());
      case KeyEncoder.BOOLEAN -> in.get() != 0;
      case KeyEncoder.DATE -> LocalDate.ofEpochDay(in.getLong() ^ Long.MIN_VALUE);
      case KeyEncoder.TIME -> LocalTime.ofNanoOfDay(in.getLong());
      case KeyEncoder.DURATION -> Duration.ofSeconds(in.getLong() ^ Long.MIN_VALUE, in.getInt());
      case KeyEncoder.LOCAL ->
          LocalDateTime.ofEpochSecond(in.getLong() ^ Long.MIN_VALUE, in.getInt(), ZoneOffset.UTC);
      case KeyEncoder.INSTANT -> Instant.ofEpochSecond(in.getLong() ^ Long.MIN_VALUE, in.getInt());
      case KeyEncoder.SPECIAL ->
          switch (in.get()) {
            case 0 -> Special.NAN;
            case 1 -> Special.INFINITY;
            case 2 -> Special.NEGATIVE_INFINITY;
            default -> Special.ZERO_DATE;
          };
      default -> throw new IllegalArgumentException("no part of a key has the tag " + tag);
    };
  }

  private static BigInteger huge(ByteBuffer in, int flip) {
    int length = in.getInt() ^ flip;
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] magnitude = new byte[length];
    for (int i = 0; i < length; i++) {
      magnitude[i] = (byte) (in.get() ^ flip);
    }
    BigInteger number = new BigInteger(magnitude);
    return flip == 0 ? number : number.negate();
  }

  private static BigDecimal decimal(ByteBuffer in) {
    int sign = in.get() - 1;
    if (sign == 0) {
      return BigDecimal.ZERO;
    }
    int flip = sign < 0 ? -1 : 0;
    int exponent = in.getInt() ^ Integer.MIN_VALUE ^ flip;
    StringBuilder digits = new StringBuilder();
    for (int d = (byte) (in.get() ^ flip); d != 0; d = (byte) (in.get() ^ flip)) {
      digits.append((char) d);
    }
    BigInteger unscaled = new BigInteger(digits.toString());
    BigDecimal number =
        new BigDecimal(sign < 0 ? unscaled.negate() : unscaled, digits.length() - exponent);
    boolean plain = number.scale() < 0 && number.scale() >= -PLAIN_ZEROS;
    return plain ? number.setScale(0) : number;
  }

  /** Up to the two zero bytes of the end. */
  private static byte[] escaped(ByteBuffer in) {
    CanonicalBytes out = new CanonicalBytes(in.remaining());
    while (true) {
      byte b = in.get();
      if (b == 0 && in.get() == 0) {
        return out.copy();
      }
      out.put(b);
    }
  }

  /** UTF-8, with lone surrogates as {@link CanonicalBytes} writes them, which Java refuses. */
  private static String text(byte[] utf8) {
    boolean surrogates = false;
    for (int i = 0; i + 1 < utf8.length && !surrogates; i++) {
      surrogates = utf8[i] == (byte) 0xED && (utf8[i + 1] & 0xFF) >= 0xA0;
    }
    if (!surrogates) {
      return new String(utf8, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int i = 0; i + 2 < utf8.length; i++) {
      if (utf8[i] == (byte) 0xED && (utf8[i + 1] & 0xFF) >= 0xA0) {
        text.append(new String(utf8, start, i - start, StandardCharsets.UTF_8));
        text.append((char) (0xD000 | (utf8[i + 1] & 0x3F) << 6 | utf8[i + 2] & 0x3F));
        start = i + 3;
        i += 2;
      }
    }
    return text.append(new String(utf8, start, utf8.length - start, StandardCharsets.UTF_8))
        .toString();
  }
}
