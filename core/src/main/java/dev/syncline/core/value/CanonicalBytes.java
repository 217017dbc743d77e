package dev.syncline.core.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growable run of bytes that is filled, read and reset again and again, so that comparing ten
 * million values allocates nothing. Numbers are written big-endian. Not for several threads.
 */
public final class CanonicalBytes {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int FIRST = 256;

  /** A larger array is given up on reset: one huge value must not hold its memory for ever. */
  private static final int KEPT = 1 << 20;

  private byte[] bytes;
  private int length;

  /** An empty one. */
  public CanonicalBytes() {
    this(FIRST);
  }

  /** An empty one with room for {@code capacity} bytes before it has to grow. */
  public CanonicalBytes(int capacity) {
    bytes = new byte[capacity];
  }

  /** Empties it. */
  public void reset() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[FIRST];
    }
  }

  /** The array that holds the bytes, from 0 to {@link #length()}; valid until the next change. */
  public byte[] array() {
    return bytes;
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** The bytes in an array of their own. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** Appends the low 8 bits. */
  public void put(int octet) {
    reserve(1);
    bytes[length++] = (byte) octet;
  }

  /** Appends 4 bytes. */
  public void putInt(int number) {
    reserve(4);
    INTS.set(bytes, length, number);
    length += 4;
  }

  /** Appends 8 bytes. */
  public void putLong(long number) {
    reserve(8);
    LONGS.set(bytes, length, number);
    length += 8;
  }

  /** Appends all of an array. */
  public void putBytes(byte[] from) {
    putBytes(from, 0, from.length);
  }

  /** Appends {@code count} bytes of an array from {@code offset}. */
  public void putBytes(byte[] from, int offset, int count) {
    reserve(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /** Appends a text in UTF-8, without its length. */
  public void putUtf8(String text) {
    putUtf8(text, text.length());
  }

  /**
   * Appends the first {@code end} chars of a text in UTF-8, without their length. A lone surrogate
   * becomes the three bytes of its number, which valid UTF-8 never holds, so that different texts
   * always give different bytes.
   */
  public void putUtf8(String text, int end) {
    reserve(end);
    int at = 0;
    int to = length;
    byte[] out = bytes;
    while (at < end) {
      char c = text.charAt(at);
      if (c >= 0x80) {
        break;
      }
      out[to++] = (byte) c;
      at++;
    }
    length = to;
    if (at < end) {
      putBeyondAscii(text, at, end);
    }
  }

  private void putBeyondAscii(String text, int from, int end) {
    reserve(utf8Length(text, from, end));
    byte[] out = bytes;
    int to = length;
    int at = from;
    while (at < end) {
      char c = text.charAt(at++);
      if (c < 0x80) {
        out[to++] = (byte) c;
      } else if (c < 0x800) {
        out[to++] = (byte) (0xC0 | c >> 6);
        out[to++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && at < end
          && Character.isLowSurrogate(text.charAt(at))) {
        int point = Character.toCodePoint(c, text.charAt(at++));
        out[to++] = (byte) (0xF0 | point >> 18);
        out[to++] = (byte) (0x80 | point >> 12 & 0x3F);
        out[to++] = (byte) (0x80 | point >> 6 & 0x3F);
        out[to++] = (byte) (0x80 | point & 0x3F);
      } else {
        out[to++] = (byte) (0xE0 | c >> 12);
        out[to++] = (byte) (0x80 | c >> 6 & 0x3F);
        out[to++] = (byte) (0x80 | c & 0x3F);
      }
    }
    length = to;
  }

  /** How many bytes {@link #putUtf8} writes for a part of a text. */
  static int utf8Length(String text, int from, int end) {
    long bytes = (long) end - from;
    for (int at = from; at < end; at++) {
      char c = text.charAt(at);
      if (c >= 0x80) {
        bytes += c < 0x800 ? 1 : 2;
        if (Character.isHighSurrogate(c)
            && at + 1 < end
            && Character.isLowSurrogate(text.charAt(at + 1))) {
          at++; // four bytes for two chars: two more than the two counted
        }
      }
    }
    return Math.toIntExact(bytes);
  }

  /** Writes 4 bytes over those at {@code position}, which must have been written before. */
  void setInt(int position, int number) {
    INTS.set(bytes, position, number);
  }

  /** Whether this and another hold the same bytes. */
  boolean sameAs(CanonicalBytes other) {
    return Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 2L)));
    }
  }
}
