package dev.syncline.engine.survey;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A sighting together with its unique key, while it is sorted by something else. */
@SuppressWarnings("ArrayRecordComponent")
record Keyed(byte @Nullable [] matchKey, Sighting sighting) {

  static byte[] pack(byte @Nullable [] matchKey, Sighting sighting) {
    byte[] rest = sighting.pack();
    int length = matchKey == null ? 0 : matchKey.length;
    ByteBuffer out = ByteBuffer.allocate(4 + length + rest.length);
    out.putInt(matchKey == null ? -1 : length);
    if (matchKey != null) {
      out.put(matchKey);
    }
    return out.put(rest).array();
  }

  static Keyed unpack(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    int length = in.getInt();
    byte[] matchKey = null;
    if (length >= 0) {
      matchKey = new byte[length];
      in.get(matchKey);
    }
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return new Keyed(matchKey, Sighting.unpack(rest));
  }
}
