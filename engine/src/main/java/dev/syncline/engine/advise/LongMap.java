package dev.syncline.engine.advise;

import java.util.Arrays;

/** A map from non-zero longs to longs in 32 bytes per entry or less. */
final class LongMap {
  private long[] keys = new long[1 << 10];
  private long[] values = new long[1 << 10];
  private int size;

  void put(long key, long value) {
    if (size * 2 >= keys.length) {
      grow();
    }
    int at = find(key);
    size += keys[at] == 0 ? 1 : 0;
    keys[at] = key;
    values[at] = value;
  }

  /** The value of a key; 0 when it is not there. */
  long get(long key) {
    int at = find(key);
    return keys[at] == 0 ? 0 : values[at];
  }

  private int find(long key) {
    int at = (int) (key ^ (key >>> 32)) & (keys.length - 1);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = Arrays.copyOf(keys, keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
