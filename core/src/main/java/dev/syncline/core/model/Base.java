package dev.syncline.core.model;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a link agreed on last time: per field rule a keyed fingerprint of the value
 * each side held. Holds no values, so the store keeps no customer data.
 *
 * <p>Field {@code i} is the {@code i}-th rule of the layout that {@link #layout()} names; a layout
 * is the list of the rules' hashes, kept by the store. A field can be <em>unknown</em> when its
 * rule is newer than the base, or when its sides never agreed (a held conflict). Of the first kind
 * it is <em>remapped</em>, until they agree: the mapping got it when both had agreed on other
 * fields.
 *
 * <p>A record can be <em>outside</em>: on a side it was out of the task's scope when it was last
 * looked at. What was agreed on before stays as it is until both sides hold it within scope again.
 * It can be <em>gone</em> on a side: it was seen to have left, and the other side keeps it.
 */
public final class Base {
  /** The {@link #rowFingerprint} of a side that is outside; no row's fingerprints combine to it. */
  public static final long OUTSIDE = 1;

  /** The same of a side that is known to be gone. */
  public static final long GONE = 2;

  private static final int OUTSIDE_BITS = 3;

  /** Stands where the fingerprints of an unknown field would, when it is remapped. */
  private static final long REMAPPED = 0x52454D4150504544L;

  /** Stands for what a side held in a field that counts as changed since; no value has it. */
  private static final long CHANGED = 0x4348414E47454421L;

  private final int layout;
  private final long[] source;
  private final long[] target;
  private final long[] known;

  /** Bit 0 where it is outside on the source, bit 1 on the target, 2 and 3 where it is gone. */
  private final int whereabouts;

  private Base(int layout, long[] source, long[] target, long[] known, int whereabouts) {
    this.layout = layout;
    this.source = source;
    this.target = target;
    this.known = known;
    this.whereabouts = whereabouts;
  }

  /** A base of {@code fields} fields of which nothing is known yet. */
  public static Base unknown(int layout, int fields) {
    return new Base(layout, new long[fields], new long[fields], new long[words(fields)], 0);
  }

  /** A base whose fields are all known; the arrays are taken, not copied, and may be the same. */
  public static Base of(int layout, long[] source, long[] target) {
    long[] known = new long[words(source.length)];
    for (int i = 0; i < source.length; i++) {
      known[i >> 6] |= 1L << i;
    }
    return new Base(layout, source, target, known, 0);
  }

  /** A base of which some fields are known; the arrays are taken, not copied. */
  public static Base partly(int layout, long[] source, long[] target, boolean[] knownFields) {
    long[] known = new long[words(source.length)];
    for (int i = 0; i < source.length; i++) {
      if (knownFields[i]) {
        known[i >> 6] |= 1L << i;
      }
    }
    return new Base(layout, source, target, known, 0);
  }

  private static int words(int fields) {
    return (fields + 63) >> 6;
  }

  /** The id of the layout whose rules the fields belong to. */
  public int layout() {
    return layout;
  }

  /** The number of fields. */
  public int size() {
    return source.length;
  }

  /** Whether both sides ever agreed on a field. */
  public boolean knows(int field) {
    return (known[field >> 6] & (1L << field)) != 0;
  }

  /** Whether both sides never agreed on any field. */
  public boolean isUnknown() {
    for (long word : known) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  /** The fingerprint of what a side held in a field; meaningful only where {@link #knows}. */
  public long fingerprint(Side side, int field) {
    return side == Side.SOURCE ? source[field] : target[field];
  }

  /** This base with one field agreed anew. */
  public Base with(int field, long sourceFingerprint, long targetFingerprint) {
    long[] s = source.clone();
    long[] t = target.clone();
    long[] k = known.clone();
    s[field] = sourceFingerprint;
    t[field] = targetFingerprint;
    k[field >> 6] |= 1L << field;
    return new Base(layout, s, t, k, whereabouts);
  }

  /** This base with one field that is not agreed on any more. */
  public Base without(int field) {
    long[] k = known.clone();
    k[field >> 6] &= ~(1L << field);
    return new Base(layout, source, target, k, whereabouts);
  }

  /** This base with one field that its mapping got since both sides agreed on others. */
  public Base remapped(int field) {
    long[] s = source.clone();
    long[] t = target.clone();
    s[field] = REMAPPED;
    t[field] = REMAPPED;
    return new Base(layout, s, t, known, whereabouts).without(field);
  }

  /**
   * This base, with all that it knows of a side counted as changed there since. What the other side
   * held stays, so that a record which leaves is still known to have been agreed on.
   */
  public Base changed(Side side) {
    long[] held = side == Side.SOURCE ? source : target;
    long[] now = held.clone();
    for (int i = 0; i < size(); i++) {
      now[i] = knows(i) ? CHANGED : held[i];
    }
    return side == Side.SOURCE
        ? new Base(layout, now, target, known, whereabouts)
        : new Base(layout, source, now, known, whereabouts);
  }

  /** Whether a field is unknown because the mapping got it later than the record was in step. */
  public boolean isRemapped(int field) {
    return !knows(field) && source[field] == REMAPPED && target[field] == REMAPPED;
  }

  /** Whether a side was out of scope when the record was last looked at. */
  public boolean isOutside(Side side) {
    return (whereabouts & bit(side)) != 0;
  }

  /** Whether either side was. */
  public boolean isOutside() {
    return (whereabouts & OUTSIDE_BITS) != 0;
  }

  /** This base, with sides that are outside, or are not. */
  public Base outside(BySide<Boolean> sides) {
    return at(whereabouts & ~OUTSIDE_BITS | bits(sides));
  }

  /** Whether a side is known to be gone, and the other keeps the record. */
  public boolean isGone(Side side) {
    return (whereabouts >> 2 & bit(side)) != 0;
  }

  /** This base, with sides that are gone, or are not. */
  public Base gone(BySide<Boolean> sides) {
    return at(whereabouts & OUTSIDE_BITS | bits(sides) << 2);
  }

  private Base at(int bits) {
    return bits == whereabouts ? this : new Base(layout, source, target, known, bits);
  }

  private static int bits(BySide<Boolean> sides) {
    return (sides.source() ? bit(Side.SOURCE) : 0) | (sides.target() ? bit(Side.TARGET) : 0);
  }

  private static int bit(Side side) {
    return side == Side.SOURCE ? 1 : 2;
  }

  /**
   * One number for all that a side held, for finding changed rows without unpacking; 0 when a field
   * is unknown, which no side ever equals, so that such a record is always looked at. {@link
   * #OUTSIDE} when the side is outside, and {@link #GONE} when it is gone: what it holds there does
   * not matter, but that it is back does.
   */
  public long rowFingerprint(Side side) {
    if (isOutside(side)) {
      return OUTSIDE;
    }
    if (isGone(side)) {
      return GONE;
    }
    for (int i = 0; i < size(); i++) {
      if (!knows(i)) {
        return 0;
      }
    }
    return combine(side == Side.SOURCE ? source : target);
  }

  /**
   * Combines a row's field fingerprints, in rule order, to one number: never 0, OUTSIDE or GONE.
   */
  public static long combine(long[] fingerprints) {
    long h = 0x9E3779B97F4A7C15L;
    for (long f : fingerprints) {
      h = (h ^ f) * 0xD6E8FEB86659FD93L;
      h ^= h >>> 32;
      h *= 0xD6E8FEB86659FD93L;
      h ^= h >>> 29;
    }
    return h == 0 || h == OUTSIDE || h == GONE ? h + 3 : h;
  }

  /** Packs the base: layout, flags, known bits if any is unknown, source and differing target. */
  public byte[] pack() {
    boolean allKnown = true;
    boolean sameSides = true;
    for (int i = 0; i < size(); i++) {
      allKnown &= knows(i);
      sameSides &= source[i] == target[i];
    }
    int bytes = 4 + 1 + 2 + (allKnown ? 0 : known.length * 8) + size() * 8;
    long[] differs = new long[words(size())];
    int differing = 0;
    if (!sameSides) {
      for (int i = 0; i < size(); i++) {
        if (source[i] != target[i]) {
          differs[i >> 6] |= 1L << i;
          differing++;
        }
      }
      bytes += differs.length * 8 + differing * 8;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    out.putInt(layout)
        .put((byte) ((allKnown ? 1 : 0) | (sameSides ? 2 : 0) | whereabouts << 2))
        .putShort((short) size());
    if (!allKnown) {
      for (long word : known) {
        out.putLong(word);
      }
    }
    for (long f : source) {
      out.putLong(f);
    }
    if (!sameSides) {
      for (long word : differs) {
        out.putLong(word);
      }
      for (int i = 0; i < size(); i++) {
        if (source[i] != target[i]) {
          out.putLong(target[i]);
        }
      }
    }
    return out.array();
  }

  /** The base that {@link #pack()} packed. */
  public static Base unpack(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    int layout = in.getInt();
    byte flags = in.get();
    int whereabouts = flags >> 2 & 15;
    int size = Short.toUnsignedInt(in.getShort());
    long[] known = new long[words(size)];
    if ((flags & 1) == 0) {
      for (int i = 0; i < known.length; i++) {
        known[i] = in.getLong();
      }
    } else {
      for (int i = 0; i < size; i++) {
        known[i >> 6] |= 1L << i;
      }
    }
    long[] source = new long[size];
    for (int i = 0; i < size; i++) {
      source[i] = in.getLong();
    }
    if ((flags & 2) != 0) {
      return new Base(layout, source, source, known, whereabouts);
    }
    long[] differs = new long[words(size)];
    for (int i = 0; i < differs.length; i++) {
      differs[i] = in.getLong();
    }
    long[] target = source.clone();
    for (int i = 0; i < size; i++) {
      if ((differs[i >> 6] & (1L << i)) != 0) {
        target[i] = in.getLong();
      }
    }
    return new Base(layout, source, target, known, whereabouts);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Base b
        && layout == b.layout
        && whereabouts == b.whereabouts
        && Arrays.equals(known, b.known)
        && Arrays.equals(source, b.source)
        && Arrays.equals(target, b.target);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(source) + Arrays.hashCode(target);
  }
}
