package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.Making;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.mapping.Scope;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Which rows of a side a task is about, as one column says.
 *
 * @param column whose value says it; a mapped one, or one of its own
 * @param salt which values of a mapped column are in scope: two out of three, and never null
 */
record SimFilter(Kind kind, String column, int salt) {
  private static final String OURS = "ours";
  private static final Type TEXT = new Type.Text(12, 0, false);
  private static final List<String> SOME = Arrays.asList(OURS, OURS, OURS, "OURS", "out", null);

  /** What kind of a condition it is. */
  enum Kind {
    /** All rows. */
    NONE,
    /** By a column that is mapped, too. */
    MAPPED,
    /** By a column that nothing writes but users. */
    UNMAPPED,
    /** By a column that holds a constant. */
    CONSTANT
  }

  static final SimFilter NONE = new SimFilter(Kind.NONE, "", 0);

  static BySide<SimFilter> random(SplittableRandom random, SimTable table) {
    return BySide.of(side -> oneIn(random, 2) ? random(random, table, side) : NONE);
  }

  private static SimFilter random(SplittableRandom random, SimTable table, Side side) {
    List<String> mapped =
        table.values().stream()
            .filter(v -> v.normal(side) == Normal.AS_IS && !v.unique())
            .map(SimTable.Value::name)
            .toList();
    return switch (random.nextInt(3)) {
      case 0 -> new SimFilter(Kind.UNMAPPED, "kind", 0);
      case 1 -> new SimFilter(Kind.CONSTANT, "origin", 0);
      default ->
          mapped.isEmpty()
              ? NONE
              : new SimFilter(Kind.MAPPED, pick(random, mapped), random.nextInt(3));
    };
  }

  /** Whether it is about a column that is there for it alone. */
  boolean hasColumn() {
    return kind == Kind.UNMAPPED || kind == Kind.CONSTANT;
  }

  static Type type() {
    return TEXT;
  }

  /** A value that users give its own column. */
  static Object value(SplittableRandom random) {
    return pick(random, SOME);
  }

  /** Whether a row is in scope, by what its columns hold. */
  boolean holds(Map<String, Object> row) {
    return kind == Kind.NONE || admits(row.get(column));
  }

  /** Whether a row is in scope whose column holds a value. */
  boolean admits(Object value) {
    return switch (kind) {
      case NONE -> true;
      case MAPPED -> value != null && Math.floorMod(String.valueOf(value).hashCode() + salt, 3) > 0;
      case UNMAPPED -> !"out".equals(value);
      case CONSTANT -> OURS.equals(value);
    };
  }

  Scope scope(List<String> shape) {
    if (kind == Kind.NONE) {
      return Scope.EVERYTHING;
    }
    int at = shape.indexOf(column);
    Narrowing narrowing =
        kind == Kind.CONSTANT
            ? new Narrowing.Compared(column, Narrowing.Operator.EQUAL, OURS)
            : Narrowing.EVERYTHING;
    return new Scope(
        List.of(
            new Scope.Condition(toString(), List.of(at), row -> admits(row.get(at)), narrowing)));
  }

  /** The field that writes the constant. */
  FormulaRule rule(Side side, List<String> shape) {
    TypePair own = TypePair.of(TEXT, TEXT, ZoneOffset.UTC).orElseThrow();
    List<Integer> column = List.of(shape.indexOf(this.column));
    return new FormulaRule(
        column(side),
        side == Side.TARGET ? Flow.TO_TARGET : Flow.TO_SOURCE,
        side == Side.SOURCE ? column : List.of(),
        side == Side.TARGET ? column : List.of(),
        BySide.of(
            to -> to == side ? Optional.of(new Making(OURS, row -> OURS, own)) : Optional.empty()),
        BySide.of(s -> s == side ? List.of(own) : List.of()),
        FieldMeaning.of("constant on the " + side.word()));
  }

  /** What the field is called: each side may have one. */
  private static String column(Side side) {
    return "constant of the " + side.word();
  }

  /** Whether a field is a constant's. */
  static boolean isConstant(String field) {
    return field.startsWith("constant of ");
  }
}
