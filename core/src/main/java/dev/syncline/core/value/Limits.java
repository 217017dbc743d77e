package dev.syncline.core.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/** What a column's declared type can hold; each check gives the value back or says what limit. */
final class Limits {
  private Limits() {}

  /** A whole number, as a Long where it is one. */
  static Object integer(Type.Int to, BigInteger number) throws Unrepresentable {
    if (number.compareTo(to.least()) < 0 || number.compareTo(to.greatest()) > 0) {
      throw new Unrepresentable(
          "number out of range ("
              + to.least()
              + " to "
              + to.greatest()
              + "); correct it or widen the column");
    }
    return number.bitLength() < 64 ? (Object) number.longValue() : number;
  }

  /** A whole number within a long. */
  static Long integer(Type.Int to, Long number) throws Unrepresentable {
    boolean inside;
    if (to.bits() == 64) {
      inside = !to.unsigned() || number >= 0;
    } else {
      long bound = 1L << (to.unsigned() ? to.bits() : to.bits() - 1);
      inside = number < bound && number >= (to.unsigned() ? 0 : -bound);
    }
    if (!inside) {
      integer(to, BigInteger.valueOf(number));
    }
    return number;
  }

  /** An exact number. */
  static BigDecimal decimal(Type.Decimal to, BigDecimal number) throws Unrepresentable {
    if (to.unbounded() || number.signum() == 0) {
      return number;
    }
    int most = to.precision() - to.scale();
    long whole = (long) number.precision() - number.scale();
    if (whole > most) {
      throw new Unrepresentable(
          "number too large (max "
              + Math.max(0, most)
              + " digits before the decimal point, was "
              + Math.max(0, whole)
              + "); correct it or widen the column");
    }
    if (number.scale() > to.scale()) {
      BigDecimal stripped = number.stripTrailingZeros();
      if (stripped.scale() > to.scale()) {
        throw new Unrepresentable(
            "number has too many decimal places (max "
                + to.scale()
                + ", was "
                + stripped.scale()
                + "); correct it at its origin or widen the column");
      }
      return stripped;
    }
    return number;
  }

  /** A text, by Unicode code points and by bytes in UTF-8. */
  static String text(Type.Text to, String text) throws Unrepresentable {
    int length = text.length();
    requireUnicode(text);
    if (to.maxLength() > 0 && length > to.maxLength()) {
      int points = text.codePointCount(0, length);
      if (points > to.maxLength()) {
        throw tooLong(to.maxLength(), "characters", points);
      }
    }
    if (to.maxBytes() > 0 && length * 3L > to.maxBytes()) {
      int bytes = CanonicalBytes.utf8Length(text, 0, length);
      if (bytes > to.maxBytes()) {
        throw tooLong(to.maxBytes(), "bytes in UTF-8", bytes);
      }
    }
    return text;
  }

  private static Unrepresentable tooLong(long max, String unit, long was) {
    return new Unrepresentable(
        "value too long (max "
            + max
            + " "
            + unit
            + ", was "
            + was
            + "); shorten it at its origin or widen the column");
  }

  /** Bytes; zero bytes at the end are dropped only where they carry no meaning and do not fit. */
  static byte[] binary(Type.Binary to, byte[] bytes, boolean padded) throws Unrepresentable {
    if (to.maxLength() == 0 || bytes.length <= to.maxLength()) {
      return bytes;
    }
    int end = padded ? withoutZeros(bytes) : bytes.length;
    if (end > to.maxLength()) {
      throw new Unrepresentable(
          "value too long (max "
              + to.maxLength()
              + " bytes, was "
              + end
              + "); shorten it at its origin or widen the column");
    }
    return Arrays.copyOf(bytes, end);
  }

  /** The length of bytes without the zero bytes at their end. */
  static int withoutZeros(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  /** The length of a text without the spaces (U+0020) at its end. */
  static int withoutSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end;
  }

  private static void requireUnicode(String text) throws Unrepresentable {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!pair) {
          throw new Unrepresentable(
              "text is not valid Unicode (a lone surrogate at position "
                  + (at + 1)
                  + "); correct it at its origin");
        }
        at++;
      }
    }
  }
}
