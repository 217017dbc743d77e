package dev.syncline.engine.verify;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Fingerprinter;
import java.util.Arrays;

/**
 * Which segment a pair of records belongs to, and what its sides add there. Not for several
 * threads.
 */
final class PairPrint {
  private final Fingerprinter fingerprinter;
  private final int segments;
  private final CanonicalBytes keys = new CanonicalBytes();
  private long print;

  PairPrint(Fingerprinter fingerprinter, int segments) {
    this.fingerprinter = fingerprinter;
    this.segments = segments;
  }

  /** Takes a pair's keys; no key's bytes begin another's. */
  void of(byte[] source, byte[] target) {
    keys.reset();
    keys.putBytes(source);
    keys.putBytes(target);
    print = fingerprinter.of(keys.array(), 0, keys.length());
  }

  /**
   * Takes a pair's keys in one array.
   *
   * @param side whose key comes first
   * @param length of that
   */
  void of(Side side, byte[] both, int length) {
    if (side == Side.SOURCE) {
      print = fingerprinter.of(both, 0, both.length);
    } else {
      keys.reset();
      keys.putBytes(both, length, both.length - length);
      keys.putBytes(both, 0, length);
      print = fingerprinter.of(keys.array(), 0, keys.length());
    }
  }

  /**
   * Whether a pair's first key is less than a key, equal to it, or greater; after all at the end.
   */
  static int compare(byte[] both, byte[] key) {
    return both.length == 0
        ? 1
        : Arrays.compareUnsigned(both, 0, Math.min(both.length, key.length), key, 0, key.length);
  }

  /** The pair's segment. */
  int segment() {
    return (int) Long.remainderUnsigned(print, segments);
  }

  /** What one side of the pair adds to the sum, so that values exchanged between pairs show. */
  long with(long row) {
    return Base.combine(new long[] {print, row});
  }
}
