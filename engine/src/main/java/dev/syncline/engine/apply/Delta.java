package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import java.util.List;

/**
 * What an operation makes both sides agree on: only the fields that it wrote, with the value read
 * back. It travels as the operation's note in {@code syncline_applied}, so that recovery can
 * advance the base of a write whose answer was lost.
 */
final class Delta {
  private Delta() {}

  /** The base of the fields that {@code changes} wrote, given the row as stored. */
  static Base of(
      Task task, int layout, Fingerprints prints, PlanItem.Operation op, List<Change> changes, Row stored) {
    Side side = op.side();
    long[] source = new long[task.fields().size()];
    long[] target = new long[task.fields().size()];
    boolean[] known = new boolean[task.fields().size()];
    for (Change change : changes) {
      int i = change.field();
      long here = prints.of(side, stored, task.fields().get(i));
      source[i] = side == Side.SOURCE ? here : change.origin();
      target[i] = side == Side.TARGET ? here : change.origin();
      known[i] = true;
    }
    return Base.partly(layout, source, target, known);
  }

  /** {@code base} with the fields that {@code delta} knows. */
  static Base advance(Base base, Base delta) {
    Base now = base;
    for (int i = 0; i < delta.size(); i++) {
      if (delta.knows(i)) {
        now = now.with(i, delta.fingerprint(Side.SOURCE, i), delta.fingerprint(Side.TARGET, i));
      }
    }
    return now;
  }

  /** A row in the task's shape, from a row that may have more columns. */
  static Row project(Shape shape, Row row) {
    if (row.shape() == shape) {
      return row;
    }
    Object[] values = new Object[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(shape.columns().get(i).name());
    }
    return new Row(shape, values);
  }
}
