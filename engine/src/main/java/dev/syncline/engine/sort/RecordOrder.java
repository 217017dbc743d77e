package dev.syncline.engine.sort;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sorts offsets of records in an array. Eight bytes of each key, taken where keys begin to differ,
 * are sorted as numbers, byte by byte from the lowest; only records that are equal in them are
 * compared, or sorted by the next eight bytes where they are many.
 */
final class RecordOrder {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Fewer records than this are compared: counting bytes would take longer. */
  private static final int FEW = 1024;

  private final int[] order;
  private final Look one;
  private final Look other;
  private final long[] prefixes;
  private final long[] prefixScratch;
  private final int[] scratch;
  private final int[] histogram = new int[8 * 256];

  private RecordOrder(byte[] bytes, int[] order) {
    this.order = order;
    this.one = new Look(bytes);
    this.other = new Look(bytes);
    int numbers = order.length < FEW ? 0 : order.length;
    this.prefixes = new long[numbers];
    this.prefixScratch = new long[numbers];
    this.scratch = new int[order.length];
  }

  /**
   * Sorts.
   *
   * @param same how many bytes all keys begin with alike
   */
  static void sort(byte[] bytes, int[] order, int same) {
    new RecordOrder(bytes, order).sort(0, order.length, same);
  }

  /** Up to eight bytes from an offset as a number of the same unsigned order, zeros behind them. */
  static long prefix(byte[] bytes, int from, int length) {
    if (length >= 8) {
      return (long) LONGS.get(bytes, from);
    }
    if (length <= 0) {
      return 0;
    }
    if (from + 8 <= bytes.length) {
      return (long) LONGS.get(bytes, from) & -1L << (64 - length * 8);
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (bytes[from + i] & 0xFFL) << (56 - i * 8);
    }
    return value;
  }

  private void sort(int from, int to, int same) {
    if (to - from < FEW) {
      compareAndMerge(from, to, same);
      return;
    }
    for (int i = from; i < to; i++) {
      one.look(order[i]);
      prefixes[i] = one.prefix(same);
    }
    countAndScatter(from, to);
    int start = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || prefixes[i] != prefixes[start]) {
        if (i - start > 1) {
          sortAlike(start, i, same);
        }
        start = i;
      }
    }
  }

  /** Sorts records that are equal in eight bytes. */
  private void sortAlike(int from, int to, int same) {
    if (to - from >= FEW) {
      int shared = shared(from, to);
      if (shared >= same + 8) {
        sort(from, to, shared);
        return;
      }
    }
    // Keys may have ended within the eight bytes, and so differ in length only.
    compareAndMerge(from, to, same);
  }

  /** How many bytes the keys of these records begin with alike; 0 if one of them ends there. */
  private int shared(int from, int to) {
    one.look(order[from]);
    int shared = one.keyLength;
    int shortest = one.keyLength;
    for (int i = from + 1; i < to; i++) {
      other.look(order[i]);
      shortest = Math.min(shortest, other.keyLength);
      shared = one.sharedWith(other, Math.min(shared, shortest));
    }
    return shared < shortest ? shared : 0;
  }

  /** Radix sort from the lowest byte; bytes that are the same in all prefixes cost nothing. */
  private void countAndScatter(int from, int to) {
    Arrays.fill(histogram, 0);
    for (int i = from; i < to; i++) {
      long p = prefixes[i];
      for (int b = 0; b < 8; b++) {
        histogram[b << 8 | (int) (p >>> (b << 3)) & 0xFF]++;
      }
    }
    long[] keys = prefixes;
    long[] keysTo = prefixScratch;
    int[] values = order;
    int[] valuesTo = scratch;
    boolean inScratch = false;
    for (int b = 0; b < 8; b++) {
      int shift = b << 3;
      int base = b << 8;
      if (histogram[base | (int) (keys[from] >>> shift) & 0xFF] == to - from) {
        continue;
      }
      int sum = from;
      for (int v = base; v < base + 256; v++) {
        int number = histogram[v];
        histogram[v] = sum;
        sum += number;
      }
      for (int i = from; i < to; i++) {
        long key = keys[i];
        int at = histogram[base | (int) (key >>> shift) & 0xFF]++;
        keysTo[at] = key;
        valuesTo[at] = values[i];
      }
      long[] swapKeys = keys;
      keys = keysTo;
      keysTo = swapKeys;
      int[] swapValues = values;
      values = valuesTo;
      valuesTo = swapValues;
      inScratch = !inScratch;
    }
    if (inScratch) {
      System.arraycopy(keys, from, prefixes, from, to - from);
      System.arraycopy(values, from, order, from, to - from);
    }
  }

  private void compareAndMerge(int from, int to, int same) {
    if (to - from <= 8) {
      for (int i = from + 1; i < to; i++) {
        int moving = order[i];
        int at = i;
        while (at > from && compare(order[at - 1], moving, same) > 0) {
          order[at] = order[at - 1];
          at--;
        }
        order[at] = moving;
      }
      return;
    }
    int middle = (from + to) >>> 1;
    compareAndMerge(from, middle, same);
    compareAndMerge(middle, to, same);
    if (compare(order[middle - 1], order[middle], same) <= 0) {
      return;
    }
    System.arraycopy(order, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int at = from;
    while (left < middle && right < to) {
      order[at++] =
          compare(scratch[left], order[right], same) <= 0 ? scratch[left++] : order[right++];
    }
    System.arraycopy(scratch, left, order, at, middle - left);
  }

  private int compare(int a, int b, int same) {
    one.look(a);
    other.look(b);
    return one.compareTo(other, same);
  }

  /** Looks at any record of the array. */
  private static final class Look extends Run {
    Look(byte[] all) {
      bytes = all;
    }

    int sharedWith(Look that, int most) {
      int differs =
          Arrays.mismatch(bytes, keyAt, keyAt + most, that.bytes, that.keyAt, that.keyAt + most);
      return differs < 0 ? most : differs;
    }

    @Override
    boolean next() {
      throw new UnsupportedOperationException();
    }
  }
}
