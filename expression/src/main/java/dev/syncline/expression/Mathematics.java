package dev.syncline.expression;

import dev.syncline.core.value.Type;
import dev.syncline.expression.Function.Arguments;
import dev.syncline.expression.Function.Made;
import dev.syncline.expression.Function.Parameter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Functions of numbers. Of exact numbers they are exact, as far as the result can be. */
final class Mathematics {
  private static final Parameter A_NUMBER = Parameter.of(Kind.WHOLE, Kind.DECIMAL, Kind.REAL);
  private static final Parameter EXACT = Parameter.of(Kind.WHOLE, Kind.DECIMAL);

  static final List<Function> ALL =
      List.of(
          Function.of(
              "ABS",
              List.of(A_NUMBER),
              arguments ->
                  new Made(
                      arguments.type(0),
                      x ->
                          switch (x[0]) {
                            case Long n -> Math.absExact(n);
                            case BigDecimal n -> n.abs();
                            default -> Math.abs((Double) x[0]);
                          })),
          Function.of(
              "SIGN",
              List.of(A_NUMBER),
              Numbers.WHOLE,
              x ->
                  x[0] instanceof BigDecimal n
                      ? (long) n.signum()
                      : (long) Math.signum(Numbers.real(x[0]))),
          rounding("ROUND", RoundingMode.HALF_UP, true),
          rounding("TRUNC", RoundingMode.DOWN, true),
          rounding("CEIL", RoundingMode.CEILING, false),
          rounding("FLOOR", RoundingMode.FLOOR, false),
          Function.of("MOD", List.of(EXACT, EXACT), Mathematics::remainder),
          Function.of("POWER", List.of(A_NUMBER, A_NUMBER), Mathematics::power),
          real("SQRT", Math::sqrt),
          real("EXP", Math::exp),
          real("LN", Math::log),
          real("LOG10", Math::log10),
          bits("BITAND", (a, b) -> a & b),
          bits("BITOR", (a, b) -> a | b),
          bits("BITXOR", (a, b) -> a ^ b),
          Function.of("BITNOT", List.of(Texts.A_WHOLE), Numbers.WHOLE, x -> ~(Long) x[0]));

  private Mathematics() {}

  private static Function real(String name, DoubleUnaryOperator operation) {
    return Function.of(
        name,
        List.of(A_NUMBER),
        Numbers.REAL,
        x -> Numbers.finite(operation.applyAsDouble(Numbers.real(x[0]))));
  }

  private static Function bits(String name, LongBinaryOperator operation) {
    return Function.of(
        name,
        List.of(Texts.A_WHOLE, Texts.A_WHOLE),
        Numbers.WHOLE,
        x -> operation.applyAsLong((Long) x[0], (Long) x[1]));
  }

  /** To so many digits after the point; before it, if they are negative. */
  private static Function rounding(String name, RoundingMode mode, boolean digits) {
    Function.Making making = arguments -> rounded(arguments, mode);
    return digits
        ? Function.of(name, List.of(A_NUMBER, Texts.A_WHOLE.fixed()), making).optional(1)
        : Function.of(name, List.of(A_NUMBER), making);
  }

  private static Made rounded(Arguments arguments, RoundingMode mode) throws Fault {
    long digits = (Long) arguments.constant(1, 0L);
    if (Math.abs(digits) > Limits.DIGITS) {
      throw arguments.fault(1, "a number has at most %,d digits".formatted(Limits.DIGITS));
    }
    int scale = (int) digits;
    Type given = arguments.type(0);
    return switch (arguments.kind(0)) {
      case WHOLE ->
          new Made(
              Numbers.WHOLE,
              x ->
                  scale >= 0
                      ? x[0]
                      : (Object) rounded(Numbers.decimal(x[0]), scale, mode).longValueExact());
      case DECIMAL ->
          new Made(
              decimal((Type.Decimal) given, scale), x -> rounded((BigDecimal) x[0], scale, mode));
      default ->
          new Made(
              Numbers.REAL,
              x ->
                  rounded(Numbers.decimal(Numbers.finite((Double) x[0])), scale, mode)
                      .doubleValue());
    };
  }

  private static BigDecimal rounded(BigDecimal number, int scale, RoundingMode mode) {
    BigDecimal rounded = number.scale() <= scale ? number : number.setScale(scale, mode);
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  private static Type decimal(Type.Decimal type, int scale) {
    return type.unbounded()
        ? type
        : Numbers.decimal(Numbers.before(type) + 1, Math.clamp(scale, 0, type.scale()));
  }

  private static Made remainder(Arguments arguments) throws Fault {
    Step of = Operators.arithmetic("%", arguments.step(0), arguments.step(1), arguments.place());
    return new Made(
        of.knownType(),
        x -> {
          if (x[0] instanceof Long a && x[1] instanceof Long b) {
            if (b == 0) {
              throw Refusal.divisionByZero();
            }
            return a % b;
          }
          return Numbers.checked(Operators.remainder(Numbers.decimal(x[0]), Numbers.decimal(x[1])));
        });
  }

  /** Exact where the exponent is whole. */
  private static Made power(Arguments arguments) {
    boolean exact = arguments.kind(0) != Kind.REAL && arguments.kind(1) == Kind.WHOLE;
    return exact
        ? new Made(Type.Decimal.UNBOUNDED, x -> power(Numbers.decimal(x[0]), (Long) x[1]))
        : new Made(
            Numbers.REAL, x -> Numbers.finite(Math.pow(Numbers.real(x[0]), Numbers.real(x[1]))));
  }

  private static BigDecimal power(BigDecimal base, long exponent) throws Refusal {
    BigDecimal plain = base.stripTrailingZeros();
    long digits = Math.max(plain.precision(), Math.abs((long) plain.scale()));
    boolean small = plain.signum() == 0 || plain.abs().compareTo(BigDecimal.ONE) == 0;
    if (small) {
      exponent = Long.signum(exponent) * (exponent % 2 == 0 ? 2L : 1L);
    } else if (Math.abs(exponent) > Limits.DIGITS * 4L
        || digits * Math.abs(exponent) > Limits.DIGITS * 8L) {
      throw new Refusal("the number has more than %,d digits".formatted(Limits.DIGITS));
    }
    BigDecimal power = plain.pow((int) Math.abs(exponent));
    return Numbers.checked(exponent < 0 ? Numbers.divide(BigDecimal.ONE, power) : power);
  }
}
