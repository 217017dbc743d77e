package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.engine.plan.Mask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of a record on both sides, for people to read.
 *
 * @param name the rule as a person would write it
 * @param source the source's values, one per column, as {@link Column#shown} gives them; null where
 *     there is no record
 * @param target the target's values
 * @param equal whether both hold the same
 */
@SuppressWarnings("ArrayRecordComponent")
public record FieldPair(
    String name, Object @Nullable [] source, Object @Nullable [] target, boolean equal) {

  /** Compares a field of two rows; absent rows are never equal. */
  public interface Comparison {
    boolean equal(FieldRule rule, Row source, Row target);
  }

  /**
   * The fields of a record.
   *
   * @param mask what of them whoever asks may see
   */
  public static List<FieldPair> of(
      Task task, @Nullable Row source, @Nullable Row target, Comparison comparison, Mask mask) {
    List<FieldPair> fields = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      boolean equal = source != null && target != null && comparison.equal(rule, source, target);
      fields.add(
          new FieldPair(
              rule.name(),
              values(task, rule, Side.SOURCE, source, mask),
              values(task, rule, Side.TARGET, target, mask),
              equal));
    }
    return fields;
  }

  private static Object @Nullable [] values(
      Task task, FieldRule rule, Side side, @Nullable Row row, Mask mask) {
    List<Column> columns = task.shape(side).columns();
    return row == null
        ? null
        : mask.over(
            side,
            rule,
            rule.columns(side).stream().map(c -> columns.get(c).shown(row.get(c))).toArray());
  }

  /** Differs on two records that are both there. */
  public boolean differs() {
    return source != null && target != null && !equal;
  }
}
