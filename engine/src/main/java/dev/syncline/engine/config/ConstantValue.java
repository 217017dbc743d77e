package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.config.FieldConfig.ConstantField;
import java.time.ZoneOffset;
import java.util.Optional;

/** Reads a constant as its column holds it. */
final class ConstantValue {
  private ConstantValue() {}

  /** The rule; nothing when the column cannot hold the constant, which is said. */
  static Optional<Draft.Constant> of(
      Draft draft, ConstantField field, Column column, Findings findings) {
    if (!column.writable()) {
      wrong(draft, field, column, "the system computes it", findings);
      return Optional.empty();
    }
    Optional<TypePair> pair =
        column.type() instanceof Type.Binary
            ? Optional.empty()
            : TypePair.of(Type.Text.UNBOUNDED, column.type(), ZoneOffset.UTC);
    if (pair.isEmpty()) {
      wrong(draft, field, column, "no constant can be of that type", findings);
      return Optional.empty();
    }
    try {
      Object value = pair.get().carry(Side.SOURCE, field.value().text());
      if (value == null) {
        wrong(draft, field, column, "it would be null", findings);
        return Optional.empty();
      }
      return Optional.of(new Draft.Constant(field.at(), field.side(), column, value));
    } catch (Unrepresentable e) {
      boolean isText = column.type() instanceof Type.Text;
      wrong(
          draft,
          field,
          column,
          isText ? "it is too long" : "it is to be " + pair.get().expected(),
          findings);
      return Optional.empty();
    }
  }

  private static void wrong(
      Draft draft, ConstantField field, Column column, String why, Findings findings) {
    findings.error(
        field.value().at(),
        "task "
            + draft.config().name()
            + ": column "
            + column.name()
            + " of "
            + draft.schema(field.side()).name()
            + " is "
            + column.nativeType()
            + " and cannot hold the constant \""
            + field.value().text()
            + "\": "
            + why,
        "");
  }
}
