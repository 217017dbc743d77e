package dev.syncline.engine.relations;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Refuses deletes that would make the system itself delete further records, which no plan showed.
 * Children that a sync knows are deleted before their parents and are gone by then.
 */
public final class Cascades {
  private final Ends ends;
  private final Map<Side, List<ObjectSchema>> schemas = new EnumMap<>(Side.class);

  public Cascades(Ends ends) {
    this.ends = ends;
  }

  /** Why a delete is refused; null when it is not. */
  public @Nullable String refuses(Task task, PlanItem.Delete delete) {
    return refusesAny(t -> task, List.of(delete));
  }

  /**
   * Why one of some operations that are all or none is refused; null when none is. What one deletes
   * may go with another.
   */
  public @Nullable String refusesAny(
      IntFunction<Task> tasks, List<? extends PlanItem.Operation> operations) {
    Map<String, Set<Key>> going = new HashMap<>();
    for (PlanItem.Operation op : operations) {
      if (op instanceof PlanItem.Delete d) {
        String object = tasks.apply(d.task()).schema(d.side()).name();
        going.computeIfAbsent(object, o -> new HashSet<>()).add(key(d));
      }
    }
    for (PlanItem.Operation op : operations) {
      String no = op instanceof PlanItem.Delete d ? refuses(tasks.apply(d.task()), d, going) : null;
      if (no != null) {
        return no;
      }
    }
    return null;
  }

  private static Key key(PlanItem.Delete delete) {
    return Objects.requireNonNull(delete.key(delete.side()));
  }

  private @Nullable String refuses(Task task, PlanItem.Delete delete, Map<String, Set<Key>> going) {
    Side side = delete.side();
    Key key = key(delete);
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
        Set<Key> asked = going.getOrDefault(child.name(), Set.of());
        long children =
            ends
                .on(side)
                .find(
                    child.shape(columns),
                    fk.columns(),
                    Collections.singletonList(key.parts()),
                    false)
                .stream()
                .map(Row::key)
                .filter(k -> k == null || !asked.contains(k))
                .count();
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
              + " first, or let a task over "
              + child.name()
              + " delete them in the same plan.";
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
