package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A compiled part of an expression.
 *
 * @param type what it gives; null of the literal NULL, which is of every type
 * @param nullable whether it may give null
 * @param place where it stands
 * @param constant whether it gives the same for every row, without a refusal
 * @param evaluation how its value comes of a row
 */
record Step(
    @Nullable Type type, boolean nullable, Place place, boolean constant, Evaluation evaluation) {

  /** Gives the value of a row's values: null, or of the class that {@link Kind} names. */
  @FunctionalInterface
  interface Evaluation {
    @Nullable Object of(@Nullable Object[] row) throws Refusal;
  }

  private static final @Nullable Object[] NO_ROW = {};

  static Step literal(Place place, @Nullable Type type, @Nullable Object value) {
    return new Step(type, value == null, place, true, row -> value);
  }

  @Nullable Object of(@Nullable Object[] row) throws Refusal {
    return evaluation.of(row);
  }

  boolean isNull() {
    return type == null;
  }

  Type knownType() {
    return Objects.requireNonNull(type);
  }

  Kind kind() {
    return Kind.of(knownType());
  }

  /** What it gives for every row. */
  @Nullable Object value() {
    try {
      return of(NO_ROW);
    } catch (Refusal e) {
      throw new AssertionError("not constant", e);
    }
  }

  /** Evaluated now if nothing it rests on comes of the row; a refusal is left to the rows. */
  Step folded(boolean argumentsAreConstant) {
    if (!argumentsAreConstant) {
      return this;
    }
    try {
      Object value = of(NO_ROW);
      return new Step(type, value == null, place, true, row -> value);
    } catch (Refusal e) {
      return this;
    }
  }

  /** The same value in another kind of number, or unchanged, as a branch of a common type. */
  Step as(Type common) {
    if (type == null || Kind.of(common) == kind()) {
      return this;
    }
    Kind wanted = Kind.of(common);
    return new Step(
        common,
        nullable,
        place,
        constant,
        row -> {
          Object value = of(row);
          return value == null ? null : Numbers.as(wanted, value);
        });
  }
}
