package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import java.util.List;

/**
 * Checks that the column by which a module lets records be chosen is there in both environments.
 */
final class ChoiceCheck {
  private ChoiceCheck() {}

  static void check(SyncConfig sync, Draft draft, Findings findings) {
    for (ModuleConfig module : sync.promotion().map(Promotion::modules).orElse(List.of())) {
      Name column = module.choose().get(draft.config().name());
      for (Side side : Side.values()) {
        if (column != null && draft.schema(side).column(column.text()).isEmpty()) {
          findings.error(
              column.at(),
              "choose of module "
                  + module.name().text()
                  + " names \""
                  + column.text()
                  + "\", which "
                  + draft.schema(side).name()
                  + " of "
                  + sync.connection(side).text()
                  + " does not have",
              Nearest.remedy(
                  column.text(),
                  "Its columns",
                  draft.schema(side).columns().stream().map(Column::name).toList()));
        }
      }
    }
  }
}
