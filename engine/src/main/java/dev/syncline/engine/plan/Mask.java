package dev.syncline.engine.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Hides values of a task that are never journaled: in lines of its plans, and in its rows. */
public final class Mask {
  private final Task task;
  private final UnaryOperator<Object> instead;

  /**
   * A mask over lines of a task.
   *
   * @param instead what stands for a value; that there is none is no secret
   */
  public Mask(Task task, UnaryOperator<Object> instead) {
    this.task = task;
    this.instead = instead;
  }

  /** A line without these values. */
  public PlanItem over(PlanItem line) {
    return switch (line) {
      case PlanItem.Create c -> c.with(over(c.side(), c.changes()));
      case PlanItem.Update u -> u.with(over(u.side(), u.changes()));
      case PlanItem.Delete d -> {
        Row before = d.before();
        yield before == null ? d : d.of(over(d.side(), before));
      }
      case PlanItem.Restore r -> r;
      case PlanItem.Match m -> m;
      case PlanItem.Advance a -> a;
      case PlanItem.SetAside a -> a;
      case PlanItem.Unlink u -> u;
      case PlanItem.Held h -> h;
      case PlanItem.Drift d -> d;
      case PlanItem.Unsent u -> u;
      case PlanItem.Alone a -> a;
    };
  }

  private List<Change> over(Side side, List<Change> changes) {
    return changes.stream().map(c -> isHidden(side, c) ? over(c) : c).toList();
  }

  private boolean isHidden(Side side, Change change) {
    return isHidden(side, task.fields().get(change.field()));
  }

  /** Columns of a rule are hidden together. */
  private boolean isHidden(Side side, FieldRule rule) {
    return rule.columns(side).stream()
        .map(c -> task.shape(side).columns().get(c).name())
        .anyMatch(task.neverJournaled().on(side)::contains);
  }

  /** What a side holds of a field, one value per column. */
  public @Nullable Object[] over(Side side, FieldRule rule, @Nullable Object[] values) {
    return isHidden(side, rule) ? over(values) : values;
  }

  private Change over(Change c) {
    return new Change(c.field(), over(c.before()), over(c.after()), c.origin(), c.rule());
  }

  private @Nullable Object[] over(@Nullable Object[] values) {
    return Arrays.stream(values).map(this::hidden).toArray();
  }

  private @Nullable Object hidden(@Nullable Object value) {
    return value == null ? null : instead.apply(value);
  }

  private Row over(Side side, Row row) {
    Set<String> hidden = task.neverJournaled().on(side);
    @Nullable Object[] values = row.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (hidden.contains(row.shape().columns().get(i).name())) {
        values[i] = hidden(values[i]);
      }
    }
    return new Row(row.shape(), values);
  }
}
