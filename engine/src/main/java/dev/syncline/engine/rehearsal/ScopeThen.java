package dev.syncline.engine.rehearsal;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Scope.Condition;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.Withheld;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record that was written would have been out of the scope of an edited configuration, as
 * far as the journal tells: by what the written side held, or was to hold, and by what is known of
 * the side that it came from.
 *
 * @param one the task as it is in force
 * @param other the same as it is edited
 * @param written the side that was written
 */
record ScopeThen(Task one, Task other, Side written, JournalEntry entry, Origin origin) {

  /** What would have become of it instead, in words; nothing where it would have been in scope. */
  Optional<String> otherwise() {
    String unknown = null;
    for (Side side : Side.values()) {
      // What was deleted was gone on the other side.
      boolean told = side == written || entry.kind() != JournalEntry.Kind.DELETE;
      List<String> before = one.scope(side).conditions().stream().map(Condition::text).toList();
      for (Condition condition : told ? other.scope(side).conditions() : List.<Condition>of()) {
        if (before.contains(condition.text())) {
          continue;
        }
        String filter = "the " + side.word() + "'s filter (" + condition.text() + ")";
        Row row = row(side, condition);
        if (row == null) {
          unknown =
              "would be left alone where it is outside "
                  + filter
                  + ", of which the journal holds nothing";
        } else if (!holds(condition, row)) {
          return Optional.of("would be left alone: it is outside " + filter);
        }
      }
    }
    return Optional.ofNullable(unknown);
  }

  private static boolean holds(Condition condition, Row row) {
    try {
      return condition.holds(row);
    } catch (Formula.NoValue e) {
      return false; // unreadable, and left alone as well
    }
  }

  /** A row with the columns of a condition; null where one of them is not known. */
  private @Nullable Row row(Side side, Condition condition) {
    Shape shape = other.shape(side);
    if (side != written) {
      return origin.row(shape, condition.columns()).orElse(null);
    }
    @Nullable Object[] values = new @Nullable Object[shape.size()];
    for (int column : condition.columns()) {
      Object value = held(shape.columns().get(column).name());
      if (value instanceof Withheld) {
        return null;
      }
      values[column] = value;
    }
    return new Row(shape, values);
  }

  /** What the written side held in a column, or was to hold where the record is created. */
  private @Nullable Object held(String column) {
    boolean created = entry.kind() == JournalEntry.Kind.CREATE;
    Optional<FieldRule> rule = created ? Retrospect.rule(other, written, column) : Optional.empty();
    if (rule.isPresent()) {
      return made(rule.get());
    }
    int at = entry.columns().indexOf(column);
    @Nullable Object[] image = created ? entry.after() : entry.before();
    return at < 0 || image == null ? Withheld.ERASED : image[at];
  }

  private @Nullable Object made(FieldRule rule) {
    Side from = written.other();
    Row row = origin.row(other.shape(from), rule.columns(from)).orElse(null);
    try {
      return row == null ? Withheld.ERASED : Retrospect.made(rule, written, row);
    } catch (Unrepresentable | Formula.NoValue e) {
      return Withheld.ERASED;
    }
  }
}
