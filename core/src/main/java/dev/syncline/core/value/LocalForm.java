package dev.syncline.core.value;

import dev.syncline.core.value.Notation.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A form of numbers, dates or times whose text stands in a locale's notation. Only the text is
 * translated; whatever else the form does, it does.
 */
record LocalForm(Form inner, Kind kind, Notation notation) implements Form {

  /** The form in a notation; itself where it has nothing that a locale writes in its own way. */
  static Form of(Form form, Notation notation) {
    return switch (form) {
      case NumberForm f -> new LocalForm(f, Kind.NUMBER, notation);
      case RealForm f -> new LocalForm(f, Kind.NUMBER, notation);
      case DateForm f -> new LocalForm(f, Kind.DATE, notation);
      case TimeForm f -> new LocalForm(f, Kind.TIME, notation);
      case TimestampForm f -> new LocalForm(f, Kind.TIMESTAMP, notation);
      case LocalForm f -> f;
      case BinaryForm f -> f;
      case BoolForm f -> f;
      case JsonForm f -> f;
      case TextForm f -> f;
      case UuidForm f -> f;
    };
  }

  @Override
  public Type common() {
    return inner.common();
  }

  @Override
  public String name() {
    return inner.name() + " " + notation.mark(kind);
  }

  @Override
  public String expected() {
    String what = inner.expected().replaceFirst(", such as .*", "");
    String example =
        switch (kind) {
          case NUMBER -> what.contains("whole") ? "42" : "-1.5";
          case DATE -> "2024-02-29";
          case TIME -> "23:59:59";
          case TIMESTAMP ->
              common() instanceof Type.Timestamp t && t.zoned()
                  ? "2024-02-29T23:59:59Z"
                  : "2024-02-29T23:59:59";
        };
    return what
        + " as "
        + notation.name()
        + " writes it, such as "
        + notation.example(kind, example);
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    if (!(value instanceof String text)) {
      return inner.read(own, value);
    }
    String invariant = notation.read(kind, text);
    return invariant == null ? null : inner.read(own, invariant);
  }

  @Override
  public String reason(Object value) {
    if (!(value instanceof String text)) {
      return inner.reason(value);
    }
    String invariant = notation.read(kind, text);
    return invariant == null ? Form.super.reason(value) : inner.reason(invariant);
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (!(to instanceof Type.Text t)) {
      return inner.write(common, to);
    }
    String invariant = (String) inner.write(common, Type.Text.UNBOUNDED);
    String written = notation.write(kind, invariant);
    // What would be read as something else, or not at all, must not be written.
    if (written == null || !invariant.equals(notation.read(kind, written))) {
      throw new Unrepresentable(
          "value has no text in the notation of "
              + notation.name()
              + " that is read as the same again; correct it at its origin, or leave the field out of"
              + " \"fields\"");
    }
    return Limits.text(t, written);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof String) {
      Form.super.put(own, value, out);
    } else {
      inner.put(own, value, out);
    }
  }
}
