package dev.syncline.engine.survey;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a survey keeps of a row: no values, only its key, its unique key in canonical bytes, its
 * fingerprints, and the keys of its parents.
 *
 * @param key the row's key, as {@link Key#bytes()}
 * @param linked whether the row has a link
 * @param flaw whether some mapped value could not be read
 * @param prints fingerprints in rule order, or of the unique key's rules where no more of the row
 *     was read; empty when they were not needed
 * @param parents for each relation rule the parent's key, null where there is none
 */
@SuppressWarnings("ArrayRecordComponent")
record Sighting(
    byte[] key, boolean linked, boolean flaw, long[] prints, byte[] @Nullable [] parents) {

  /** Of a row out of scope, of which no more matters than that it is there. */
  static Sighting outside(byte[] key) {
    return new Sighting(key, false, false, new long[] {Base.OUTSIDE}, new byte[0][]);
  }

  /** Whether it is of a row out of scope. */
  boolean isOutside() {
    return prints.length == 1 && prints[0] == Base.OUTSIDE;
  }

  /** One number for what the row holds, as {@link Base#rowFingerprint}. */
  long print() {
    if (isOutside()) {
      return Base.OUTSIDE;
    }
    return flaw ? 0 : Base.combine(prints);
  }

  /** One number for the row's unique key, as {@code Fingerprints.unique}. */
  long unique(Task task) {
    int[] fields = task.unique();
    if (prints.length == fields.length) {
      return Base.combine(prints);
    }
    long[] unique = new long[fields.length];
    for (int i = 0; i < unique.length; i++) {
      unique[i] = prints[fields[i]];
    }
    return Base.combine(unique);
  }

  byte[] pack() {
    int size = 1 + 4 + key.length + 2 + prints.length * 8 + 2;
    for (byte[] parent : parents) {
      size += 4 + (parent == null ? 0 : parent.length);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put((byte) ((linked ? 1 : 0) | (flaw ? 2 : 0))).putInt(key.length).put(key);
    out.putShort((short) prints.length);
    for (long print : prints) {
      out.putLong(print);
    }
    out.putShort((short) parents.length);
    for (byte[] parent : parents) {
      if (parent == null) {
        out.putInt(-1);
      } else {
        out.putInt(parent.length).put(parent);
      }
    }
    return out.array();
  }

  static Sighting unpack(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    int flags = in.get();
    byte[] key = bytes(in, in.getInt());
    long[] prints = new long[in.getShort()];
    for (int i = 0; i < prints.length; i++) {
      prints[i] = in.getLong();
    }
    byte[][] parents = new byte[in.getShort()][];
    for (int i = 0; i < parents.length; i++) {
      int length = in.getInt();
      parents[i] = length < 0 ? null : bytes(in, length);
    }
    return new Sighting(key, (flags & 1) != 0, (flags & 2) != 0, prints, parents);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  Sighting asLinked(boolean nowLinked) {
    return new Sighting(key, nowLinked, flaw, prints, parents);
  }

  Key toKey() {
    return Key.fromBytes(key);
  }
}
