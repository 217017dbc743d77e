package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.value.Flaw;
import dev.syncline.engine.store.StateStore;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds creates that give their row a key under which another record is still linked. The system
 * would take it when that record's row is gone there; but what its going means has to be settled
 * first, or one key would stand for two records. (A record that moves to such a key leaves one
 * behind, which {@link LinkKeeper} gives to the other's link.)
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
    for (int i = 0; i < operations.size(); i++) {
      List<Change> writes = changes.get(i);
      Key key = writes != null && operations.get(i) instanceof Create ? given(side, writes) : null;
      if (key != null) {
        given.put(i, key);
      }
    }
    if (given.isEmpty()) {
      return taken;
    }
    Map<Key, Link> linked = store.links(task.id(), side, new HashSet<>(given.values()));
    given.forEach(
        (i, key) -> {
          Link link = linked.get(key);
          if (link != null && !comesBack((Create) operations.get(i), side, link)) {
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

  /** Whether it is the record of that link which comes back under the key that it had. */
  private static boolean comesBack(Create create, Side side, Link link) {
    return link.key(side.other()).equals(create.origin());
  }

  /** The key that a create gives its row; null when the system makes it. */
  private @Nullable Key given(Side side, Collection<Change> changes) {
    int[] columns = task.shape(side).key();
    @Nullable Object[] parts = new Object[columns.length];
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
