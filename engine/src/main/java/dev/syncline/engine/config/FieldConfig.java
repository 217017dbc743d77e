package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Winner;
import java.util.List;
import java.util.Optional;

/** An entry of a task's {@code fields}. */
public sealed interface FieldConfig {
  /** Where it is configured. */
  Position at();

  /** Which way its values travel. */
  Flow flow();

  /** Who wins it when both sides changed it; nothing: as the task says. */
  Optional<Winner> winner();

  /** A column that equals a column. */
  record ColumnField(Position at, String source, Flow flow, String target, Optional<Winner> winner)
      implements FieldConfig {}

  /**
   * Columns that follow from the other side's by expressions; at least one of the two is there.
   *
   * @param to the target's column, and the expression over the source that makes it
   * @param from the source's column, and the expression over the target that makes it
   */
  record FormulaField(Position at, Optional<Made> to, Optional<Made> from, Optional<Winner> winner)
      implements FieldConfig {
    @Override
    public Flow flow() {
      return to.isEmpty() ? Flow.TO_SOURCE : from.isEmpty() ? Flow.TO_TARGET : Flow.BOTH;
    }

    /** What makes a side's column. */
    public Optional<Made> made(Side side) {
      return side == Side.TARGET ? to : from;
    }
  }

  /**
   * A column, and the SQL expression over the other side's columns that makes it.
   *
   * @param sql the expression, and where it stands
   */
  record Made(String column, Name sql) {}

  /**
   * A column that holds the same in every record that the task is about: it is written to new ones,
   * and what holds something else is out of scope.
   *
   * @param side whose column it is
   * @param value the constant as it is written, and where
   */
  record ConstantField(Position at, Side side, String column, Name value) implements FieldConfig {
    @Override
    public Flow flow() {
      return side == Side.TARGET ? Flow.TO_TARGET : Flow.TO_SOURCE;
    }

    /** Where both sides hold the record within scope they agree on it. */
    @Override
    public Optional<Winner> winner() {
      return Optional.empty();
    }
  }

  /**
   * A column that is looked up in an object of its own side.
   *
   * @param side whose column it is
   * @param object in which is looked
   * @param found the column of it that is the value
   * @param where which of its records, by what the other side's record holds
   * @param missing what comes of a record for which there is none
   * @param direction which ways it goes; nothing: both, where there is a way back
   */
  record LookupField(
      Position at,
      Side side,
      String column,
      Name object,
      String found,
      Name where,
      OnMissing missing,
      Optional<Direction> direction,
      Optional<Winner> winner)
      implements FieldConfig {
    /** The ways that it goes if there is a way back. */
    @Override
    public Flow flow() {
      boolean back = direction.orElse(Direction.TWO_WAY) == Direction.TWO_WAY;
      return back ? Flow.BOTH : side == Side.TARGET ? Flow.TO_TARGET : Flow.TO_SOURCE;
    }
  }

  /** What comes of a record for whose column nothing is found. */
  enum OnMissing {
    /** It is rejected, and tried again by each run. */
    REJECT,
    /** Its column is null. */
    NULL,
    /** A row that leads to it is added. */
    CREATE
  }

  /**
   * A foreign key that refers to the same record as a foreign key.
   *
   * @param through name of the task whose links translate it; nothing: found by the foreign keys
   * @param missingParent what happens without a link of the parent; nothing: as the task says
   */
  record RelationField(
      Position at,
      List<String> source,
      Flow flow,
      List<String> target,
      Optional<String> through,
      Optional<MissingParent> missingParent,
      Optional<Winner> winner)
      implements FieldConfig {
    public RelationField {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }
  }
}
