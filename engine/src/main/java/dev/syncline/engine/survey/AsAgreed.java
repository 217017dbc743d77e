package dev.syncline.engine.survey;

import dev.syncline.core.Side;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.engine.store.StateStore;
import java.util.BitSet;

/**
 * What a side's rows were when they were last agreed on, in memory: a row that is so still need not
 * be sorted to meet its link. It is known by fingerprints of its key and of its values, of 64 bits
 * each, in 16 bytes per slot of an open hash table.
 */
final class AsAgreed {
  private final Fingerprinter fingerprinter;
  private final long[] keys;
  private final long[] prints;
  private final BitSet taken;
  private final BitSet met = new BitSet();

  /** Links whose rows were not met; of nothing there is always one. */
  private int left = 1;

  private AsAgreed(Fingerprinter fingerprinter, int slots) {
    this.fingerprinter = fingerprinter;
    this.keys = new long[slots];
    this.prints = new long[slots];
    this.taken = new BitSet(slots);
  }

  /** Of nothing. */
  static AsAgreed nothing(StateStore store) {
    return new AsAgreed(store.fingerprinter(), 1);
  }

  /**
   * Of a side's links, or of nothing if they need more than some memory.
   *
   * @param layout the only layout whose fingerprints can be compared with those of today's rows
   */
  static AsAgreed of(StateStore store, int task, Side side, int layout, long memoryBytes) {
    long slots = Long.highestOneBit(Math.max(1, store.countLinks(task))) * 4;
    if (slots * 2 * Long.BYTES > memoryBytes) {
      return nothing(store);
    }
    AsAgreed known = new AsAgreed(store.fingerprinter(), (int) slots);
    known.left = 0;
    try (StateStore.LinkScan links = store.scan(task, side)) {
      while (links.next()) {
        known.left++;
        if (links.layout() == layout) {
          known.put(links.key(), links.fingerprint());
        }
      }
    }
    return known;
  }

  private void put(byte[] key, long print) {
    long hash = fingerprinter.of(key, 0, key.length);
    int at = slot(hash);
    while (taken.get(at) && keys[at] != hash) {
      at = next(at);
    }
    prints[at] =
        taken.get(at) ? 0 : print; // of two keys that cannot be told apart nothing is known
    taken.set(at);
    keys[at] = hash;
  }

  /** Whether a row is as agreed on; then it has been met. One that is met again is not. */
  boolean meets(byte[] key, long print) {
    int at = print == 0 ? -1 : find(key);
    if (at < 0 || prints[at] != print || met.get(at)) {
      return false;
    }
    met.set(at);
    left--;
    return true;
  }

  /** Whether a row of this key was met. */
  boolean hasMet(byte[] key) {
    int at = find(key);
    return at >= 0 && met.get(at);
  }

  /** Whether each link's row was met. */
  boolean hasMetAll() {
    return left == 0;
  }

  private int find(byte[] key) {
    long hash = fingerprinter.of(key, 0, key.length);
    for (int at = slot(hash); taken.get(at); at = next(at)) {
      if (keys[at] == hash) {
        return at;
      }
    }
    return -1;
  }

  private int slot(long hash) {
    return (int) hash & (keys.length - 1);
  }

  private int next(int at) {
    return (at + 1) & (keys.length - 1);
  }
}
