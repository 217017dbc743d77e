package dev.syncline.connect.app;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Short names of what is written, which requests carry so that it can be found again. */
final class Marks {
  private static final int BYTES = 12;

  private Marks() {}

  /** The name of a batch, or of an operation, of a store: 96 bits as 16 letters and digits. */
  static String of(String store, String kind, String id) {
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash(store, kind, id), BYTES));
  }

  /** The key that an operation's record gets where Syncline chooses it. */
  static UUID key(String store, String operation) {
    ByteBuffer bytes = ByteBuffer.wrap(hash(store, "key", operation));
    long high = bytes.getLong() & ~0xF000L | 0x8000L; // version 8: made by a rule of one's own
    long low = bytes.getLong() & ~(3L << 62) | 2L << 62;
    return new UUID(high, low);
  }

  private static byte[] hash(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
