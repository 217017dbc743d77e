package dev.syncline.core.value;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** UUIDs, also as text and as 16 bytes. */
record UuidForm() implements Form {
  private static final int TEXT = 36;
  private static final int DIGITS = 32;
  private static final int BYTES = 16;

  @Override
  public Type common() {
    return new Type.Uuid();
  }

  @Override
  public String name() {
    return "uuid";
  }

  @Override
  public String expected() {
    return "a UUID (32 hexadecimal digits, or 16 bytes)";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case UUID u -> u;
      case String s -> parse(s);
      case byte[] b -> ofBytes(b, own instanceof Type.Binary t && t.padded());
      default -> null;
    };
  }

  private static @Nullable UUID ofBytes(byte[] bytes, boolean padded) {
    if (padded && Limits.withoutZeros(bytes) <= BYTES) {
      bytes = Arrays.copyOf(bytes, BYTES);
    }
    if (bytes.length != BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new UUID(in.getLong(), in.getLong());
  }

  /** With or without braces, with all four hyphens or none, in either case. */
  private static @Nullable UUID parse(String text) {
    int from = 0;
    int end = text.length();
    if (end > 2 && text.charAt(0) == '{' && text.charAt(end - 1) == '}') {
      from = 1;
      end--;
    }
    boolean hyphens = end - from == TEXT;
    if (!hyphens && end - from != DIGITS) {
      return null;
    }
    long high = 0;
    long low = 0;
    for (int at = from; at < end; at++) {
      int place = at - from;
      char c = text.charAt(at);
      if (hyphens && (place == 8 || place == 13 || place == 18 || place == 23)) {
        if (c != '-') {
          return null;
        }
        continue;
      }
      if (!HexFormat.isHexDigit(c)) {
        return null;
      }
      high = high << 4 | low >>> 60;
      low = low << 4 | HexFormat.fromHexDigit(c);
    }
    return new UUID(high, low);
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    UUID uuid = (UUID) common;
    if (to instanceof Type.Uuid) {
      return uuid;
    } else if (to instanceof Type.Text t) {
      boolean tight = t.maxLength() >= DIGITS && t.maxLength() < TEXT;
      return Limits.text(t, tight ? uuid.toString().replace("-", "") : uuid.toString());
    } else if (to instanceof Type.Binary) {
      return ByteBuffer.allocate(BYTES)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    throw Form.notPaired(this, to);
  }
}
