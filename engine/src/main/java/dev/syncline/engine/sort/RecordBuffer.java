package dev.syncline.engine.sort;

import java.util.Arrays;

/**
 * Records in memory: one behind the other in one array, and after sorting their offsets in order.
 */
final class RecordBuffer {
  /** Per record: a prefix and an offset, and as much again to sort them. */
  private static final int INDEX_BYTES = 2 * (Long.BYTES + Integer.BYTES);

  private static final int FIRST_BYTES = 1 << 16;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

  private final long memory;
  private byte[] bytes = new byte[0];
  private int length;
  private int count;

  private int last;
  private boolean inOrder = true;

  /** How many bytes the keys of all records so far begin with alike, and which. */
  private int common = Integer.MAX_VALUE;

  private byte[] firstKey = new byte[0];

  private int[] order = new int[0];
  private final Cursor previous = new Cursor();

  RecordBuffer(long memory) {
    this.memory = memory;
  }

  /** Takes a record, or returns false when there is no room for it. A first record always fits. */
  boolean add(byte[] key, byte[] payload, int payloadLength) {
    long needed = (long) length(key.length) + length(payloadLength) + key.length + payloadLength;
    if (count > 0
        && (length + needed + (count + 1L) * INDEX_BYTES > memory
            || length + needed > LARGEST_ARRAY)) {
      return false;
    }
    if (needed > LARGEST_ARRAY) {
      throw new IllegalArgumentException("a record of " + needed + " bytes cannot be sorted");
    }
    if (bytes.length - length < needed) {
      grow(needed);
    }
    int at = length;
    length = writeLength(length, key.length);
    length = writeLength(length, payloadLength);
    System.arraycopy(key, 0, bytes, length, key.length);
    length += key.length;
    System.arraycopy(payload, 0, bytes, length, payloadLength);
    length += payloadLength;
    if (common == Integer.MAX_VALUE) {
      firstKey = key.clone();
      common = key.length;
    } else {
      int differs = Arrays.mismatch(firstKey, 0, common, key, 0, Math.min(common, key.length));
      common = differs < 0 ? common : differs;
    }
    if (count > 0 && inOrder) {
      previous.bytes = bytes;
      previous.look(last);
      inOrder = compare(key, payload, payloadLength) >= 0;
    }
    last = at;
    count++;
    return true;
  }

  private int compare(byte[] key, byte[] payload, int payloadLength) {
    int from = previous.keyAt + previous.keyLength;
    int byKey = Arrays.compareUnsigned(key, 0, key.length, bytes, previous.keyAt, from);
    return byKey != 0
        ? byKey
        : Arrays.compareUnsigned(
            payload, 0, payloadLength, bytes, from, from + previous.payloadLength);
  }

  private static int length(int value) {
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
  }

  private int writeLength(int at, int value) {
    int offset = at;
    int rest = value;
    while (rest >= 0x80) {
      bytes[offset++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[offset++] = (byte) rest;
    return offset;
  }

  /** Grows little by little at first, and then at once to what records of this size may take. */
  private void grow(long needed) {
    long atLeast = length + needed;
    long all = memory;
    if (count > 0) {
      long each = length / count + 1L;
      all = memory / (each + INDEX_BYTES) * each + each;
    }
    long wanted = length < all / 8 ? Math.max(FIRST_BYTES, length * 4L) : all;
    bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST_ARRAY, Math.max(atLeast, wanted)));
  }

  void sort() {
    if (!inOrder) {
      order = new int[count];
      for (int i = 0, at = 0; i < count; i++) {
        order[i] = at;
        previous.bytes = bytes;
        at = previous.look(at);
      }
      RecordOrder.sort(bytes, order, common);
    }
  }

  /** The records, in order after {@link #sort}. */
  Run run() {
    Cursor run = new Cursor();
    run.bytes = bytes;
    return run;
  }

  /** How many bytes the keys of all records that were ever added begin with alike. */
  int common() {
    return common == Integer.MAX_VALUE ? 0 : common;
  }

  /** Forgets the records but keeps the room. */
  void clear() {
    length = 0;
    count = 0;
    inOrder = true;
    order = new int[0];
  }

  void free() {
    clear();
    bytes = new byte[0];
  }

  private final class Cursor extends Run {
    private int index;
    private int after;

    @Override
    boolean next() {
      if (index == count) {
        return false;
      }
      after = look(inOrder ? after : order[index]);
      index++;
      return true;
    }
  }
}
