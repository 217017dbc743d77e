package dev.syncline.engine.config;

import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import java.util.List;
import java.util.Optional;

/** An entry of a task's {@code fields}. */
public sealed interface FieldConfig {
  /** Where it is configured. */
  Position at();

  /** Which way its values travel. */
  Flow flow();

  /** A column that equals a column. */
  record ColumnField(Position at, String source, Flow flow, String target) implements FieldConfig {}

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
      Optional<MissingParent> missingParent)
      implements FieldConfig {
    public RelationField {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }
  }
}
