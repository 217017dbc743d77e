package dev.syncline.core.mapping;

import dev.syncline.core.mapping.Narrowing.All;
import dev.syncline.core.mapping.Narrowing.Any;
import dev.syncline.core.mapping.Narrowing.Compared;
import dev.syncline.core.mapping.Narrowing.Null;
import dev.syncline.core.mapping.Narrowing.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A narrowing as ways to fulfil it, each a list of comparisons that all hold. */
final class Ways {
  private static final int MOST = 1_000;

  private Ways() {}

  /** The ways; null where there are too many. */
  static @Nullable List<List<Narrowing>> of(Narrowing narrowing) {
    return switch (narrowing) {
      case All all -> {
        List<List<Narrowing>> ways = List.of(List.of());
        for (Narrowing part : all.parts()) {
          List<List<Narrowing>> more = of(part);
          if (more == null || (long) ways.size() * more.size() > MOST) {
            yield null;
          }
          List<List<Narrowing>> joined = new ArrayList<>();
          for (List<Narrowing> way : ways) {
            for (List<Narrowing> also : more) {
              List<Narrowing> both = new ArrayList<>(way);
              both.addAll(also);
              joined.add(both);
            }
          }
          ways = joined;
        }
        yield ways;
      }
      case Any any -> {
        List<List<Narrowing>> ways = new ArrayList<>();
        for (Narrowing part : any.parts()) {
          List<List<Narrowing>> more = of(part);
          if (more == null || ways.size() + more.size() > MOST) {
            yield null;
          }
          ways.addAll(more);
        }
        yield ways;
      }
      case Compared c -> List.of(List.of(c));
      case Null n -> List.of(List.of(n));
    };
  }

  static boolean contradicts(List<Narrowing> way) {
    for (Narrowing one : way) {
      for (Narrowing other : way) {
        if (contradict(one, other)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean contradict(Narrowing one, Narrowing other) {
    return switch (one) {
      case Null n ->
          switch (other) {
            case Null m -> n.column().equals(m.column()) && n.isNull() != m.isNull();
            case Compared c -> n.column().equals(c.column()) && n.isNull();
            case All a -> false;
            case Any a -> false;
          };
      case Compared c ->
          other instanceof Compared d && c.column().equals(d.column()) && contradict(c, d);
      case All a -> false;
      case Any a -> false;
    };
  }

  private static boolean contradict(Compared one, Compared other) {
    Integer order = compare(one.value(), other.value());
    if (order == null) {
      return false;
    }
    if (one.operator() == Operator.EQUAL) {
      return !other.operator().holds(order);
    }
    boolean below = one.operator() == Operator.LESS || one.operator() == Operator.LESS_OR_EQUAL;
    boolean above =
        other.operator() == Operator.GREATER || other.operator() == Operator.GREATER_OR_EQUAL;
    boolean touches =
        one.operator() == Operator.LESS_OR_EQUAL && other.operator() == Operator.GREATER_OR_EQUAL;
    return below && above && (order < 0 || order == 0 && !touches);
  }

  /** The order of two values of one column; null where nobody can tell. */
  private static @Nullable Integer compare(Object one, Object other) {
    BigDecimal a = number(one);
    BigDecimal b = number(other);
    if (a != null && b != null) {
      return a.compareTo(b);
    }
    if (one instanceof String s && other instanceof String t) {
      // Spaces at the end mean nothing in some columns.
      return byCodePoint(s.stripTrailing(), t.stripTrailing());
    }
    if (one.getClass() != other.getClass() || !(one instanceof Comparable<?>)) {
      return null;
    }
    @SuppressWarnings("unchecked")
    Comparable<Object> comparable = (Comparable<Object>) one;
    return comparable.compareTo(other);
  }

  private static int byCodePoint(String one, String other) {
    int[] a = one.codePoints().toArray();
    int[] b = other.codePoints().toArray();
    return Arrays.compare(a, b);
  }

  private static @Nullable BigDecimal number(Object value) {
    return switch (value) {
      case Long n -> BigDecimal.valueOf(n);
      case BigInteger n -> new BigDecimal(n);
      case BigDecimal n -> n;
      default -> null;
    };
  }
}
