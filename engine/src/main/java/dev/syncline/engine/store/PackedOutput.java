package dev.syncline.engine.store;

import java.util.Arrays;

/** Bytes that grow; small numbers take few of them. */
final class PackedOutput {
  private byte[] buffer;
  private int length;

  PackedOutput() {
    this(256);
  }

  /**
   * @param expected about how many bytes it will hold
   */
  PackedOutput(int expected) {
    buffer = new byte[expected];
  }

  /** Forgets what was written and keeps the room. */
  void clear() {
    length = 0;
  }

  /** How many bytes were written. */
  int length() {
    return length;
  }

  private void room(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(length, more), length * 2));
    }
  }

  void octet(int value) {
    room(1);
    buffer[length++] = (byte) value;
  }

  /** A number of 64 bits, seven of them in each byte, as if it were not negative. */
  void unsigned(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  /** A number that is small when it is near to zero. */
  void signed(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  void count(int value) {
    unsigned(value);
  }

  /** Eight bytes, the highest first. */
  void fixed(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
  }

  /** Bytes with their number before them. */
  void bytes(byte[] value) {
    count(value.length);
    raw(value);
  }

  void raw(byte[] value) {
    raw(value, value.length);
  }

  void raw(byte[] value, int count) {
    room(count);
    System.arraycopy(value, 0, buffer, length, count);
    length += count;
  }

  /** The bytes themselves, of which the first {@link #length} count, until more is written. */
  byte[] buffer() {
    return buffer;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }
}
