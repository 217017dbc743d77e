package dev.syncline.core.mapping;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * What the rule means. A field whose base was made under a meaning that this one does not {@link
   * FieldMeaning#holds hold} is re-based.
   */
  FieldMeaning meaning();

  /** Whether a row of {@code giver} gives the other side nothing but null. */
  default boolean givesNull(Side giver, Row row) {
    return columns(giver).stream().allMatch(column -> row.get(column) == null);
  }

  /** A column that equals a column. */
  record ColumnRule(
      String name, Flow flow, int source, int target, TypePair pair, FieldMeaning meaning)
      implements FieldRule {
    @Override
    public List<Integer> columns(Side side) {
      return List.of(side == Side.SOURCE ? source : target);
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
      FieldMeaning meaning)
      implements FieldRule {
    public RelationRule {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    @Override
    public List<Integer> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    /** Whether the reference on a side can be null for a while. */
    public boolean nullable(Side side) {
      return side == Side.SOURCE ? sourceNullable : targetNullable;
    }
  }

  /**
   * Columns that follow from columns of the other side, and of what its rows lead to. One way it
   * has any number of columns to read and one to write, which it makes of them; both ways one
   * column of each side, and a way back.
   *
   * @param kind what a person called it
   * @param source columns of the source that are read or written
   * @param target the same on the target
   * @param related for each side the positions of values of other records that count as its own:
   *     when one of them changes, so did the side
   * @param makes for each side what makes its one column of the other side's row; nothing where no
   *     value flows there
   * @param own how the columns of each side, then those related, are told from what they held
   *     before, in their order
   */
  record FormulaRule(
      Kind kind,
      String name,
      Flow flow,
      List<Integer> source,
      List<Integer> target,
      BySide<List<Integer>> related,
      BySide<Optional<Making>> makes,
      BySide<List<TypePair>> own,
      FieldMeaning meaning)
      implements FieldRule {
    public FormulaRule {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    /** An expression over a side's own columns. */
    public FormulaRule(
        String name,
        Flow flow,
        List<Integer> source,
        List<Integer> target,
        BySide<Optional<Making>> makes,
        BySide<List<TypePair>> own,
        FieldMeaning meaning) {
      this(
          Kind.EXPRESSION,
          name,
          flow,
          source,
          target,
          new BySide<>(List.of(), List.of()),
          makes,
          own,
          meaning);
    }

    /** What a formula is to people. */
    public enum Kind {
      EXPRESSION,
      LOOKUP
    }

    @Override
    public List<Integer> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    /**
     * What a side is to hold for a row of the other side: null, of the class that its column's type
     * names, or an {@link Adding}.
     *
     * @throws Formula.NoValue if the formula gives none for the row
     * @throws Unrepresentable if the column cannot hold it
     */
    public @Nullable Object make(Side to, Row from) throws Formula.NoValue, Unrepresentable {
      Making making = makes.on(to).orElseThrow();
      Object made = making.formula().of(from);
      return made instanceof Adding ? made : making.pair().carry(to.other(), made);
    }

    @Override
    public boolean givesNull(Side giver, Row row) {
      try {
        return makes.on(giver.other()).isPresent() && make(giver.other(), row) == null;
      } catch (Formula.NoValue | Unrepresentable e) {
        return false;
      }
    }

    /** Whether one side's columns are what the other's make, whichever way values flow. */
    public boolean agree(Row source, Row target) {
      return isMade(Side.TARGET, source, target) || isMade(Side.SOURCE, target, source);
    }

    private boolean isMade(Side to, Row from, Row there) {
      if (makes.on(to).isEmpty()) {
        return false;
      }
      Making making = makes.on(to).get();
      Object held = there.get(columns(to).getFirst());
      try {
        Object made = making.formula().of(from);
        return to == Side.TARGET ? making.pair().same(made, held) : making.pair().same(held, made);
      } catch (Formula.NoValue e) {
        return false;
      }
    }
  }

  /**
   * What makes the value of a column.
   *
   * @param text the formula as a person wrote it
   * @param pair the formula's type, on the side whose rows it reads, and the column's on the other
   */
  record Making(String text, Formula formula, TypePair pair) {}

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
