package dev.syncline.core.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Lower-case hexadecimal text as bytes, for texts that may be something else, a million a run. */
public final class Hex {
  private static final byte[] DIGITS = new byte[256];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      DIGITS[Character.forDigit(digit, 16)] = (byte) digit;
    }
  }

  private Hex() {}

  /** The bytes that some digits stand for, two each; null if the text is anything else. */
  public static byte @Nullable [] bytes(String text) {
    // What ISO-8859-1 lacks becomes a question mark, which is no digit.
    byte[] digits = text.getBytes(StandardCharsets.ISO_8859_1);
    if (digits.length == 0 || (digits.length & 1) != 0) {
      return null;
    }
    byte[] bytes = new byte[digits.length / 2];
    int wrong = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = DIGITS[digits[2 * i] & 0xFF];
      int low = DIGITS[digits[2 * i + 1] & 0xFF];
      wrong |= high | low;
      bytes[i] = (byte) (high << 4 | low);
    }
    return wrong < 0 ? null : bytes;
  }

  /** The digits of bytes. */
  public static String text(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
