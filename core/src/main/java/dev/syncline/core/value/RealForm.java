package dev.syncline.core.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * IEEE numbers of 64 bits, or of 32 where either side has no more. A number that 32 bits would turn
 * into infinity or zero has no equal there; any other is rounded to the nearest.
 */
record RealForm(int bits) implements Form {

  /** The IEEE number that a special number is. */
  static Double special(Special special) {
    return switch (special) {
      case INFINITY -> Double.POSITIVE_INFINITY;
      case NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
      case NAN, ZERO_DATE -> Double.NaN;
    };
  }

  @Override
  public Type common() {
    return new Type.Real(bits);
  }

  @Override
  public String name() {
    return "real" + bits;
  }

  @Override
  public String expected() {
    return "a number, such as 42 or -1.5";
  }

  @Override
  public String reason(Object value) {
    boolean number =
        value instanceof Double || (value instanceof String s && NumberText.parse(s) != null);
    return number
        ? "number is beyond the range of a "
            + bits
            + "-bit floating-point column; correct it or widen the column"
        : Form.super.reason(value);
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case Double n -> nearest(n);
      case String s ->
          switch (NumberText.parse(s)) {
            case BigDecimal n -> nearest(n);
            case Special n -> special(n);
            case null, default -> null;
          };
      case Special s -> s == Special.ZERO_DATE ? null : special(s);
      case Long n -> nearest(BigDecimal.valueOf(n));
      default -> null;
    };
  }

  private @Nullable Double nearest(double number) {
    if (bits == 64) {
      return number;
    }
    double near = (float) number;
    return lost(Double.isInfinite(number), number == 0, near) ? null : near;
  }

  private @Nullable Double nearest(BigDecimal number) {
    double near = bits == 64 ? number.doubleValue() : number.floatValue();
    return lost(false, number.signum() == 0, near) ? null : near;
  }

  private static boolean lost(boolean wasInfinite, boolean wasZero, double near) {
    return Double.isInfinite(near) != wasInfinite || (near == 0) != wasZero;
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (to instanceof Type.Real) {
      return common;
    } else if (to instanceof Type.Text t) {
      return Limits.text(t, NumberText.format((Double) common, bits));
    }
    throw Form.notPaired(this, to);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (bits == 64 && value instanceof Double n) {
      Encoding.real(n, out);
    } else {
      Form.super.put(own, value, out);
    }
  }
}
