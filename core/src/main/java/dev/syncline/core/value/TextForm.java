package dev.syncline.core.value;

import org.jspecify.annotations.Nullable;

/**
 * Text and labels by Unicode code point, never by a collation. Spaces at the end carry no meaning
 * when either side pads its text with them.
 */
record TextForm(Type common, boolean padded) implements Form {

  @Override
  public String name() {
    return padded ? "text padded" : "text";
  }

  @Override
  public String expected() {
    return "text";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    if (value instanceof String s) {
      return padded ? s.substring(0, Limits.withoutSpaces(s)) : s;
    }
    return null;
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    String text = (String) common;
    if (to instanceof Type.Text t) {
      return Limits.text(t, text);
    } else if (to instanceof Type.Enumeration e) {
      if (!e.labels().contains(text)) {
        throw new Unrepresentable(
            "value is not one of the column's labels ("
                + Words.list(e.labels())
                + "); add the label there or correct the value");
      }
      return text;
    }
    throw Form.notPaired(this, to);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof String s) {
      Encoding.text(s, padded ? Limits.withoutSpaces(s) : s.length(), out);
    } else {
      Form.super.put(own, value, out);
    }
  }
}
