package dev.syncline.core.value;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** True and false, also as the numbers 1 and 0 and as words. */
record BoolForm() implements Form {

  @Override
  public Type common() {
    return new Type.Bool();
  }

  @Override
  public String name() {
    return "bool";
  }

  @Override
  public String expected() {
    return "true or false (also 1 or 0, t or f, yes or no)";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case Boolean b -> b;
      case Long n -> n == 0 ? Boolean.FALSE : n == 1 ? Boolean.TRUE : null;
      case BigDecimal n ->
          n.signum() == 0 ? Boolean.FALSE : n.compareTo(BigDecimal.ONE) == 0 ? Boolean.TRUE : null;
      case Double n -> n == 0 ? Boolean.FALSE : n == 1 ? Boolean.TRUE : null;
      case String s -> parse(s);
      default -> null;
    };
  }

  private static @Nullable Boolean parse(String text) {
    if (text.length() > 5) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1", "yes" -> Boolean.TRUE;
      case "false", "f", "0", "no" -> Boolean.FALSE;
      default -> null;
    };
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    boolean yes = (Boolean) common;
    if (to instanceof Type.Bool) {
      return yes;
    } else if (to instanceof Type.Int) {
      return yes ? 1L : 0L;
    } else if (to instanceof Type.Decimal d) {
      return Limits.decimal(d, yes ? BigDecimal.ONE : BigDecimal.ZERO);
    } else if (to instanceof Type.Real) {
      return yes ? 1.0 : 0.0;
    } else if (to instanceof Type.Text t) {
      return holdsWords(t) ? (yes ? "true" : "false") : (yes ? "1" : "0");
    }
    throw Form.notPaired(this, to);
  }

  /** Both words or none: a column must not mix "true" and "0" because "false" is longer. */
  private static boolean holdsWords(Type.Text type) {
    return (type.maxLength() == 0 || type.maxLength() >= 5)
        && (type.maxBytes() == 0 || type.maxBytes() >= 5);
  }
}
