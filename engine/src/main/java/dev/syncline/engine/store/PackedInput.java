package dev.syncline.engine.store;

import java.util.Arrays;

/** Reads what {@link PackedOutput} wrote. */
final class PackedInput {
  private final byte[] buffer;
  private int at;

  PackedInput(byte[] buffer) {
    this.buffer = buffer;
  }

  int octet() {
    return buffer[at++] & 0xFF;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = buffer[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  long signed() {
    long value = unsigned();
    return value >>> 1 ^ -(value & 1);
  }

  int count() {
    return Math.toIntExact(unsigned());
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | buffer[at++] & 0xFF;
    }
    return value;
  }

  /** Goes on elsewhere, and returns where it was. */
  int seek(int to) {
    int from = at;
    at = to;
    return from;
  }

  /** How many bytes are left. */
  int left() {
    return buffer.length - at;
  }

  byte[] bytes() {
    return raw(count());
  }

  byte[] raw(int length) {
    if (length > buffer.length - at) {
      throw new IndexOutOfBoundsException(at + length);
    }
    byte[] value = Arrays.copyOfRange(buffer, at, at + length);
    at += length;
    return value;
  }
}
