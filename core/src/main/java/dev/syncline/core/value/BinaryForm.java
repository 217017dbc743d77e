package dev.syncline.core.value;

import org.jspecify.annotations.Nullable;

/**
 * Bytes. Zero bytes at the end carry no meaning when either side pads its bytes with them; they are
 * carried all the same while they fit, because an identifier may end in one.
 */
record BinaryForm(Type.Binary common, boolean padded) implements Form {

  @Override
  public String name() {
    return padded ? "binary padded" : "binary";
  }

  @Override
  public String expected() {
    return "bytes";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return value instanceof byte[] ? value : null;
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (to instanceof Type.Binary b) {
      return Limits.binary(b, (byte[]) common, padded);
    }
    throw Form.notPaired(this, to);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof byte[] b) {
      Encoding.bytes(b, padded ? Limits.withoutZeros(b) : b.length, out);
    } else {
      Form.super.put(own, value, out);
    }
  }
}
