package dev.syncline.engine.apply;

import dev.syncline.connect.KeyOf;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.store.StateStore;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What stands for the keys that operations wait for, as far as there is anything by now. */
final class AwaitedKeys {
  private final Map<Parent, Object[]> keys = new HashMap<>();

  private record Parent(int task, Side from, Key key) {
    static Parent of(Awaited a) {
      return new Parent(a.task(), a.from(), a.key());
    }
  }

  /** The keys of records that are linked. */
  static AwaitedKeys linked(StateStore store, List<? extends Operation> operations) {
    Map<Integer, Map<Side, Set<Key>>> wanted = new HashMap<>();
    for (Operation op : operations) {
      for (Change change : changes(op)) {
        Awaited a = awaited(change);
        if (a != null) {
          wanted
              .computeIfAbsent(a.task(), t -> new EnumMap<>(Side.class))
              .computeIfAbsent(a.from(), f -> new HashSet<>())
              .add(a.key());
        }
      }
    }
    AwaitedKeys found = new AwaitedKeys();
    wanted.forEach(
        (task, sides) ->
            sides.forEach(
                (from, keys) -> {
                  for (Map.Entry<Key, Link> e : store.links(task, from, keys).entrySet()) {
                    found.keys.put(
                        new Parent(task, from, e.getKey()), e.getValue().key(from.other()).parts());
                  }
                }));
    return found;
  }

  /** The same, and for a record that one of the operations creates its key to be. */
  static AwaitedKeys among(StateStore store, List<? extends Operation> operations) {
    AwaitedKeys found = linked(store, operations);
    Map<Parent, String> made = new HashMap<>();
    for (Operation op : operations) {
      if (op instanceof Create c) {
        made.put(new Parent(c.task(), c.side().other(), c.origin()), c.id());
      }
    }
    for (Operation op : operations) {
      for (Change change : changes(op)) {
        Awaited a = awaited(change);
        String operation = a == null ? null : made.get(Parent.of(a));
        if (a != null && operation != null) {
          found.keys.putIfAbsent(
              Parent.of(a),
              IntStream.range(0, change.after().length)
                  .mapToObj(part -> new KeyOf(operation, part))
                  .toArray());
        }
      }
    }
    return found;
  }

  /** The parts of the key; null while there is nothing. */
  Object @Nullable [] of(Awaited awaited) {
    return keys.get(Parent.of(awaited));
  }

  /** What a change waits for; null if it waits for nothing. */
  static @Nullable Awaited awaited(Change change) {
    for (Object value : change.after()) {
      if (value instanceof Awaited a) {
        return a;
      }
    }
    return null;
  }

  static boolean anyAwaited(List<Change> changes) {
    for (Change change : changes) {
      if (awaited(change) != null) {
        return true;
      }
    }
    return false;
  }

  static List<Change> changes(Operation op) {
    return switch (op) {
      case Create c -> c.changes();
      case PlanItem.Restore r -> r.changes();
      case Update u -> u.changes();
      case Delete d -> List.of();
    };
  }
}
