package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Optional;

/** A record's key as a person types it. */
public final class TypedKey {
  private TypedKey() {}

  /** A key as a person typed it, if it is one of a side's object. */
  static Optional<Key> maybe(Task task, Side side, String text) {
    try {
      return Optional.of(of(task, side, text));
    } catch (CommandError notOfThisSide) {
      return Optional.empty();
    }
  }

  /** A key as a person typed it, of a side's object. */
  public static Key of(Task task, Side side, String text) {
    ObjectSchema schema = task.schema(side);
    List<Type> types =
        schema.identity().stream()
            .map(name -> schema.column(name).map(Column::type).orElseThrow())
            .toList();
    try {
      return Key.parse(text, types);
    } catch (IllegalArgumentException e) {
      throw CommandError.usage(
          "\""
              + text
              + "\" is no key of "
              + schema.name()
              + " ("
              + String.join(", ", schema.identity())
              + "): "
              + e.getMessage()
              + ". Name a record by what stands in "
              + Words.list(schema.identity()));
    }
  }
}
