package dev.syncline.core.mapping;

import java.util.List;

/**
 * What every record of a scope surely fulfils, in terms that a system may understand: a superset of
 * the scope. A system leaves out rows that do not fulfil it, or some of them, or none; whatever it
 * gives is evaluated again.
 */
public sealed interface Narrowing {
  /** No row is left out. */
  Narrowing EVERYTHING = new All(List.of());

  /** All of some; of none: every row. */
  record All(List<Narrowing> parts) implements Narrowing {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** One of some at least; of none: no row. */
  record Any(List<Narrowing> parts) implements Narrowing {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A column that is not null compares so with a value.
   *
   * @param value of the class that the column's type names, or another kind of exact number; texts
   *     by code point
   */
  record Compared(String column, Operator operator, Object value) implements Narrowing {}

  /** A column is null, or is not. */
  record Null(String column, boolean isNull) implements Narrowing {}

  /** How a column's value stands to another. */
  enum Operator {
    EQUAL("="),
    UNEQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /** As SQL writes it. */
    public String sign() {
      return sign;
    }

    /** What holds where this one does not. */
    public Operator not() {
      return switch (this) {
        case EQUAL -> UNEQUAL;
        case UNEQUAL -> EQUAL;
        case LESS -> GREATER_OR_EQUAL;
        case LESS_OR_EQUAL -> GREATER;
        case GREATER -> LESS_OR_EQUAL;
        case GREATER_OR_EQUAL -> LESS;
      };
    }

    /** The same with the operands exchanged. */
    public Operator turned() {
      return switch (this) {
        case EQUAL -> EQUAL;
        case UNEQUAL -> UNEQUAL;
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case GREATER -> LESS;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
      };
    }

    boolean holds(int compared) {
      return switch (this) {
        case EQUAL -> compared == 0;
        case UNEQUAL -> compared != 0;
        case LESS -> compared < 0;
        case LESS_OR_EQUAL -> compared <= 0;
        case GREATER -> compared > 0;
        case GREATER_OR_EQUAL -> compared >= 0;
      };
    }
  }

  /** Both; a part that leaves nothing out is dropped. */
  static Narrowing all(List<Narrowing> parts) {
    List<Narrowing> some = parts.stream().filter(p -> !p.equals(EVERYTHING)).toList();
    return some.size() == 1 ? some.getFirst() : new All(some);
  }

  /** Either; with a part that leaves nothing out, nothing is left out. */
  static Narrowing any(List<Narrowing> parts) {
    if (parts.contains(EVERYTHING)) {
      return EVERYTHING;
    }
    return parts.size() == 1 ? parts.getFirst() : new Any(parts);
  }

  /** Whether no row can fulfil both, for sure. */
  default boolean isDisjoint(Narrowing other) {
    List<List<Narrowing>> ways = Ways.of(all(List.of(this, other)));
    return ways != null && ways.stream().allMatch(Ways::contradicts);
  }
}
