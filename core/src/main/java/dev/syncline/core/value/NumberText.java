package dev.syncline.core.value;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as text, in the one form that no locale changes: {@code -1234.5}, {@code 1E+30}. */
final class NumberText {
  /** No system stores a number of more digits, and parsing more would only burn time. */
  private static final int LONGEST = 150_000;

  /** Digits of the exponent that are accepted: a number beyond would not fit into memory. */
  private static final int EXPONENT_DIGITS = 6;

  /** Beyond so many zeros, a number is written with an exponent. */
  private static final int PLAIN_ZEROS = 40;

  private NumberText() {}

  /**
   * The number that a text stands for: an optional sign, digits with an optional point, an optional
   * exponent; or NaN, infinity and -infinity in any case, as {@link Special}. No spaces, no
   * grouping. Null where the text is none.
   */
  static @Nullable Object parse(String text) {
    if (!wellFormed(text)) {
      return special(text);
    }
    return new BigDecimal(text);
  }

  private static @Nullable Special special(String text) {
    if (text.length() < 3 || text.length() > 9) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Special.NAN;
      case "infinity", "+infinity" -> Special.INFINITY;
      case "-infinity" -> Special.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static boolean wellFormed(String text) {
    int end = text.length();
    int at = sign(text, 0);
    int digits = 0;
    boolean point = false;
    while (at < end && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && !point))) {
      if (text.charAt(at) == '.') {
        point = true;
      } else {
        digits++;
      }
      at++;
    }
    if (digits == 0 || digits > LONGEST) {
      return false;
    }
    if (at == end) {
      return true;
    }
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return false;
    }
    int exponent = sign(text, at + 1);
    at = exponent;
    while (at < end && isDigit(text.charAt(at))) {
      at++;
    }
    return at == end && at > exponent && at - exponent <= EXPONENT_DIGITS;
  }

  private static int sign(String text, int at) {
    boolean signed = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    return signed ? at + 1 : at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** An exact number without trailing zeros. */
  static String format(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean plain =
        stripped.scale() >= -PLAIN_ZEROS && stripped.scale() - stripped.precision() < PLAIN_ZEROS;
    return plain ? stripped.toPlainString() : stripped.toString();
  }

  /** The shortest text that reads back as this IEEE number of 32 or 64 bits. */
  static String format(double number, int bits) {
    if (Double.isNaN(number)) {
      return Special.NAN.toString();
    }
    if (Double.isInfinite(number)) {
      return (number > 0 ? Special.INFINITY : Special.NEGATIVE_INFINITY).toString();
    }
    return format(shortest(number, bits));
  }

  /** The shortest decimal number that reads back as this finite IEEE number of 32 or 64 bits. */
  static BigDecimal shortest(double number, int bits) {
    return new BigDecimal(bits == 32 ? Float.toString((float) number) : Double.toString(number));
  }
}
