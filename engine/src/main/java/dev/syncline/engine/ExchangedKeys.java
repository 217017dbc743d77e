package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that records of one object give each other when they are written as one. A reference to
 * one of them that was decided by the keys before would lead to another record afterwards, so it
 * waits for the next round, which knows the keys that they have then.
 */
final class ExchangedKeys {
  private final Task task;
  private final Side side;

  ExchangedKeys(Task task, Side side) {
    this.task = task;
    this.side = side;
  }

  /**
   * The same updates without such references.
   *
   * @param left takes those of which something is left to be written
   */
  List<Update> first(List<Update> updates, Consumer<Update> left) {
    Set<Key> given = new HashSet<>();
    for (Update update : updates) {
      Key before = update.key(side);
      if (before != null && !before.equals(after(update, before))) {
        given.add(before);
      }
    }
    List<Update> first = new ArrayList<>();
    for (Update update : updates) {
      List<Change> changes = new ArrayList<>(update.changes());
      if (changes.removeIf(change -> refersTo(given, change))) {
        left.accept(update);
      }
      if (!changes.isEmpty()) {
        first.add(with(changes, update));
      }
    }
    return first;
  }

  private static Update with(List<Change> changes, Update update) {
    return new Update(
        update.task(),
        update.side(),
        update.source(),
        update.target(),
        update.incarnation(),
        update.revision(),
        update.seen(),
        changes,
        update.rule());
  }

  private boolean refersTo(Set<Key> given, Change change) {
    return task.fields().get(change.field()) instanceof RelationRule r
        && r.through() == task.id()
        && Arrays.stream(change.after()).noneMatch(p -> p == null || p instanceof Awaited)
        && given.contains(Key.of(change.after()));
  }

  /** The key that a record has after an update; null if that is not known yet. */
  private @Nullable Key after(Update update, Key before) {
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
    return Arrays.stream(parts).anyMatch(part -> part == null) ? null : Key.of(parts);
  }
}
