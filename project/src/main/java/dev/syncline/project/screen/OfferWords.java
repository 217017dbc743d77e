package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.plan.Hidden;
import dev.syncline.engine.review.Foreseen;
import dev.syncline.engine.review.Offer;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a plan as people read them: whose record it is, and its fields side by side.
 *
 * @param tasks those of the sync, by id
 * @param called what records are called to which others refer
 */
public record OfferWords(Systems systems, Map<Integer, Task> tasks, Map<Called, String> called) {
  private static final int LONGEST = 600;
  private static final String MASKED = "•••• (never shown)";

  /** A record on a side. */
  public record Called(int task, Side side, Key key) {}

  /**
   * A field of a write.
   *
   * @param number its number in an update, from 1; 0 where it cannot be taken by itself
   * @param before what the written side holds; null for nothing
   * @param after what would be written; null for nothing
   * @param note what is to be known of it; empty for nothing
   */
  public record Field(
      int number, String name, @Nullable String before, @Nullable String after, String note) {
    /** Whether it differs on both sides. */
    public boolean differs() {
      return !Objects.equals(before, after);
    }
  }

  /** A text on one line, not too long. */
  public static String plain(String text) {
    return Width.cut(Shown.safe(text), 120);
  }

  /** A key of values that are all known; null else. */
  public static @Nullable Key key(@Nullable Object[] values) {
    Object[] parts = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      Object part = values[i];
      if (part == null || part instanceof Awaited || part instanceof Hidden) {
        return null;
      }
      parts[i] = part;
    }
    try {
      return parts.length == 0 ? null : Key.of(parts);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Task task(Offer offer) {
    return Objects.requireNonNull(tasks.get(offer.operation().task()));
  }

  /** The name of its task. */
  public String taskName(Offer offer) {
    return task(offer).name();
  }

  /** Its keys, the source's first. */
  public String who(Offer offer) {
    return PlanRecords.who(offer.operation(), systems);
  }

  /** Where it is written. */
  public String where(Offer offer) {
    return systems.name(offer.operation().side());
  }

  /** All by which it is found. */
  public String all(Offer offer) {
    StringBuilder all = new StringBuilder();
    all.append(taskName(offer)).append(' ').append(who(offer)).append('\n');
    all.append(offer.reason()).append('\n');
    for (Field field : fields(offer)) {
      all.append(field.name()).append(": ");
      if (field.before() != null) {
        all.append(field.before()).append(" → ");
      }
      all.append(field.after() == null ? "" : field.after()).append('\n');
    }
    return all.toString();
  }

  /** Its fields. */
  public List<Field> fields(Offer offer) {
    return switch (offer.operation()) {
      case PlanItem.Create c -> created(offer, c);
      case PlanItem.Update u -> updated(offer, u);
      case PlanItem.Delete d -> deleted(task(offer), d);
      case PlanItem.Restore r -> List.of();
    };
  }

  private List<Field> created(Offer offer, PlanItem.Create create) {
    List<Field> fields = new ArrayList<>();
    for (Change change : create.changes()) {
      fields.add(new Field(0, name(offer, change), null, shown(offer, change, change.after()), ""));
    }
    return fields;
  }

  private List<Field> updated(Offer offer, PlanItem.Update update) {
    ReviewWords notes = new ReviewWords(systems, List.of(task(offer)), Foreseen.NOTHING, List.of());
    List<Field> fields = new ArrayList<>();
    for (Change change : update.changes()) {
      fields.add(
          new Field(
              fields.size() + 1,
              name(offer, change),
              shown(offer, change, change.before()),
              shown(offer, change, change.after()),
              notes.note(offer, change).orElse("")));
    }
    return fields;
  }

  /**
   * The record that a column of a deleted one refers to; nothing if it refers to none, or only with
   * other columns.
   */
  public static Optional<Called> parent(
      Task task, Side side, Column column, @Nullable Object value) {
    for (FieldRule rule : task.fields()) {
      if (rule instanceof RelationRule relation
          && rule.columns(side).size() == 1
          && task.shape(side)
              .columns()
              .get(rule.columns(side).getFirst())
              .name()
              .equals(column.name())) {
        return Optional.ofNullable(key(new @Nullable Object[] {value}))
            .map(key -> new Called(relation.through(), side, key));
      }
    }
    return Optional.empty();
  }

  private List<Field> deleted(Task task, PlanItem.Delete delete) {
    List<Field> fields = new ArrayList<>();
    Row row = delete.before();
    for (int i = 0; row != null && i < row.shape().stored().size(); i++) {
      Column column = row.shape().columns().get(i);
      if (row.get(i) != null) {
        String text = shown(column, row.get(i));
        String name = parent(task, delete.side(), column, row.get(i)).map(called::get).orElse("");
        fields.add(
            new Field(
                0, column.name(), name.isEmpty() ? text : name + " (" + text + ")", null, ""));
      }
    }
    return fields;
  }

  /** The written column, or columns, of a field. */
  private String name(Offer offer, Change change) {
    return String.join(", ", columns(offer, change).stream().map(Column::name).toList());
  }

  private List<Column> columns(Offer offer, Change change) {
    Task task = task(offer);
    Side side = offer.operation().side();
    FieldRule rule = task.fields().get(change.field());
    return rule.columns(side).stream().map(c -> task.shape(side).columns().get(c)).toList();
  }

  private @Nullable String shown(Offer offer, Change change, @Nullable Object[] values) {
    List<Column> columns = columns(offer, change);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        parts.add(shown(columns.get(Math.min(i, columns.size() - 1)), value));
      }
    }
    if (parts.isEmpty()) {
      return null;
    }
    String text = String.join(", ", parts);
    return relation(offer, change, values).map(name -> name + " (" + text + ")").orElse(text);
  }

  /** What the record is called to which a field refers. */
  private Optional<String> relation(Offer offer, Change change, @Nullable Object[] values) {
    if (!(task(offer).fields().get(change.field()) instanceof RelationRule relation)) {
      return Optional.empty();
    }
    for (Object value : values) {
      if (value instanceof Awaited a) {
        return Optional.ofNullable(called.get(new Called(a.task(), a.from(), a.key())));
      }
    }
    Key key = key(values);
    return key == null
        ? Optional.empty()
        : Optional.ofNullable(
            called.get(new Called(relation.through(), offer.operation().side(), key)));
  }

  private static String shown(Column column, @Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Hidden h -> MASKED;
      case Awaited a -> "new, for " + Shown.safe(a.key().toString());
      default -> Shown.value(column.shown(value), LONGEST);
    };
  }
}
