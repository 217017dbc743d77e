package dev.syncline.engine;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.plan.PlanItem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses deletes that would make the system itself delete further records, which no plan showed.
 * Children that a sync knows are deleted before their parents and are gone by then.
 */
final class Cascades {
  private final Ends ends;
  private final Map<Side, List<ObjectSchema>> schemas = new EnumMap<>(Side.class);

  Cascades(Ends ends) {
    this.ends = ends;
  }

  /** Why a delete is refused; null when it is not. */
  @Nullable String refuses(Task task, PlanItem.Delete delete) {
    Side side = delete.side();
    Key key = java.util.Objects.requireNonNull(delete.key(side));
    String parent = task.schema(side).name();
    for (ObjectSchema child : schemas(side)) {
      for (ObjectSchema.ForeignKey fk : child.foreignKeys()) {
        if (!fk.cascadesDelete()
            || !fk.references().equals(parent)
            || !fk.referencedColumns().equals(task.schema(side).identity())) {
          continue;
        }
        List<String> columns = new ArrayList<>(child.identity());
        fk.columns().stream().filter(c -> !columns.contains(c)).forEach(columns::add);
        int children =
            ends.on(side)
                .find(
                    child.shape(columns),
                    fk.columns(),
                    java.util.Collections.singletonList(key.parts()),
                    false)
                .size();
        if (children > 0) {
          return "deleting "
              + parent
              + " "
              + key
              + " would also delete "
              + children
              + " of "
              + child.name()
              + " (ON DELETE CASCADE), which this plan does not show. Delete them"
              + " first, or add a task for "
              + child.name()
              + ".";
        }
      }
    }
    return null;
  }

  private List<ObjectSchema> schemas(Side side) {
    return schemas.computeIfAbsent(
        side,
        s -> {
          Connector connector = ends.on(s);
          return connector.objects().stream().map(connector::describe).toList();
        });
  }
}
