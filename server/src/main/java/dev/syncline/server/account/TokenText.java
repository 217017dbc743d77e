package dev.syncline.server.account;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The text of a token: {@code syncline_}, 256 random bits and a checksum, in letters and digits, so
 * that a double click selects it, scanners for secrets find it where it does not belong, and a
 * mistyped one is refused without asking the store.
 */
final class TokenText {
  private static final String PREFIX = "syncline_";
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int BITS = 256;
  private static final int LENGTH = 43;
  private static final int CHECKSUM_LENGTH = 6;
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (LENGTH + CHECKSUM_LENGTH) + "}");

  private TokenText() {}

  static Secret draw(SecureRandom random) {
    String body = PREFIX + inDigits(new BigInteger(BITS, random), LENGTH);
    return new Secret(body + checksum(body));
  }

  /** Whether a text can be a token at all. */
  static boolean isOne(String text) {
    if (!FORM.matcher(text).matches()) {
      return false;
    }
    int end = text.length() - CHECKSUM_LENGTH;
    return checksum(text.substring(0, end)).equals(text.substring(end));
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return inDigits(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
  }

  private static String inDigits(BigInteger number, int length) {
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    StringBuilder digits = new StringBuilder();
    BigInteger rest = number;
    for (int i = 0; i < length; i++) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      digits.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return digits.reverse().toString();
  }
}
