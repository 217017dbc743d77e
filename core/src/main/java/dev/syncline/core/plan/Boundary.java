package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Scope;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no write leads out of a task's scope: the task would lose sight of the record,
 * and of whatever becomes of it there.
 */
final class Boundary {
  private final Task task;

  Boundary(Task task) {
    this.task = task;
  }

  /**
   * Why some changes cannot be written: what comes of them would be out of scope, or nobody could
   * tell; null where nothing speaks against it. What the system itself puts into a new record
   * (defaults, numbers) is not known, nor is a key that is still awaited.
   *
   * @param before what the side holds; null of a record that is created
   */
  @Nullable String crossed(Side to, @Nullable Row before, List<Change> changes) {
    Scope scope = task.scope(to);
    if (scope.isEverything()) {
      return null;
    }
    Row after = after(to, before, changes);
    BitSet unknown = unknown(to, before == null, after, changes);
    for (Scope.Condition condition : scope.conditions()) {
      if (condition.columns().stream().noneMatch(unknown::get)) {
        try {
          if (!condition.holds(after)) {
            return "it would be outside the "
                + to.word()
                + "'s filter ("
                + condition.text()
                + "), where this task sees nothing more of it. Change the record or the filter.";
          }
        } catch (Formula.NoValue e) {
          return "the "
              + to.word()
              + "'s filter ("
              + condition.text()
              + ") has no value for it: "
              + e.getMessage();
        }
      }
    }
    return null;
  }

  private Row after(Side to, @Nullable Row before, List<Change> changes) {
    @Nullable Object[] values =
        before == null
            ? new @Nullable Object[task.shape(to).size()]
            : Arrays.copyOf(before.values(), before.values().length);
    for (Change change : changes) {
      List<Integer> columns = task.fields().get(change.field()).columns(to);
      for (int i = 0; i < columns.size(); i++) {
        values[columns.get(i)] = change.after()[i];
      }
    }
    return new Row(task.shape(to), values);
  }

  private BitSet unknown(Side to, boolean created, Row after, List<Change> changes) {
    BitSet unknown = new BitSet();
    List<Column> columns = task.shape(to).columns();
    if (created) {
      for (int i = 0; i < columns.size(); i++) {
        unknown.set(i, columns.get(i).origin() != Column.Origin.GIVEN);
      }
      for (Change change : changes) {
        task.fields().get(change.field()).columns(to).forEach(unknown::clear);
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      if (after.get(i) instanceof Awaited) {
        unknown.set(i);
      }
    }
    return unknown;
  }
}
