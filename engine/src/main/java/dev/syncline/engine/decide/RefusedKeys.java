package dev.syncline.engine.decide;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.value.MatchForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Updates that would write a key in another case, or with other spaces around it, and that a system
 * refused in this run, maybe because other records refer to the key as it is. The record's other
 * fields go without it.
 */
public final class RefusedKeys {
  private final Task task;
  private final Map<Record, String> refused = new HashMap<>();

  private record Record(Side written, Key source, Key target) {
    static Record of(Update update) {
      return new Record(update.side(), update.source(), update.target());
    }
  }

  public RefusedKeys(Task task) {
    this.task = task;
  }

  /** A system refused an update. */
  public void add(Update update, String message) {
    if (update.changes().stream().anyMatch(this::isSameKey)) {
      refused.put(Record.of(update), message);
    }
  }

  /** Why the update was refused as it is; null where it was not. */
  public @Nullable String why(Update update) {
    return refused.get(Record.of(update));
  }

  /** The rest of an update that was refused; as it is where it has nothing else to write. */
  public Update without(Update update) {
    List<Change> rest = update.changes().stream().filter(c -> !isSameKey(c)).toList();
    return rest.isEmpty() ? update : update.with(rest);
  }

  private boolean isSameKey(Change change) {
    MatchForm form = task.form(change.field());
    return form != MatchForm.EXACT
        && change.before().length == 1
        && change.before()[0] instanceof String before
        && change.after()[0] instanceof String after
        && form.apply(before).equals(form.apply(after));
  }
}
