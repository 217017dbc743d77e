package dev.syncline.engine.sort;

import java.io.IOException;
import java.util.Arrays;

/**
 * Records in order, of which one is looked at: it lies in {@code bytes}, its key at {@code keyAt}
 * and its payload behind the key. A record is written as the lengths of key and payload, each in as
 * few bytes as it needs, then both.
 */
public abstract class Run {
  byte[] bytes = new byte[0];
  int start;
  int keyAt;
  int keyLength;
  int payloadLength;

  /** Looks at the next record; false at the end. */
  abstract boolean next() throws IOException;

  /** Looks at the record that starts at an offset, and returns where it ends. */
  final int look(int at) {
    start = at;
    int offset = at;
    int b = bytes[offset++];
    int length = b & 0x7F;
    for (int shift = 7; b < 0; shift += 7) {
      b = bytes[offset++];
      length |= (b & 0x7F) << shift;
    }
    keyLength = length;
    b = bytes[offset++];
    length = b & 0x7F;
    for (int shift = 7; b < 0; shift += 7) {
      b = bytes[offset++];
      length |= (b & 0x7F) << shift;
    }
    payloadLength = length;
    keyAt = offset;
    return offset + keyLength + payloadLength;
  }

  /** Where the record ends. */
  final int end() {
    return keyAt + keyLength + payloadLength;
  }

  final byte[] key() {
    return Arrays.copyOfRange(bytes, keyAt, keyAt + keyLength);
  }

  final byte[] payload() {
    int from = keyAt + keyLength;
    return Arrays.copyOfRange(bytes, from, from + payloadLength);
  }

  /** Eight bytes of the key from an offset as a number, filled up with zeros. */
  final long prefix(int skip) {
    return RecordOrder.prefix(bytes, keyAt + skip, keyLength - skip);
  }

  /**
   * By key and then by payload; the first {@code same} bytes of both keys are known to be equal.
   */
  final int compareTo(Run other, int same) {
    int byKey =
        Arrays.compareUnsigned(
            bytes,
            keyAt + same,
            keyAt + keyLength,
            other.bytes,
            other.keyAt + same,
            other.keyAt + other.keyLength);
    if (byKey != 0) {
      return byKey;
    }
    int from = keyAt + keyLength;
    int otherFrom = other.keyAt + other.keyLength;
    return Arrays.compareUnsigned(
        bytes, from, from + payloadLength, other.bytes, otherFrom, otherFrom + other.payloadLength);
  }
}
