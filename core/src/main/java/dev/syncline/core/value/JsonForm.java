package dev.syncline.core.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents and arrays, also as text: compared by what they say, carried as they are written.
 */
record JsonForm(Type common) implements Form {

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String expected() {
    return "a JSON document (of at most 1000 levels)";
  }

  /** The document's own text; that of a JSON column stays as it is even if it cannot be parsed. */
  @Override
  public @Nullable Object read(Type own, Object value) {
    if (value instanceof String s) {
      return own instanceof Type.Text && JsonText.parse(s) == null ? null : s;
    }
    return null;
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    String text = (String) common;
    if (to instanceof Type.Text t) {
      if (JsonText.parse(text) == null) {
        throw new Unrepresentable(reason(text));
      }
      return Limits.text(t, text);
    } else if (to instanceof Type.Json) {
      return Limits.text(Type.Text.UNBOUNDED, text);
    } else if (to instanceof Type.Array) {
      if (!(JsonText.parse(text) instanceof List)) {
        throw new Unrepresentable("value is not a JSON array; correct it at its origin");
      }
      return Limits.text(Type.Text.UNBOUNDED, text);
    }
    throw Form.notPaired(this, to);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    Object document = value instanceof String s ? JsonText.parse(s) : null;
    if (document == null) {
      Encoding.put(value, out);
    } else {
      out.put(Encoding.JSON);
      JsonText.put(document, out);
    }
  }
}
