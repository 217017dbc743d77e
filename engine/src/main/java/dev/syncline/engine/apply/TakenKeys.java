package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.value.Flaw;
import dev.syncline.engine.store.StateStore;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds operations that give a row a key under which another record is still linked. The system
 * would take it when that record's row is gone there; but what its going means has to be settled
 * first, or one key would stand for two records.
 */
final class TakenKeys {
  private final Task task;
  private final StateStore store;

  TakenKeys(Task task, StateStore store) {
    this.task = task;
    this.store = store;
  }

  /**
   * Which of some operations take such a key, by their place.
   *
   * @param changes what each changes, all references resolved; null for one that is not sent
   */
  BitSet among(
      Side side, List<? extends Operation> operations, List<@Nullable List<Change>> changes) {
    BitSet taken = new BitSet();
    if (!task.fields().stream().anyMatch(f -> task.writes(side, f) && inKey(side, f))) {
      return taken;
    }
    Map<Integer, Key> given = new HashMap<>();
    Set<Key> left = new HashSet<>();
    for (int i = 0; i < operations.size(); i++) {
      Operation op = operations.get(i);
      List<Change> writes = changes.get(i);
      Key now = op.key(side);
      Key next = writes == null || op instanceof Delete ? null : given(side, op, writes);
      if (next != null && !next.equals(now)) {
        given.put(i, next);
        if (op instanceof Update && now != null) {
          left.add(now);
        }
      }
    }
    if (given.isEmpty()) {
      return taken;
    }
    Map<Key, Link> linked = store.links(task.id(), side, new HashSet<>(given.values()));
    given.forEach(
        (i, key) -> {
          Link link = linked.get(key);
          // A record that itself moves away among these operations leaves its key.
          if (link != null && !left.contains(key) && !sameRecord(operations.get(i), side, link)) {
            taken.set(i);
          }
        });
    return taken;
  }

  private boolean inKey(Side side, FieldRule rule) {
    for (int column : task.shape(side).key()) {
      if (rule.columns(side).contains(column)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameRecord(Operation op, Side side, Link link) {
    Key other = op instanceof Create c ? c.origin() : op.key(side.other());
    return link.key(side.other()).equals(other);
  }

  /** The key that an operation gives its row; null when the system makes it. */
  private @Nullable Key given(Side side, Operation op, Collection<Change> changes) {
    int[] columns = task.shape(side).key();
    @Nullable Object[] parts = new Object[columns.length];
    Key now = op instanceof Update u ? u.key(side) : null;
    if (now != null) {
      System.arraycopy(now.parts(), 0, parts, 0, parts.length);
    }
    for (Change change : changes) {
      List<Integer> positions = task.fields().get(change.field()).columns(side);
      for (int i = 0; i < positions.size(); i++) {
        for (int k = 0; k < columns.length; k++) {
          if (columns[k] == positions.get(i)) {
            parts[k] = change.after()[i];
          }
        }
      }
    }
    Object[] whole = new Object[parts.length];
    for (int k = 0; k < parts.length; k++) {
      Object part = parts[k];
      if (part == null || part instanceof Flaw) {
        return null;
      }
      whole[k] = part;
    }
    return Key.of(whole);
  }
}
