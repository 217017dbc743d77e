package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Arithmetic, comparisons and the logic of true, false and unknown. */
final class Operators {
  static final Type BOOLEAN = new Type.Bool();

  private Operators() {}

  private interface OfLongs {
    long of(long a, long b) throws Refusal;
  }

  private interface OfDecimals {
    BigDecimal of(BigDecimal a, BigDecimal b) throws Refusal;
  }

  private interface OfReals {
    double of(double a, double b) throws Refusal;
  }

  /** {@code + - * / %}. */
  static Step arithmetic(String sign, Step a, Step b, Place place) throws Fault {
    for (Step operand : List.of(a, b)) {
      if (!operand.isNull() && !operand.kind().isNumber()) {
        throw new Fault(
            operand.place(),
            sign + " takes numbers, not " + operand.kind().words + hint(sign, operand));
      }
    }
    if (a.isNull() || b.isNull()) {
      return Step.literal(place, null, null);
    }
    Type.Decimal p = Numbers.decimal(a.knownType());
    Type.Decimal q = Numbers.decimal(b.knownType());
    return switch (sign) {
      case "+" ->
          of(sign, a, b, place, Numbers.sum(p, q), Math::addExact, BigDecimal::add, Double::sum);
      case "-" ->
          of(
              sign,
              a,
              b,
              place,
              Numbers.sum(p, q),
              Math::subtractExact,
              BigDecimal::subtract,
              (x, y) -> x - y);
      case "*" ->
          of(
              sign,
              a,
              b,
              place,
              Numbers.product(p, q),
              Math::multiplyExact,
              BigDecimal::multiply,
              (x, y) -> x * y);
      case "/" ->
          of(
              sign,
              a,
              b,
              place,
              Numbers.quotient(p, q),
              (x, y) -> Math.divideExact(x, nonZero(y)),
              Numbers::divide,
              (x, y) -> x / nonZero(y));
      default ->
          of(
              sign,
              a,
              b,
              place,
              Numbers.union(p, q),
              (x, y) -> x % nonZero(y),
              Operators::remainder,
              (x, y) -> x % nonZero(y));
    };
  }

  private static String hint(String sign, Step operand) {
    return switch (operand.kind()) {
      case TEXT -> sign.equals("+") ? "; texts are joined by ||" : "; write CAST(… AS DECIMAL)";
      case DATE, TIMESTAMP, MOMENT ->
          "; write … " + sign + " INTERVAL '1' DAY, TIMESTAMPADD(…) or TIMESTAMPDIFF(…)";
      default -> "";
    };
  }

  private static Step of(
      String sign,
      Step a,
      Step b,
      Place place,
      Type decimal,
      OfLongs longs,
      OfDecimals decimals,
      OfReals reals) {
    Kind kind = Numbers.common(a.kind(), b.kind());
    Type type = kind == Kind.WHOLE ? Numbers.WHOLE : kind == Kind.DECIMAL ? decimal : Numbers.REAL;
    Function.Body body =
        switch (kind) {
          case WHOLE -> x -> whole(longs, (Long) x[0], (Long) x[1]);
          case DECIMAL ->
              x -> Numbers.checked(decimals.of(Numbers.decimal(x[0]), Numbers.decimal(x[1])));
          default -> x -> Numbers.finite(reals.of(Numbers.real(x[0]), Numbers.real(x[1])));
        };
    return Call.strict(sign, place, type, a.nullable() || b.nullable(), List.of(a, b), body)
        .folded(a.constant() && b.constant());
  }

  private static Long whole(OfLongs operation, long a, long b) throws Refusal {
    try {
      return operation.of(a, b);
    } catch (ArithmeticException e) {
      throw new Refusal("the result is beyond 64 bits; cast one operand to DECIMAL");
    }
  }

  private static long nonZero(long divisor) throws Refusal {
    if (divisor == 0) {
      throw Refusal.divisionByZero();
    }
    return divisor;
  }

  private static double nonZero(double divisor) throws Refusal {
    if (divisor == 0) {
      throw Refusal.divisionByZero();
    }
    return divisor;
  }

  static BigDecimal remainder(BigDecimal a, BigDecimal b) throws Refusal {
    if (b.signum() == 0) {
      throw Refusal.divisionByZero();
    }
    return a.remainder(b);
  }

  static Step number(String sign, Step a) throws Fault {
    if (!a.isNull() && !a.kind().isNumber()) {
      throw new Fault(a.place(), sign + " takes a number, not " + a.kind().words);
    }
    return a;
  }

  static Step negated(Step a, Place place) throws Fault {
    if (number("-", a).isNull()) {
      return a;
    }
    Type type = a.kind() == Kind.WHOLE ? Numbers.WHOLE : a.knownType();
    Function.Body body =
        x ->
            switch (x[0]) {
              case Long n -> whole((p, q) -> Math.negateExact(p), n, 0);
              case BigDecimal n -> n.negate();
              default -> -Numbers.real(x[0]);
            };
    return Call.strict("-", place, type, a.nullable(), List.of(a), body).folded(a.constant());
  }

  /** {@code ||}. */
  static Step joined(Step a, Step b, Place place) throws Fault {
    for (Step operand : List.of(a, b)) {
      if (!operand.isNull() && operand.kind() != Kind.TEXT) {
        throw new Fault(
            operand.place(),
            "|| joins texts, not "
                + operand.kind().words
                + Casts.advice(operand, EnumSet.of(Kind.TEXT)));
      }
    }
    if (a.isNull() || b.isNull()) {
      return Step.literal(place, null, null);
    }
    Function.Body body =
        x -> {
          String left = (String) x[0];
          String right = (String) x[1];
          Limits.length((long) left.length() + right.length());
          return left.concat(right);
        };
    return Call.strict(
            "||", place, Type.Text.UNBOUNDED, a.nullable() || b.nullable(), List.of(a, b), body)
        .folded(a.constant() && b.constant());
  }

  /** Whether two values are the same, or are not. */
  static Step equality(String sign, boolean same, Step a, Step b, Place place) throws Fault {
    return comparison(sign, a, b, place, TextOrder.CODE_POINTS, c -> c == 0 == same);
  }

  /** A comparison of two values by what {@link #compare} says of them. */
  static Step comparison(
      String sign, Step a, Step b, Place place, Comparator<String> texts, IntPredicate holds)
      throws Fault {
    comparable(sign, a, b);
    if (a.isNull() || b.isNull()) {
      return Step.literal(place, BOOLEAN, null);
    }
    Function.Body body = x -> holds.test(compare(x[0], x[1], texts));
    return Call.strict(sign, place, BOOLEAN, a.nullable() || b.nullable(), List.of(a, b), body)
        .folded(a.constant() && b.constant());
  }

  /** {@code IS [NOT] DISTINCT FROM}: null is a value like any other. */
  static Step distinct(boolean negated, Step a, Step b, Place place) throws Fault {
    comparable("IS DISTINCT FROM", a, b);
    return new Step(
        BOOLEAN,
        false,
        place,
        false,
        row -> {
          Object x = a.of(row);
          Object y = b.of(row);
          boolean same = x == null || y == null ? x == null && y == null : isSame(x, y);
          return same == negated;
        });
  }

  static void comparable(String sign, Step a, Step b) throws Fault {
    for (Step side : List.of(a, b)) {
      if (!side.isNull() && (side.kind() == Kind.JSON || side.kind() == Kind.OTHER)) {
        throw new Fault(
            side.place(), sign + " does not compare " + side.kind().words + "; cast it to VARCHAR");
      }
    }
    if (!a.isNull()
        && !b.isNull()
        && a.kind() != b.kind()
        && !(a.kind().isNumber() && b.kind().isNumber())) {
      throw new Fault(
          b.place(),
          sign
              + " compares "
              + a.kind().words
              + " with "
              + b.kind().words
              + Casts.advice(b, EnumSet.of(a.kind())));
    }
  }

  static boolean isSame(Object a, Object b) {
    return compare(a, b, TextOrder.CODE_POINTS) == 0;
  }

  /** Texts by an order of theirs, numbers by what they stand for, times by when they are. */
  @SuppressWarnings("unchecked")
  static int compare(Object a, Object b, Comparator<String> texts) {
    if (a instanceof String x && b instanceof String y) {
      return texts.compare(x, y);
    }
    if (a instanceof byte[] x && b instanceof byte[] y) {
      return Arrays.compareUnsigned(x, y);
    }
    if (a instanceof Number && a.getClass() != b.getClass() || a instanceof Double) {
      return compareNumbers(a, b);
    }
    if (a instanceof UUID) {
      return a.toString().compareTo(b.toString());
    }
    return ((Comparable<Object>) a).compareTo(b);
  }

  private static int compareNumbers(Object a, Object b) {
    boolean finite =
        !(a instanceof Double x && !Double.isFinite(x))
            && !(b instanceof Double y && !Double.isFinite(y));
    return finite
        ? Numbers.decimal(a).compareTo(Numbers.decimal(b))
        : Double.compare(Numbers.real(a), Numbers.real(b));
  }

  static void truth(String what, Step step) throws Fault {
    if (!step.isNull() && step.kind() != Kind.BOOLEAN) {
      throw new Fault(step.place(), what + " takes true or false, not " + step.kind().words);
    }
  }

  /**
   * AND, where {@code decides} is false, and OR, where it is true: the first operand that decides
   * ends the evaluation; else the result is unknown if any operand is.
   */
  static Step logic(String name, boolean decides, List<Step> operands, Place place) throws Fault {
    for (Step operand : operands) {
      truth(name, operand);
    }
    Step[] steps = operands.toArray(Step[]::new);
    return new Step(
            BOOLEAN,
            operands.stream().anyMatch(Step::nullable),
            place,
            false,
            row -> {
              boolean unknown = false;
              for (Step step : steps) {
                Object value = step.of(row);
                if (value == null) {
                  unknown = true;
                } else if ((Boolean) value == decides) {
                  return decides;
                }
              }
              return unknown ? null : !decides;
            })
        .folded(operands.stream().allMatch(Step::constant));
  }

  static Step not(Step a, Place place) throws Fault {
    truth("NOT", a);
    return Call.strict("NOT", place, BOOLEAN, a.nullable(), List.of(a), x -> !(Boolean) x[0])
        .folded(a.constant());
  }

  /** {@code IS [NOT] NULL | TRUE | FALSE}: never unknown. */
  static Step is(@Nullable Boolean what, boolean negated, Step a, Place place) throws Fault {
    if (what != null) {
      truth("IS " + (what ? "TRUE" : "FALSE"), a);
    }
    return new Step(BOOLEAN, false, place, false, row -> Objects.equals(a.of(row), what) != negated)
        .folded(a.constant());
  }

  /** {@code IN}: unknown where nothing is equal and null is in the list. */
  static Step in(boolean negated, Step a, List<Step> list, Place place) throws Fault {
    List<Step> equal = new ArrayList<>();
    for (Step item : list) {
      equal.add(equality("IN", true, a, item, place));
    }
    Step any = logic("IN", true, equal, place);
    return negated ? not(any, place) : any;
  }
}
