package dev.syncline.core.plan;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Adding;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Unrepresentable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries the value of a field from one side's row into what the other side is to hold. */
final class Carrier {

  /** A field's value for the other side. */
  sealed interface Carried {
    /** One value per column of the rule. */
    @SuppressWarnings("ArrayRecordComponent")
    record Values(@Nullable Object[] values) implements Carried {}

    /** Its parent is not on the other side. */
    record Blocked(String message) implements Carried {}

    /** It has no equal there, or none that its column holds. */
    record Refused(String message) implements Carried {}
  }

  private final Task task;
  private final BySide<ColumnLimits> limits;

  Carrier(Task task, BySide<ColumnLimits> limits) {
    this.task = task;
    this.limits = limits;
  }

  Carried carry(FieldRule rule, Side to, Row from, References references) {
    return fitting(rule, to, translated(rule, to, from, references));
  }

  /** A value is only carried where its column holds it. */
  private Carried fitting(FieldRule rule, Side to, Carried carried) {
    if (!(carried instanceof Carried.Values v)) {
      return carried;
    }
    for (int i = 0; i < v.values().length; i++) {
      Object value = v.values()[i];
      if (value != null && !(value instanceof Awaited) && !(value instanceof Adding)) {
        String misfit = limits.on(to).misfit(rule.columns(to).get(i), value);
        if (misfit != null) {
          return new Carried.Refused(misfit);
        }
      }
    }
    return carried;
  }

  /** The value in the other side's terms, whether or not its column holds it. */
  private Carried translated(FieldRule rule, Side to, Row from, References references) {
    return switch (rule) {
      case ColumnRule c ->
          one(c, to, () -> c.pair().carry(to.other(), from.get(c.columns(to.other()).getFirst())));
      case FormulaRule f -> one(f, to, () -> f.make(to, from));
      case RelationRule r -> relation(r, to, from, references);
    };
  }

  private interface Value {
    @Nullable Object get() throws Formula.NoValue, Unrepresentable;
  }

  private Carried one(FieldRule rule, Side to, Value value) {
    Column column = task.shape(to).columns().get(rule.columns(to).getFirst());
    try {
      Object carried = value.get();
      return carried == null && !column.nullable()
          ? new Carried.Refused(
              (rule instanceof FormulaRule ? "is made null of" : "is empty on")
                  + " the "
                  + to.other().word()
                  + ", and "
                  + task.schema(to).name()
                  + "."
                  + column.name()
                  + " cannot be. "
                  + (rule instanceof FormulaRule
                      ? "Give the expression another value there, as COALESCE does."
                      : "Fill it, or give the column a default."))
          : new Carried.Values(new Object[] {carried});
    } catch (Formula.NoValue e) {
      return new Carried.Refused("has no value: " + e.getMessage());
    } catch (Unrepresentable e) {
      return new Carried.Refused(
          "the "
              + to.word()
              + " cannot hold it: column \""
              + column.name()
              + "\" of "
              + task.schema(to).name()
              + ": "
              + e.getMessage());
    }
  }

  private Carried relation(RelationRule rule, Side to, Row from, References references) {
    int width = rule.columns(to).size();
    Key parent = Fingerprints.parent(rule, to.other(), from);
    if (parent == null) {
      return new Carried.Values(new Object[width]);
    }
    return switch (references.translate(rule, to.other(), parent)) {
      case References.Parent.Linked l -> new Carried.Values(l.other().parts());
      case References.Parent.Planned p -> {
        Object[] parts = new Object[width];
        for (int i = 0; i < width; i++) {
          parts[i] = new Awaited(rule.through(), to.other(), parent, i);
        }
        yield new Carried.Values(parts);
      }
      case References.Parent.Held h ->
          new Carried.Blocked(
              "refers to "
                  + parent
                  + " of "
                  + rule.parents()
                  + ", which is itself held. It follows when that is settled.");
      case References.Parent.Missing m -> missing(rule, to, parent, width);
      case References.Parent.Gone g -> missing(rule, to, parent, width);
    };
  }

  private Carried missing(RelationRule rule, Side to, Key parent, int width) {
    String message =
        "refers to "
            + parent
            + " of "
            + rule.parents()
            + ", which has no counterpart on the "
            + to.word()
            + ". Bring the parent in step first, or set missing-parent: null or reject.";
    return switch (rule.missingParent()) {
      case HOLD -> new Carried.Blocked(message);
      case NULL ->
          rule.nullable(to) ? new Carried.Values(new Object[width]) : new Carried.Refused(message);
      case REJECT -> new Carried.Refused(message);
    };
  }

  /** What a side's row holds in a rule's columns. */
  @Nullable Object[] values(FieldRule rule, Side side, Row row) {
    List<Integer> columns = rule.columns(side);
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(columns.get(i));
    }
    return values;
  }

  boolean clearable(FieldRule rule, Side side) {
    return rule.columns(side).stream()
        .allMatch(
            c ->
                task.shape(side).columns().get(c).nullable()
                    && !task.schema(side)
                        .identity()
                        .contains(task.shape(side).columns().get(c).name()));
  }

  boolean anything(@Nullable Object[] values) {
    for (Object value : values) {
      if (value != null) {
        return true;
      }
    }
    return false;
  }
}
