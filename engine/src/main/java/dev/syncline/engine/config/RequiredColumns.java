package dev.syncline.engine.config;

import dev.syncline.connect.parts.Part;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether new records of a task get all that their systems demand of them. */
final class RequiredColumns {
  private final SyncConfig sync;
  private final BySide<Map<String, Whole>> wholes;
  private final Findings findings;

  /**
   * @param wholes the objects of each side whose records have parts, by name
   */
  RequiredColumns(SyncConfig sync, BySide<Map<String, Whole>> wholes, Findings findings) {
    this.sync = sync;
    this.wholes = wholes;
    this.findings = findings;
  }

  /**
   * Finds those that every new record needs and no rule of a task gives, which would reject each
   * create.
   */
  void of(Draft draft) {
    for (Side side : Side.values()) {
      List<String> given =
          draft.rules().stream()
              .filter(r -> r.flow().writes(side))
              .flatMap(r -> r.names(side).stream())
              .toList();
      if (sync.direction().writes(side)) {
        requiredOfParts(draft, side, given);
      }
      if (!sync.creates(side, draft.config())) {
        continue;
      }
      List<String> lacking =
          draft.schema(side).columns().stream()
              .filter(Column::required)
              .map(Column::name)
              .filter(c -> !given.contains(c))
              .toList();
      if (!lacking.isEmpty()) {
        findings.error(
            draft.config().at(),
            "task "
                + draft.config().name()
                + ": new records in "
                + draft.schema(side).name()
                + " need "
                + String.join(", ", lacking)
                + " (NOT NULL without a default), which no"
                + " field gives",
            "Add "
                + (lacking.size() == 1 ? "it" : "them")
                + " to \"fields\""
                + (lacking.stream().anyMatch(c -> isGeneratedOpposite(draft, side, c))
                        && !draft.config().settlement().sameIds()
                    ? ", with \"same-ids: true\" because the other side generates it, if one number"
                        + " is the same record on both sides"
                    : "")
                + (sync.promotion().isPresent()
                    ? ""
                    : ", or add nothing there: " + addNothing(side))
                + ".");
      }
    }
  }

  /** Whether the column of the same name on the other side is one that its system generates. */
  private static boolean isGeneratedOpposite(Draft draft, Side side, String column) {
    return draft.schema(side.other()).columns().stream()
        .anyMatch(
            c ->
                c.origin() == Column.Origin.GENERATED
                    && Columns.normal(c.name()).equals(Columns.normal(column)));
  }

  /** The same of columns that every new row of a part needs that is added. */
  private void requiredOfParts(Draft draft, Side side, List<String> given) {
    Optional<Whole> whole = Optional.ofNullable(wholes.on(side).get(draft.schema(side).name()));
    for (Part part : whole.map(Whole::parts).orElse(List.of())) {
      List<String> lacking =
          part.required().stream()
              .map(c -> part.calls(c.name()))
              .filter(c -> !given.contains(c))
              .toList();
      boolean filled = part.columns().stream().anyMatch(c -> given.contains(part.calls(c.name())));
      boolean added = sync.creates(side, draft.config()) && !whole.orElseThrow().canLack(part);
      if (!lacking.isEmpty() && (filled || added)) {
        findings.error(
            draft.config().at(),
            "task "
                + draft.config().name()
                + ": new rows of "
                + part.object().name()
                + " need "
                + String.join(", ", lacking)
                + " (NOT NULL without a default), which no field gives",
            "Add "
                + (lacking.size() == 1 ? "it" : "them")
                + " to \"fields\", or give the column a default.");
      }
    }
  }

  /** What a sync says that creates nothing on a side; a task cannot say it for itself. */
  private String addNothing(Side side) {
    return "\"create: { to-"
        + side.word()
        + ": false }\" in sync "
        + sync.name()
        + ", at "
        + sync.at();
  }
}
