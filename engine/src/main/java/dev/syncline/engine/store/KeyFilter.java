package dev.syncline.engine.store;

import dev.syncline.core.model.Key;
import dev.syncline.core.value.Fingerprinter;
import java.util.Collection;

/**
 * A Bloom filter of keys: says of a key that it is not there, or that it may be. Ten bits and seven
 * probes per key, so that it is wrong for fewer than one key in a hundred that are not there. Keys
 * are known by their fingerprints.
 */
final class KeyFilter {
  private static final int BITS_PER_KEY = 10;
  private static final int PROBES = 7;

  private KeyFilter() {}

  /** The filter of some keys. */
  static byte[] of(Collection<Key> keys, Fingerprinter fingerprinter) {
    long bits = Math.max(8, (long) keys.size() * BITS_PER_KEY);
    byte[] filter = new byte[Math.toIntExact((bits + 7) / 8)];
    for (Key key : keys) {
      long hash = hash(key, fingerprinter);
      for (int probe = 0; probe < PROBES; probe++) {
        int bit = bit(hash, probe, filter.length);
        filter[bit >>> 3] |= (byte) (1 << (bit & 7));
      }
    }
    return filter;
  }

  /** What {@link #mayHold} asks with. */
  static long hash(Key key, Fingerprinter fingerprinter) {
    byte[] bytes = key.bytes();
    return fingerprinter.of(bytes, 0, bytes.length);
  }

  /** False only when the key of this hash is none of the filter's. */
  static boolean mayHold(byte[] filter, long hash) {
    for (int probe = 0; probe < PROBES; probe++) {
      int bit = bit(hash, probe, filter.length);
      if ((filter[bit >>> 3] & 1 << (bit & 7)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Probe {@code n} is {@code a + n * b} of the hash's halves (Kirsch and Mitzenmacher, 2006). */
  private static int bit(long hash, int probe, int bytes) {
    int spread = (int) hash + probe * ((int) (hash >>> 32) | 1);
    return (int) ((spread & 0xFFFF_FFFFL) * ((long) bytes * 8) >>> 32);
  }
}
