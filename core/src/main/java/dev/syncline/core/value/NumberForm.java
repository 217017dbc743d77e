package dev.syncline.core.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Exact numbers: whole ones, or decimals at the coarser scale, against one another, IEEE numbers
 * and text.
 *
 * <p>An IEEE number stands for the shortest decimal that reads back as it (0.1, not
 * 0.1000000000000000055…), since that is what people see and type; against an integer column it
 * stands for its exact value, since both sides then hold whole numbers.
 */
final class NumberForm implements Form {
  private static final int EXACT = Integer.MAX_VALUE;

  /** Holds the largest IEEE number. */
  private static final int MOST_DIGITS = 400;

  private final Type common;
  private final boolean whole;
  private final int scale;
  private final String name;

  private NumberForm(Type common, boolean whole, int scale, String name) {
    this.common = common;
    this.whole = whole;
    this.scale = scale;
    this.name = name;
  }

  /** Whole numbers against another kind of number or text. */
  static NumberForm whole(Type.Int type) {
    return new NumberForm(type, true, EXACT, "int");
  }

  /** Decimals against another kind of number or text; rounded half up to the type's scale. */
  static NumberForm decimal(Type.Decimal type, Type other) {
    String name = type.unbounded() ? "decimal" : "decimal(" + type.scale() + ")";
    if (other instanceof Type.Real real) {
      name += " of real" + real.bits();
    }
    return new NumberForm(type, false, type.unbounded() ? EXACT : type.scale(), name);
  }

  @Override
  public Type common() {
    return common;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String expected() {
    return whole ? "a whole number, such as 42" : "a number, such as 42 or -1.5";
  }

  @Override
  public String reason(Object value) {
    boolean fraction =
        whole
            && (value instanceof Number
                || (value instanceof String s && NumberText.parse(s) instanceof BigDecimal));
    return fraction
        ? "number is not whole, or beyond every column of whole numbers;"
            + " correct it at its origin, or alter the column of whole numbers"
        : Form.super.reason(value);
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case Long n -> whole ? n : coarse(BigDecimal.valueOf(n));
      case BigDecimal n -> exact(n);
      case BigInteger n -> exact(new BigDecimal(n));
      case Double n -> real(n, own instanceof Type.Real r ? r.bits() : 64);
      case Special s -> special(s);
      case String s ->
          switch (NumberText.parse(s)) {
            case BigDecimal n -> exact(n);
            case Special n -> special(n);
            case null, default -> null;
          };
      default -> null;
    };
  }

  private @Nullable Object real(double number, int bits) {
    if (Double.isNaN(number)) {
      return special(Special.NAN);
    }
    if (Double.isInfinite(number)) {
      return special(number > 0 ? Special.INFINITY : Special.NEGATIVE_INFINITY);
    }
    if (whole) {
      return number == Math.rint(number) ? integral(new BigDecimal(number)) : null;
    }
    return coarse(NumberText.shortest(number, bits));
  }

  private @Nullable Special special(Special special) {
    return whole || special == Special.ZERO_DATE ? null : special;
  }

  private @Nullable Object exact(BigDecimal number) {
    return whole ? integral(number) : coarse(number);
  }

  /** A number without a fraction as Long or BigInteger; null if it has one. */
  private static @Nullable Object integral(BigDecimal number) {
    if (number.scale() > 0) {
      number = number.stripTrailingZeros();
      if (number.scale() > 0) {
        return null;
      }
    }
    // Far beyond every integer column; writing such a number out would cost its exponent in memory.
    if ((long) number.precision() - number.scale() > MOST_DIGITS) {
      return null;
    }
    BigInteger integer = number.toBigIntegerExact();
    return integer.bitLength() < 64 ? (Object) integer.longValue() : integer;
  }

  private BigDecimal coarse(BigDecimal number) {
    if (number.scale() <= scale) {
      return number;
    }
    // Below half a unit of the last place; also spares a division by a huge power of ten.
    if ((long) number.precision() - number.scale() < -(long) scale) {
      return BigDecimal.ZERO;
    }
    return number.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (to instanceof Type.Int i) {
      return common instanceof Long n
          ? Limits.integer(i, n)
          : Limits.integer(i, (BigInteger) common);
    } else if (to instanceof Type.Decimal d) {
      return common instanceof Special ? common : Limits.decimal(d, toDecimal(common));
    } else if (to instanceof Type.Real r) {
      return toReal(common, r);
    } else if (to instanceof Type.Text t) {
      return Limits.text(
          t, common instanceof Special s ? s.toString() : NumberText.format(toDecimal(common)));
    }
    throw Form.notPaired(this, to);
  }

  private static BigDecimal toDecimal(Object number) {
    return switch (number) {
      case Long n -> BigDecimal.valueOf(n);
      case BigInteger n -> new BigDecimal(n);
      default -> (BigDecimal) number;
    };
  }

  private Double toReal(Object common, Type.Real to) throws Unrepresentable {
    if (common instanceof Special s) {
      return RealForm.special(s);
    }
    BigDecimal exact = toDecimal(common);
    double number = to.bits() == 32 ? exact.floatValue() : exact.doubleValue();
    if (!sameNumber(exact, read(to, number))) {
      throw new Unrepresentable(
          "number has more digits than a "
              + to.bits()
              + "-bit floating-point column holds; correct it at its origin or make the column"
              + " decimal");
    }
    return number;
  }

  private static boolean sameNumber(BigDecimal exact, @Nullable Object readBack) {
    return readBack != null
        && !(readBack instanceof Special)
        && exact.compareTo(toDecimal(readBack)) == 0;
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof Long n && scale >= 0) {
      Encoding.integer(n, out);
    } else {
      Form.super.put(own, value, out);
    }
  }
}
