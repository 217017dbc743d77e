package dev.syncline.core.model;

import dev.syncline.core.value.Type;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An identifying tuple: the values of a key's columns, as one run of bytes that describes itself.
 * Immutable. Two keys are equal exactly when their bytes are.
 *
 * <p>No key's bytes begin another's. Keys whose parts are of the same types are ordered as their
 * parts are, one part after the other: whole numbers and decimals by value, text by Unicode code
 * point, bytes and UUIDs as unsigned bytes (as PostgreSQL orders them), dates and times by time.
 * Parts of different types are ordered by type; a whole number and a decimal of the same value are
 * different parts, as are a date and a timestamp.
 */
public final class Key implements Comparable<Key> {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;

  /** 0: not computed yet; a race computes it twice, to the same. */
  private int hash;

  private Key(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key of some parts. Integer, Short and Byte count as Long, a BigInteger that a long can hold
   * too; a BigDecimal's trailing zeros and a Double's negative zero do not count.
   *
   * @param parts at least one; each a Long, BigInteger, BigDecimal, Double, Boolean, String, UUID,
   *     byte[], LocalDate, LocalTime, Duration, LocalDateTime, Instant or {@link
   *     dev.syncline.core.value.Special}
   * @throws IllegalArgumentException if there is none, or a part is null or of another class
   */
  public static Key of(Object... parts) {
    if (parts.length == 1 && parts[0] instanceof Long number) {
      return of((long) number);
    }
    return new Key(KeyEncoder.encode(parts));
  }

  /** The key of one whole number; nine bytes. */
  public static Key of(long part) {
    return new Key(KeyEncoder.encode(part));
  }

  /**
   * The key of bytes that {@link #bytes()} gave. They are taken, not copied, and not looked at:
   * links are read by the million.
   */
  public static Key fromBytes(byte[] bytes) {
    return new Key(bytes);
  }

  /**
   * The key that a person typed: {@code 42}, or {@code 7, 3} with a part per type. A single part is
   * taken as it stands; among several, spaces around a part do not count, and a part in double
   * quotes may hold commas, with a double quote in it doubled.
   *
   * @param types the key's column types
   * @throws IllegalArgumentException saying what was expected
   */
  public static Key parse(String text, List<Type> types) {
    return of(KeyText.parse(text, types));
  }

  /**
   * The parts, in classes as {@link #of(Object...)} takes them.
   *
   * @throws IllegalArgumentException if the key was made from bytes that are no key
   */
  public Object[] parts() {
    return KeyDecoder.decode(bytes);
  }

  /** The key's own bytes, which must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Key k && Arrays.equals(bytes, k.bytes);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = hash(bytes);
      hash = h;
    }
    return h;
  }

  /** Not Arrays.hashCode, whose factor of 31 gives 16 million consecutive numbers 0.25 million. */
  private static int hash(byte[] bytes) {
    long h = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      h = mix(h ^ (long) LONGS.get(bytes, at));
    }
    for (; at < bytes.length; at++) {
      h = mix(h ^ bytes[at]);
    }
    return (int) h;
  }

  private static long mix(long h) {
    h *= 0x9E3779B97F4A7C15L;
    return h ^ h >>> 32;
  }

  /** The key as people write it: the text of its part, or its parts joined with {@code ", "}. */
  @Override
  public String toString() {
    return KeyText.format(parts());
  }
}
