package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.decide.Decider.Looked;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.Children;
import dev.syncline.engine.relations.Parents.Ref;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells which records must not be deleted on a side, because one that stays there refers to them:
 * it was edited, added or moved to them on this side, and the other side, where they are gone, is
 * to be given it. A record that would be deleted itself needs nobody, unless it is needed: so it is
 * asked after the whole tree below, and each record of that is decided by itself first. Cycles
 * among those that go keep nobody.
 */
final class StillNeeded {
  private static final int BATCH = 500;

  private final RunState run;
  private final Side side;

  /** Who goes, and those among them that each of them refers to. */
  private final Map<Ref, Set<Ref>> going = new HashMap<>();

  /** Who was looked at and does not go. */
  private final Map<Ref, Looked> staying = new HashMap<>();

  private final Set<Ref> needed = new HashSet<>();

  StillNeeded(RunState run, Side side) {
    this.run = run;
    this.side = side;
  }

  /** Of some linked records of a task that would be deleted, those that are needed. */
  Set<Key> of(Task task, Set<Key> deleted) {
    Map<Integer, Set<Key>> level = deleted.isEmpty() ? Map.of() : Map.of(task.id(), deleted);
    deleted.forEach(key -> going.put(new Ref(task.id(), side, key), new HashSet<>()));
    while (!level.isEmpty()) {
      Map<Integer, Set<Key>> below = new HashMap<>();
      level.forEach((parents, keys) -> children(parents, List.copyOf(keys), below));
      level = below;
    }
    Deque<Ref> spread = new ArrayDeque<>(needed);
    while (!spread.isEmpty()) {
      for (Ref parent : going.getOrDefault(spread.pop(), Set.of())) {
        if (needed.add(parent)) {
          spread.push(parent);
        }
      }
    }
    return deleted.stream()
        .filter(key -> needed.contains(new Ref(task.id(), side, key)))
        .collect(Collectors.toSet());
  }

  /** Looks at those that refer to some records; adds those that go to the next level. */
  private void children(int parents, List<Key> keys, Map<Integer, Set<Key>> below) {
    for (TaskRun t : run.tasks.values()) {
      for (RelationRule rule : Children.relations(t.task, parents)) {
        for (int from = 0; from < keys.size(); from += BATCH) {
          List<Key> some = keys.subList(from, Math.min(from + BATCH, keys.size()));
          Map<Key, Key> found = Children.find(run.ends, t.task, rule, side, some);
          look(t, found.keySet(), below);
          found.forEach(
              (child, parent) -> {
                Ref ref = new Ref(t.task.id(), side, child);
                Ref to = new Ref(parents, side, parent);
                Set<Ref> others = going.get(ref);
                if (others != null) {
                  others.add(to);
                } else if (stays(Objects.requireNonNull(staying.get(ref)), t.task, rule)) {
                  needed.add(to);
                }
              });
        }
      }
    }
  }

  private void look(TaskRun t, Collection<Key> found, Map<Integer, Set<Key>> below) {
    List<Key> unseen =
        found.stream()
            .filter(key -> !going.containsKey(new Ref(t.task.id(), side, key)))
            .filter(key -> !staying.containsKey(new Ref(t.task.id(), side, key)))
            .toList();
    for (int from = 0; from < unseen.size(); from += Decider.BATCH) {
      List<Key> some = unseen.subList(from, Math.min(from + Decider.BATCH, unseen.size()));
      Map<Key, Link> links = run.links.asPlanned(t.task.id(), side, some);
      List<Work> work = new ArrayList<>(some.size());
      for (Key key : some) {
        Link link = links.get(key);
        work.add(link == null ? Work.alone(side, key, 0) : Work.of(link));
      }
      List<Looked> looked = t.decider.foresee(work);
      for (int i = 0; i < looked.size(); i++) {
        Ref ref = new Ref(t.task.id(), side, some.get(i));
        if (looked.get(i).goes(side)) {
          going.put(ref, new HashSet<>());
          below.computeIfAbsent(t.task.id(), task -> new HashSet<>()).add(ref.key());
        } else {
          staying.put(ref, looked.get(i));
        }
      }
    }
  }

  /**
   * Whether a record that is not deleted goes on referring to its parent in a way that concerns the
   * other side: that does not hold it, or is to be given the reference.
   */
  private boolean stays(Looked child, Task task, RelationRule rule) {
    if (child.pair().on(side) instanceof Observed.Absent) {
      return false; // it went meanwhile
    }
    return child.pair().on(side.other()) instanceof Observed.Absent
        ? child.lines().stream().noneMatch(line -> gives(line, side, task, rule))
        : child.lines().stream()
            .anyMatch(
                line ->
                    gives(line, side.other(), task, rule)
                        || line instanceof PlanItem.Held h && h.fields().contains(rule.name()));
  }

  /** Whether a line gives a record of a side another parent. */
  private static boolean gives(PlanItem line, Side to, Task task, RelationRule rule) {
    return line instanceof PlanItem.Update u
        && u.side() == to
        && u.changes().stream().anyMatch(c -> task.fields().get(c.field()).equals(rule));
  }
}
