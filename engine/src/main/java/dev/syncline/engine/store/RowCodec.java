package dev.syncline.engine.store;

import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
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
 * Packs the values of a row: each is a tag and then what the tag says. Every value that a {@link
 * dev.syncline.core.value.Type} names comes back as it went in, of the same class; so does what
 * stands for one.
 */
final class RowCodec {
  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int LONG = 3;
  private static final int BIG_INTEGER = 4;
  private static final int DECIMAL = 5;
  private static final int DOUBLE = 6;
  private static final int TEXT = 7;
  private static final int BROKEN_TEXT = 8;
  private static final int DATE = 9;
  private static final int TIME = 10;
  private static final int DURATION = 11;
  private static final int INSTANT = 12;
  private static final int DATE_TIME = 13;
  private static final int BYTES = 14;
  private static final int UNIQUE_ID = 15;
  private static final int SPECIAL = 16;
  private static final int FLAW = 17;
  private static final int WITHHELD = 18;

  private RowCodec() {}

  static void write(PackedOutput out, @Nullable Object @Nullable [] row) {
    if (row == null) {
      out.count(0);
      return;
    }
    out.count(row.length + 1);
    for (Object value : row) {
      writeValue(out, value);
    }
  }

  static @Nullable Object @Nullable [] read(PackedInput in) {
    int length = in.count() - 1;
    if (length < 0) {
      return null;
    }
    @Nullable Object[] row = new @Nullable Object[length];
    for (int i = 0; i < length; i++) {
      row[i] = readValue(in);
    }
    return row;
  }

  private static void writeValue(PackedOutput out, @Nullable Object value) {
    switch (value) {
      case null -> out.octet(NULL);
      case Boolean v -> out.octet(v ? TRUE : FALSE);
      case Long v -> {
        out.octet(LONG);
        out.signed(v);
      }
      case String v -> writeText(out, v);
      case BigDecimal v -> {
        out.octet(DECIMAL);
        out.signed(v.scale());
        out.bytes(v.unscaledValue().toByteArray());
      }
      case Double v -> {
        out.octet(DOUBLE);
        out.fixed(Double.doubleToRawLongBits(v));
      }
      case Instant v -> {
        out.octet(INSTANT);
        out.signed(v.getEpochSecond());
        out.count(v.getNano());
      }
      case LocalDateTime v -> {
        out.octet(DATE_TIME);
        out.signed(v.toLocalDate().toEpochDay());
        out.unsigned(v.toLocalTime().toNanoOfDay());
      }
      case LocalDate v -> {
        out.octet(DATE);
        out.signed(v.toEpochDay());
      }
      case LocalTime v -> {
        out.octet(TIME);
        out.unsigned(v.toNanoOfDay());
      }
      case Duration v -> {
        out.octet(DURATION);
        out.signed(v.getSeconds());
        out.count(v.getNano());
      }
      case byte[] v -> {
        out.octet(BYTES);
        out.bytes(v);
      }
      case UUID v -> {
        out.octet(UNIQUE_ID);
        out.fixed(v.getMostSignificantBits());
        out.fixed(v.getLeastSignificantBits());
      }
      case BigInteger v -> {
        out.octet(BIG_INTEGER);
        out.bytes(v.toByteArray());
      }
      case Special v -> {
        out.octet(SPECIAL);
        out.bytes(v.name().getBytes(StandardCharsets.US_ASCII));
      }
      case Flaw v -> {
        out.octet(FLAW);
        out.bytes(v.reason().getBytes(StandardCharsets.UTF_8));
      }
      case Withheld v -> {
        out.octet(WITHHELD);
        out.bytes(v.name().getBytes(StandardCharsets.US_ASCII));
      }
      default ->
          throw new IllegalArgumentException("no type's values are " + value.getClass().getName());
    }
  }

  private static @Nullable Object readValue(PackedInput in) {
    int tag = in.octet();
    return switch (tag) {
      case NULL -> null;
      case FALSE -> false;
      case TRUE -> true;
      case LONG -> in.signed();
      case TEXT -> new String(in.bytes(), StandardCharsets.UTF_8);
      case BROKEN_TEXT -> readBrokenText(in);
      case DECIMAL -> {
        int scale = Math.toIntExact(in.signed());
        yield new BigDecimal(new BigInteger(in.bytes()), scale);
      }
      case DOUBLE -> Double.longBitsToDouble(in.fixed());
      case INSTANT -> Instant.ofEpochSecond(in.signed(), in.count());
      case DATE_TIME ->
          LocalDateTime.of(LocalDate.ofEpochDay(in.signed()), LocalTime.ofNanoOfDay(in.unsigned()));
      case DATE -> LocalDate.ofEpochDay(in.signed());
      case TIME -> LocalTime.ofNanoOfDay(in.unsigned());
      case DURATION -> Duration.ofSeconds(in.signed(), in.count());
      case BYTES -> in.bytes();
      case UNIQUE_ID -> new UUID(in.fixed(), in.fixed());
      case BIG_INTEGER -> new BigInteger(in.bytes());
      case SPECIAL -> Special.valueOf(new String(in.bytes(), StandardCharsets.US_ASCII));
      case FLAW -> new Flaw(new String(in.bytes(), StandardCharsets.UTF_8));
      case WITHHELD -> Withheld.valueOf(new String(in.bytes(), StandardCharsets.US_ASCII));
      default -> throw new IllegalArgumentException("unknown tag " + tag);
    };
  }

  /** UTF-8, but for half a surrogate pair, which UTF-8 cannot write and would silently replace. */
  private static void writeText(PackedOutput out, String text) {
    if (wellFormed(text)) {
      out.octet(TEXT);
      out.bytes(text.getBytes(StandardCharsets.UTF_8));
      return;
    }
    out.octet(BROKEN_TEXT);
    out.count(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.count(text.charAt(i));
    }
  }

  private static String readBrokenText(PackedInput in) {
    char[] chars = new char[in.count()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) in.count();
    }
    return new String(chars);
  }

  private static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(++i))) {
          return false;
        }
      }
    }
    return true;
  }
}
