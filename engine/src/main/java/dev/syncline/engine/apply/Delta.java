package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.store.JournalEntry;
import java.util.List;
import java.util.Objects;

/**
 * What an operation makes both sides agree on: only the fields that it wrote, with the value read
 * back, and in which a new record may differ; of fields that read what an undo wrote, only what the
 * written side holds. It travels as the operation's note in {@code syncline_applied}, so that
 * recovery can advance the base of a write whose answer was lost.
 */
final class Delta {
  private Delta() {}

  /** The base of the fields that {@code changes} wrote, given the row as stored. */
  static Base of(
      Task task,
      int layout,
      Fingerprints prints,
      PlanItem.Operation op,
      List<Change> changes,
      Row stored) {
    Side side = op.side();
    long[] source = new long[task.fields().size()];
    long[] target = new long[task.fields().size()];
    boolean[] known = new boolean[task.fields().size()];
    for (Change change : changes) {
      int i = change.field();
      FieldRule rule = task.fields().get(i);
      long here =
          op instanceof PlanItem.Create && storedAsGiven(rule, side, change, stored)
              ? change.origin()
              : prints.of(side, stored, rule);
      source[i] = side == Side.SOURCE ? here : change.origin();
      target[i] = side == Side.TARGET ? here : change.origin();
      known[i] = true;
    }
    if (op instanceof PlanItem.Create create) {
      for (PlanItem.Create.Kept kept : create.kept()) {
        int i = kept.field();
        long here = prints.of(side, stored, task.fields().get(i));
        source[i] = side == Side.SOURCE ? here : kept.origin();
        target[i] = side == Side.TARGET ? here : kept.origin();
        known[i] = true;
      }
    }
    if (op instanceof PlanItem.Update update) {
      for (int i : update.readers()) {
        (side == Side.SOURCE ? source : target)[i] = prints.of(side, stored, task.fields().get(i));
      }
    }
    return Base.partly(layout, source, target, known);
  }

  /**
   * What a value is carried to is the same as the value, and so has its fingerprint. (What an undo
   * restores is not: both sides agree to differ.)
   */
  @SuppressWarnings("ReferenceEquality") // the very object given came back: no need to compare it
  private static boolean storedAsGiven(FieldRule rule, Side side, Change change, Row stored) {
    return rule instanceof ColumnRule column
        && change.after()[0] != null
        && change.after()[0] == stored.get(side == Side.SOURCE ? column.source() : column.target());
  }

  /**
   * The same for a create that was stored exactly as its intent says: what was carried is the same
   * value on both sides. Only where {@link #impliedByIntent}.
   */
  static Base intended(Task task, int layout, Fingerprints prints, Side side, JournalEntry intent) {
    Object[] values = new Object[task.shape(side).size()];
    Object[] given = Objects.requireNonNull(intent.after());
    for (int i = 0; i < given.length; i++) {
      values[task.shape(side).indexOf(intent.columns().get(i))] = given[i];
    }
    long[] both = prints.of(side, new Row(task.shape(side), values));
    boolean[] known = new boolean[both.length];
    for (int i = 0; i < known.length; i++) {
      known[i] = task.writes(side, task.fields().get(i));
      both[i] = known[i] ? both[i] : 0;
    }
    return Base.partly(layout, both, both, known);
  }

  /** Nothing: a write is done, but what of it both sides agree on is left to the next look. */
  static Base unknown(Task task, int layout) {
    int size = task.fields().size();
    return Base.partly(layout, new long[size], new long[size], new boolean[size]);
  }

  /**
   * Whether the intents of a task's creates on a side say what its fields agree on: a reference
   * does not, nor does what flows the other way only.
   */
  static boolean impliedByIntent(Task task, Side side) {
    return task.fields().stream()
        .allMatch(
            rule ->
                rule instanceof ColumnRule
                    && (task.writes(side, rule) || !task.writes(side.other(), rule)));
  }

  /**
   * {@code base} with the fields that {@code delta} knows. Of a field that it does not know it may
   * tell what one side holds; what was agreed on of the other side then stays.
   */
  static Base advance(Base base, Base delta) {
    Base now = base;
    for (int i = 0; i < delta.size(); i++) {
      if (delta.knows(i)) {
        now = now.with(i, delta.fingerprint(Side.SOURCE, i), delta.fingerprint(Side.TARGET, i));
      } else if (now.knows(i) && tells(delta, i)) {
        now = now.with(i, told(Side.SOURCE, i, delta, now), told(Side.TARGET, i, delta, now));
      }
    }
    return now;
  }

  private static boolean tells(Base delta, int field) {
    return delta.fingerprint(Side.SOURCE, field) != 0 || delta.fingerprint(Side.TARGET, field) != 0;
  }

  private static long told(Side side, int field, Base delta, Base before) {
    long told = delta.fingerprint(side, field);
    return told == 0 ? before.fingerprint(side, field) : told;
  }
}
