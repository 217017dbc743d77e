package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.relations.Parents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the writes of a round give to records, or take from them. A reference to such a key
 * was decided when that was another record's, and would lead to the wrong one afterwards: it waits
 * for the next round, which knows what keys all have by then.
 */
final class GivenKeys {
  private final Set<Parents.Ref> given = new HashSet<>();

  /** Whether any update of a task can give its record another key. */
  static boolean mayGive(Task task) {
    return Arrays.stream(Side.values())
        .anyMatch(
            side ->
                task.fields().stream()
                    .filter(rule -> task.writes(side, rule))
                    .flatMap(rule -> rule.columns(side).stream())
                    .map(column -> task.shape(side).columns().get(column).name())
                    .anyMatch(task.schema(side).identity()::contains));
  }

  /** Whether an update gives its record another key. */
  static boolean gives(Task task, Update update) {
    Key before = update.key(update.side());
    return before != null && !before.equals(after(task, update, before));
  }

  boolean isEmpty() {
    return given.isEmpty();
  }

  /** What is decided from now on knows all keys. */
  void clear() {
    given.clear();
  }

  /** An update was written. */
  void written(Task task, Update update) {
    if (gives(task, update)) {
      collect(task, update, given);
    }
  }

  private static void collect(Task task, Update update, Set<Parents.Ref> keys) {
    Key before = Objects.requireNonNull(update.key(update.side()));
    Key after = after(task, update, before);
    keys.add(new Parents.Ref(task.id(), update.side(), before));
    if (after != null) {
      keys.add(new Parents.Ref(task.id(), update.side(), after));
    }
  }

  /**
   * The same updates without references to keys that were given in this round or are by themselves.
   *
   * @param left takes those of which something is left to be written
   */
  List<Update> first(Task task, List<Update> updates, Consumer<Update> left) {
    Set<Parents.Ref> keys = new HashSet<>(given);
    for (Update update : updates) {
      if (gives(task, update)) {
        collect(task, update, keys);
      }
    }
    List<Update> first = new ArrayList<>();
    for (Update update : updates) {
      List<Change> changes = new ArrayList<>(update.changes());
      if (changes.removeIf(change -> refersTo(keys, task, update.side(), change))) {
        left.accept(update);
      }
      if (!changes.isEmpty()) {
        first.add(with(changes, update));
      }
    }
    return first;
  }

  private static Update with(List<Change> changes, Update update) {
    return update.with(changes);
  }

  private static boolean refersTo(Set<Parents.Ref> keys, Task task, Side side, Change change) {
    return task.fields().get(change.field()) instanceof RelationRule r
        && Arrays.stream(change.after()).noneMatch(p -> p == null || p instanceof Awaited)
        && keys.contains(new Parents.Ref(r.through(), side, Key.of(change.after())));
  }

  /** The key that a record has after an update; null if that is not known yet. */
  private static @Nullable Key after(Task task, Update update, Key before) {
    Side side = update.side();
    List<String> identity = task.schema(side).identity();
    @Nullable Object[] parts = before.parts().clone();
    for (Change change : update.changes()) {
      FieldRule rule = task.fields().get(change.field());
      List<Integer> columns = rule.columns(side);
      for (int i = 0; i < columns.size(); i++) {
        int part = identity.indexOf(task.shape(side).columns().get(columns.get(i)).name());
        if (part >= 0) {
          parts[part] = change.after()[i];
        }
      }
    }
    return Arrays.stream(parts).anyMatch(part -> part == null || part instanceof Awaited)
        ? null
        : Key.of(parts);
  }
}
