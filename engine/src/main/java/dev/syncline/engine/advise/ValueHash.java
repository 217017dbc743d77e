package dev.syncline.engine.advise;

import dev.syncline.core.model.Key;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.SipHash;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * 64-bit hashes of values, never 0, which stands for null. They never leave the process, so their
 * key is no secret.
 */
final class ValueHash {
  private static final SipHash HASH = new SipHash(new byte[16]);

  private ValueHash() {}

  static long of(CanonicalBytes bytes) {
    return notZero(HASH.of(bytes.array(), 0, bytes.length()));
  }

  static long of(Key key) {
    byte[] bytes = key.bytes();
    return notZero(HASH.of(bytes, 0, bytes.length));
  }

  /**
   * Whatever the column's type, the same for what people would call the same: text without spaces
   * around it and case, numbers without trailing zeros.
   */
  static long loose(@Nullable Object value, CanonicalBytes scratch) {
    if (value == null || value instanceof Flaw) {
      return 0;
    }
    String text =
        switch (value) {
          case String s -> MatchForm.TRIMMED_CASE_INSENSITIVE.apply(s);
          case BigDecimal d -> d.stripTrailingZeros().toPlainString();
          default -> value.toString();
        };
    scratch.reset();
    scratch.putUtf8(text);
    return of(scratch);
  }

  /**
   * The hash of a tuple whose hash so far is {@code before} (0 at its start), and its next part.
   */
  static long then(long before, long part) {
    long h = (before ^ part) * 0x9E3779B97F4A7C15L;
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    h ^= h >>> 29;
    return notZero(h + 0x632BE59BD9B4E019L);
  }

  private static long notZero(long hash) {
    return hash == 0 ? 1 : hash;
  }
}
