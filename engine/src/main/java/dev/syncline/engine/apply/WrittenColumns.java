package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.plan.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns that some fields are written to, each once: two rules may share a column (a key that
 * is also a reference); they agree, or the later one would have been a conflict.
 *
 * @param fields positions of the fields, in the order of the changes
 * @param names the columns' names
 * @param shapePositions where the columns are in the task's shape
 * @param from for each column the change it comes from
 * @param part for each column which of the change's values it is
 * @param complete whether a row of the task's shape holds nothing but these and its key
 * @param impliesBase whether what both sides agree on follows from these columns' values in the
 *     journal
 */
@SuppressWarnings("ArrayRecordComponent")
record WrittenColumns(
    int[] fields,
    List<String> names,
    int[] shapePositions,
    int[] from,
    int[] part,
    boolean complete,
    boolean impliesBase) {

  private static WrittenColumns of(Task task, Side side, int[] fields) {
    List<String> names = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    List<Integer> part = new ArrayList<>();
    for (int c = 0; c < fields.length; c++) {
      List<Integer> columns = task.fields().get(fields[c]).columns(side);
      for (int i = 0; i < columns.size(); i++) {
        String name = task.shape(side).columns().get(columns.get(i)).name();
        if (!names.contains(name)) {
          names.add(name);
          positions.add(columns.get(i));
          from.add(c);
          part.add(i);
        }
      }
    }
    List<String> identity = task.schema(side).identity();
    boolean complete =
        task.shape(side).stored().columns().stream()
            .map(Column::name)
            .allMatch(n -> names.contains(n) || identity.contains(n));
    return new WrittenColumns(
        fields,
        List.copyOf(names),
        ints(positions),
        ints(from),
        ints(part),
        complete,
        Delta.impliedByIntent(task, side) && task.journalsAll());
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The values to write. */
  @Nullable Object[] after(List<Change> changes) {
    @Nullable Object[] values = new @Nullable Object[from.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = changes.get(from[i]).after()[part[i]];
    }
    return values;
  }

  /** The values before. */
  @Nullable Object[] before(List<Change> changes) {
    @Nullable Object[] values = new @Nullable Object[from.length];
    for (int i = 0; i < values.length; i++) {
      @Nullable Object[] before = changes.get(from[i]).before();
      values[i] = part[i] < before.length ? before[part[i]] : null;
    }
    return values;
  }

  /** Operations of a batch mostly write the same fields. */
  static final class Cache {
    private final Task task;
    private final Side side;
    private @Nullable WrittenColumns last;

    Cache(Task task, Side side) {
      this.task = task;
      this.side = side;
    }

    WrittenColumns of(List<Change> changes) {
      int[] fields = new int[changes.size()];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = changes.get(i).field();
      }
      WrittenColumns known = last;
      if (known == null || !Arrays.equals(known.fields, fields)) {
        known = WrittenColumns.of(task, side, fields);
        last = known;
      }
      return known;
    }
  }
}
