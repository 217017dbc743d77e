package dev.syncline.engine.verify;

import dev.syncline.core.model.Base;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Fingerprinter;

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

  /** The pair's segment. */
  int segment() {
    return (int) Long.remainderUnsigned(print, segments);
  }

  /** What one side of the pair adds to the sum, so that values exchanged between pairs show. */
  long with(long row) {
    return Base.combine(new long[] {print, row});
  }
}
