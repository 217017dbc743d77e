package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.relations.Children;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records that refer to one which comes back under another key, in systems where nothing
 * cascades: they hold its old key, and nothing about them changed. They become due before it is
 * written, and follow it (see {@code Facts.follows}).
 */
final class Followers {
  private static final int BATCH = 500;

  private final RunState run;
  private final Map<Side, List<PlanItem.Create>> returning = new HashMap<>();

  Followers(RunState run) {
    this.run = run;
  }

  /** A record comes back. */
  void of(PlanItem.Create create) {
    Key before = create.replaces();
    if (before != null && !before.equals(given(create))) {
      run.parents.leave(create.task(), create.side(), before);
      returning.computeIfAbsent(create.side(), side -> new ArrayList<>()).add(create);
    }
  }

  /** The key that a record is given by its fields; null where the system generates it. */
  private @Nullable Key given(PlanItem.Create create) {
    Task task = run.task(create.task()).task;
    List<String> identity = task.schema(create.side()).identity();
    Object[] parts = new Object[identity.size()];
    for (Change change : create.changes()) {
      List<Integer> columns = task.fields().get(change.field()).columns(create.side());
      for (int i = 0; i < columns.size(); i++) {
        int part = identity.indexOf(task.shape(create.side()).columns().get(columns.get(i)).name());
        if (part >= 0) {
          parts[part] = change.after()[i];
        }
      }
    }
    return Arrays.stream(parts).anyMatch(p -> p == null || p instanceof Awaited)
        ? null
        : Key.of(parts);
  }

  /** Gives the links of the records that follow those of a task lately told of. */
  void find(Task parents, BiConsumer<TaskRun, Link> found) {
    returning.forEach((side, some) -> find(parents, side, some, found));
    returning.clear();
  }

  private void find(
      Task parents, Side side, List<PlanItem.Create> some, BiConsumer<TaskRun, Link> found) {
    for (TaskRun t : run.tasks.values()) {
      Children.relations(t.task, parents.id()).stream()
          .filter(r -> t.task.writes(side, r))
          .forEach(
              rule -> {
                for (int from = 0; from < some.size(); from += BATCH) {
                  List<Key> keys =
                      some.subList(from, Math.min(from + BATCH, some.size())).stream()
                          .map(create -> create.key(side))
                          .toList();
                  linked(t, side, Children.find(run.ends, t.task, rule, side, keys).keySet())
                      .forEach(link -> found.accept(t, link));
                }
              });
    }
  }

  private Collection<Link> linked(TaskRun t, Side side, Set<Key> keys) {
    Map<Key, Link> links = run.store.links(t.task.id(), side, keys);
    if (!links.isEmpty() && !run.links.planning()) {
      run.leftovers.announce(
          t.task.id(),
          side,
          links.keySet(),
          "the record it refers to comes back under another key");
    }
    return links.values();
  }
}
