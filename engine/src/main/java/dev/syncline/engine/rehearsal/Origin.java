package dev.syncline.engine.rehearsal;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.Withheld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the other side held when a row was written, as far as what was written tells: the values of
 * the columns that columns are copied from, carried back. Nothing else is remembered of it.
 */
final class Origin {
  private final Map<String, Optional<Object>> values = new HashMap<>();

  private Origin() {}

  /**
   * What stood behind an entry of the journal.
   *
   * @param task as it is configured now
   * @param written the side that was written
   */
  static Origin of(Task task, Side written, JournalEntry entry) {
    Origin origin = new Origin();
    for (FieldRule rule : task.fields()) {
      if (rule instanceof ColumnRule c && task.writes(written, rule)) {
        int at = entry.columns().indexOf(name(task, written, c));
        Object value = at < 0 || entry.after() == null ? Withheld.ERASED : entry.after()[at];
        if (!(value instanceof Withheld)) {
          origin.put(name(task, written.other(), c), c, written, value);
        }
      }
    }
    return origin;
  }

  private static String name(Task task, Side side, ColumnRule rule) {
    return task.shape(side).columns().get(rule.columns(side).getFirst()).name();
  }

  private void put(String column, ColumnRule rule, Side written, @Nullable Object value) {
    try {
      Object there = rule.pair().carry(written, value);
      // What would be written in another way now was written under another configuration.
      if (Objects.deepEquals(rule.pair().carry(written.other(), there), value)) {
        values.put(column, Optional.ofNullable(there));
      }
    } catch (Unrepresentable e) {
      // Then it is as unknown as what was never copied.
    }
  }

  /** A row with the columns that a rule reads; empty where one of them is not known. */
  Optional<Row> row(Shape shape, List<Integer> reads) {
    @Nullable Object[] row = new @Nullable Object[shape.size()];
    for (int column : reads) {
      Optional<Object> value = values.get(shape.columns().get(column).name());
      if (value == null) {
        return Optional.empty();
      }
      row[column] = value.orElse(null);
    }
    return Optional.of(new Row(shape, row));
  }
}
