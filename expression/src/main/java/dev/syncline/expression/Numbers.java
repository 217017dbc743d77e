package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Numbers and their types. Whole numbers have 64 bits and never wrap; decimals are exact, and only
 * a quotient is rounded; what a floating-point number takes part in is floating-point.
 */
final class Numbers {
  static final Type WHOLE = new Type.Int(64, false);
  static final Type REAL = new Type.Real(64);

  /** Digits after the point that a quotient has at least room for. */
  static final int QUOTIENT = 16;

  private Numbers() {}

  /** A number as another kind: decimals and floating-point numbers from any, whole from whole. */
  static Object as(Kind kind, Object number) {
    return switch (kind) {
      case DECIMAL -> decimal(number);
      case REAL -> real(number);
      default -> number;
    };
  }

  /** The exact number; of a floating-point number the shortest that stands for it. */
  static BigDecimal decimal(Object number) {
    return switch (number) {
      case Long n -> BigDecimal.valueOf(n);
      case BigInteger n -> new BigDecimal(n);
      case Double n -> new BigDecimal(Double.toString(n));
      default -> (BigDecimal) number;
    };
  }

  static double real(Object number) {
    return ((Number) number).doubleValue();
  }

  /** The kind in which two kinds of numbers meet. */
  static Kind common(Kind one, Kind other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** A whole number or decimal as the decimal type that holds it. */
  static Type.Decimal decimal(Type type) {
    return switch (type) {
      case Type.Decimal d -> d;
      case Type.Int i -> new Type.Decimal(digits(i), 0);
      default -> Type.Decimal.UNBOUNDED;
    };
  }

  private static int digits(Type.Int type) {
    return switch (type.bits()) {
      case 8 -> 3;
      case 16 -> 5;
      case 24 -> 8;
      case 32 -> 10;
      default -> type.unsigned() ? 20 : 19;
    };
  }

  /** A decimal type; without bounds where it would have more digits than any database has. */
  static Type.Decimal decimal(int before, int after) {
    return before + after > Limits.DIGITS
        ? Type.Decimal.UNBOUNDED
        : new Type.Decimal(Math.max(1, before + after), after);
  }

  static Type.Decimal sum(Type.Decimal a, Type.Decimal b) {
    return a.unbounded() || b.unbounded()
        ? Type.Decimal.UNBOUNDED
        : decimal(Math.max(before(a), before(b)) + 1, Math.max(a.scale(), b.scale()));
  }

  static Type.Decimal product(Type.Decimal a, Type.Decimal b) {
    return a.unbounded() || b.unbounded()
        ? Type.Decimal.UNBOUNDED
        : decimal(before(a) + before(b), a.scale() + b.scale());
  }

  static Type.Decimal quotient(Type.Decimal a, Type.Decimal b) {
    return a.unbounded() || b.unbounded()
        ? Type.Decimal.UNBOUNDED
        : decimal(before(a) + b.scale(), Math.max(QUOTIENT, Math.max(a.scale(), b.scale())));
  }

  static Type.Decimal union(Type.Decimal a, Type.Decimal b) {
    return a.unbounded() || b.unbounded()
        ? Type.Decimal.UNBOUNDED
        : decimal(Math.max(before(a), before(b)), Math.max(a.scale(), b.scale()));
  }

  static int before(Type.Decimal type) {
    return Math.max(0, type.precision() - type.scale());
  }

  static BigDecimal divide(BigDecimal a, BigDecimal b) throws Refusal {
    if (b.signum() == 0) {
      throw Refusal.divisionByZero();
    }
    int least = Math.max(0, Math.max(a.scale(), b.scale()));
    BigDecimal quotient = a.divide(b, Math.max(QUOTIENT, least), RoundingMode.HALF_UP);
    BigDecimal stripped = quotient.stripTrailingZeros();
    return stripped.scale() < least ? quotient.setScale(least) : stripped;
  }

  /** A decimal of no more digits than are allowed. */
  static BigDecimal checked(BigDecimal number) throws Refusal {
    if (number.precision() - (long) number.scale() > Limits.DIGITS
        || number.scale() > Limits.DIGITS) {
      throw new Refusal("the number has more than %,d digits".formatted(Limits.DIGITS));
    }
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  static Double finite(double number) throws Refusal {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new Refusal("the result is no finite number");
    }
    return number;
  }
}
