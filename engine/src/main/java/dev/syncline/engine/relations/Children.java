package dev.syncline.engine.relations;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.engine.sync.Ends;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks up the rows of a side that refer to some records: relations, followed backwards. */
public final class Children {
  private Children() {}

  /** The relations of a task that lead to the records of another, or of its own. */
  public static List<RelationRule> relations(Task task, int parents) {
    return task.fields().stream()
        .filter(f -> f instanceof RelationRule r && r.through() == parents)
        .map(RelationRule.class::cast)
        .toList();
  }

  /**
   * The keys of a side's rows that refer to some keys by a relation, each with the one it means.
   */
  public static Map<Key, Key> find(
      Ends ends, Task task, RelationRule rule, Side side, Collection<Key> keys) {
    List<String> columns =
        rule.columns(side).stream().map(c -> task.shape(side).columns().get(c).name()).toList();
    Set<Key> wanted = Set.copyOf(keys);
    Map<Key, Key> found = new HashMap<>();
    for (Row row :
        ends.on(side)
            .find(task.shape(side), columns, keys.stream().map(Key::parts).toList(), false)) {
      Key key = row.key();
      Key parent = Fingerprints.parent(rule, side, row);
      if (key != null && parent != null && wanted.contains(parent)) {
        found.put(key, parent);
      }
    }
    return found;
  }
}
