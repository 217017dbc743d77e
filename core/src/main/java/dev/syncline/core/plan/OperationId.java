package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes the identity of an operation: 128 bits over its intent, as hexadecimal text. */
final class OperationId {
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every JDK has SHA-256", e);
            }
          });

  private OperationId() {}

  static String of(String kind, int task, Side written, Key origin, long... history) {
    MessageDigest digest = DIGEST.get();
    digest.update(kind.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer numbers = ByteBuffer.allocate(8 + history.length * 8);
    numbers.putInt(task).putInt(written.ordinal());
    for (long h : history) {
      numbers.putLong(h);
    }
    digest.update(numbers.array());
    byte[] hash = digest.digest(origin.bytes());
    return HexFormat.of().formatHex(hash, 0, 16);
  }
}
