package dev.syncline.server.account;

import dev.syncline.server.store.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A text that is shown to one person and kept nowhere as it is. It does not show in messages and
 * logs: only {@link #text} gives it.
 *
 * @param text the text
 */
public record Secret(String text) {
  private static final int BYTES = 32;

  /** Draws 256 random bits, in 43 characters that need no quoting in addresses and cookies. */
  static Secret draw(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * What is kept of it. SHA-256 without salt and without slowness is right here, and only here: of
   * 256 random bits nobody can try all, nor prepare a table, so that nothing would be gained by
   * what passwords need, and each request would pay for it.
   */
  static byte[] hash(String text) {
    return Sha256.of(text);
  }

  byte[] hash() {
    return hash(text);
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
