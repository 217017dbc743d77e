package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.value.TypePair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields that suggest themselves: foreign keys between objects that are kept in step, and
 * columns of the same name and compatible type. Generated and computed columns never do.
 */
final class ChosenFields {
  private final Draft draft;
  private final FieldCompiler fields;
  private final Relations relations;
  private final Findings findings;

  ChosenFields(Draft draft, FieldCompiler fields, Relations relations, Findings findings) {
    this.draft = draft;
    this.fields = fields;
    this.relations = relations;
    this.findings = findings;
  }

  /** Relations by foreign keys first, then columns by their names. */
  void add() {
    new ChosenRelations(draft, relations, findings)
        .choose()
        .forEach(r -> fields.addChosen(draft, r));
    for (Column source : draft.schema(Side.SOURCE).columns()) {
      sameNamed(source).ifPresent(target -> add(source, target));
    }
  }

  private Optional<Column> sameNamed(Column source) {
    ObjectSchema schema = draft.schema(Side.TARGET);
    Optional<Column> exact = schema.column(source.name());
    if (exact.isPresent()) {
      return exact;
    }
    List<Column> loose = new ArrayList<>();
    for (Column column : schema.columns()) {
      boolean taken = draft.schema(Side.SOURCE).column(column.name()).isPresent();
      if (!taken && Columns.normal(column.name()).equals(Columns.normal(source.name()))) {
        loose.add(column);
      }
    }
    return loose.size() == 1 ? Optional.of(loose.getFirst()) : Optional.empty();
  }

  private void add(Column source, Column target) {
    if (draft.used(Side.SOURCE).contains(source.name())
        || draft.used(Side.TARGET).contains(target.name())
        || !mayChoose(Side.SOURCE, source)
        || !mayChoose(Side.TARGET, target)) {
      return;
    }
    Position at = draft.config().at();
    String task = "task " + draft.config().name() + ": ";
    for (Side side : Side.values()) {
      String name = (side == Side.SOURCE ? source : target).name();
      Optional<ForeignKey> key = relations.untranslatable(draft, side, name);
      if (key.isPresent()) {
        findings.warning(
            at,
            task
                + name
                + " of "
                + draft.schema(side).name()
                + " refers to "
                + key.get().references()
                + ", which no one task of this sync keeps in step, and is left out",
            "Add a task for "
                + key.get().references()
                + ", or list the relation under \"fields\".");
        return;
      }
    }
    if (!fields.addChosen(draft, source, target)) {
      findings.note(
          at,
          task
              + source.name()
              + " is left out, because it is "
              + source.nativeType()
              + " here and "
              + target.nativeType()
              + " there: "
              + TypePair.whyNot(source.type(), target.type()),
          "");
    }
  }

  /** A model asks for what it computes. */
  private boolean mayChoose(Side side, Column column) {
    return switch (column.origin()) {
      case GIVEN, DEFAULT, DEFAULT_OF_PART -> true;
      case GENERATED -> draft.config().settlement().sameIds();
      case COMPUTED -> draft.schema(side).isModel();
    };
  }
}
