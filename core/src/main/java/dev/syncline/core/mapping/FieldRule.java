package dev.syncline.core.mapping;

import dev.syncline.core.Side;
import dev.syncline.core.value.TypePair;
import java.util.List;

/**
 * One thing that a task keeps the same on both sides. A rule reads and writes columns by their
 * position in the task's shape of a side.
 */
public sealed interface FieldRule {

  /** The rule as a person would write it, such as {@code first_name <-> given_name}. */
  String name();

  /** Which way its values travel. */
  Flow flow();

  /** Positions in the side's shape of the columns it reads and writes, in rule order. */
  List<Integer> columns(Side side);

  /** How each column of {@link #columns} is compared and carried, in the same order. */
  List<TypePair> pairs();

  /**
   * A stable name for what the rule means: columns, kind and canonical types. When it differs from
   * the one in the base's layout, the field is re-based.
   */
  String meaning();

  /** A column that equals a column. */
  record ColumnRule(String name, Flow flow, int source, int target, TypePair pair, String meaning)
      implements FieldRule {
    @Override
    public List<Integer> columns(Side side) {
      return List.of(side == Side.SOURCE ? source : target);
    }

    @Override
    public List<TypePair> pairs() {
      return List.of(pair);
    }
  }

  /**
   * A foreign key that points to the same record as a foreign key, seen through the links of
   * another task (or of this one).
   *
   * @param through id of the task whose links translate it
   * @param parents what that task is called
   * @param source columns that hold the parent's key on the source, in the parent key's order
   * @param target the same on the target
   * @param sourceNullable whether the source's columns may be null, so that the reference can be
   *     written after the record
   * @param targetNullable the same on the target
   * @param missingParent what happens when the parent has no counterpart
   */
  record RelationRule(
      String name,
      Flow flow,
      int through,
      String parents,
      List<Integer> source,
      List<Integer> target,
      boolean sourceNullable,
      boolean targetNullable,
      MissingParent missingParent,
      String meaning)
      implements FieldRule {
    public RelationRule {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    @Override
    public List<Integer> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    /** A relation's values are never compared across sides, only through links. */
    @Override
    public List<TypePair> pairs() {
      return List.of();
    }

    /** Whether the reference on a side can be null for a while. */
    public boolean nullable(Side side) {
      return side == Side.SOURCE ? sourceNullable : targetNullable;
    }
  }

  /** Which way a rule's values travel. */
  enum Flow {
    BOTH,
    TO_TARGET,
    TO_SOURCE;

    /** Whether values may be written to {@code side}. */
    public boolean writes(Side side) {
      return this == BOTH || (this == TO_TARGET) == (side == Side.TARGET);
    }
  }

  /** What happens to a record whose parent has no link. */
  enum MissingParent {
    HOLD,
    NULL,
    REJECT
  }
}
