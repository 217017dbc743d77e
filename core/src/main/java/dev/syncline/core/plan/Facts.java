package dev.syncline.core.plan;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.References.Parent;
import dev.syncline.core.reconcile.FieldFact;
import dev.syncline.core.reconcile.Newest;
import dev.syncline.core.reconcile.State;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.Unrepresentable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what both sides hold with each other and with the base. */
final class Facts {
  private final Task task;
  private final Rebase rebase;
  private final Restated restated;

  Facts(Task task, Rebase rebase, Fingerprinter fingerprinter) {
    this.task = task;
    this.rebase = rebase;
    this.restated = new Restated(task, rebase, fingerprinter);
  }

  /** The link's base under today's layout. */
  Base base(@Nullable Link link) {
    return link == null ? rebase.unknown() : rebase.of(link.base());
  }

  State state(Side side, Compared record) {
    return switch (record.pair().on(side)) {
      case Observed.Absent a -> record.base().isOutside(side) ? State.LEFT : State.ABSENT;
      case Observed.OutOfScope o -> State.OUT_OF_SCOPE;
      case Observed.Unreadable u -> State.UNREADABLE;
      case Observed.Present p when record.base().isOutside(side) -> State.RETURNED;
      case Observed.Present p -> isChanged(side, record) ? State.CHANGED : State.SAME;
    };
  }

  private boolean isChanged(Side side, Compared record) {
    if (record.pair().needed()) {
      // What is done to a record that refers to it would be undone, or refused, without it.
      return true;
    }
    for (int i = 0; i < task.fields().size(); i++) {
      // A field that never agreed and could still travel counts as an edit: when the other side
      // deletes the record, what was never carried must not be lost unseen. That the mapping got a
      // field is no edit of the record.
      boolean changed =
          record.base().knows(i)
              ? !record.isUntouched(side, i)
              : !record.base().isRemapped(i) && task.writes(side.other(), task.fields().get(i));
      if (changed) {
        return true;
      }
    }
    return false;
  }

  List<FieldFact> fields(Compared record, References references) {
    Map<String, Side> choices = record.pair().choices();
    List<FieldFact> facts = new ArrayList<>(task.fields().size());
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      boolean known = record.base().knows(i);
      Side chosen = choices.get(rule.name());
      facts.add(
          new FieldFact(
              known,
              isEqual(record, i, references),
              new BySide<>(
                  onSide(record, i, known, Side.SOURCE), onSide(record, i, known, Side.TARGET)),
              chosen != null ? chosen : choices.get("*"),
              !record.isDoubtful() && record.base().isRemapped(i),
              record.isDoubtful() ? Winner.HOLD : task.policies().named(rule.name()),
              Arrays.stream(Side.values())
                  .anyMatch(giver -> task.skips(rule, giver, record.row(giver))),
              record.isDoubtful() ? null : restated.keeper(record, i)));
    }
    return facts;
  }

  private FieldFact.OnSide onSide(Compared record, int field, boolean known, Side side) {
    FieldRule rule = task.fields().get(field);
    return new FieldFact.OnSide(
        known && !record.isUntouched(side, field),
        empty(rule, side, record.row(side)),
        task.writes(side, rule));
  }

  private boolean isEqual(Compared record, int field, References references) {
    FieldRule rule = task.fields().get(field);
    Row source = record.row(Side.SOURCE);
    Row target = record.row(Side.TARGET);
    return Equality.equal(rule, source, target, references)
        || (!isEditedOnOneSide(record, field)
            && Equality.sameKey(rule, task.form(field), source, target))
        || follows(record, field, references) != null;
  }

  /**
   * Two keys by which records were found to be one are in step however each side writes them; that
   * somebody writes one anew is an edit like any other.
   */
  private static boolean isEditedOnOneSide(Compared record, int field) {
    return record.base().knows(field)
        && record.isUntouched(Side.SOURCE, field) != record.isUntouched(Side.TARGET, field);
  }

  /**
   * The side on which a reference has to follow the record that it refers to. Both sides agreed on
   * it and neither edited it, but on that side it leads nowhere any more, while on the other it
   * leads to a record that has another key here: it went and came back, or was given one, and
   * nothing in this system cascades. It is no edit, so no policy is asked. Null where nothing
   * follows.
   */
  @Nullable Side follows(Compared record, int field, References references) {
    if (!(task.fields().get(field) instanceof RelationRule rule)
        || !task.policies().mode().updates()) {
      return null;
    }
    for (Side side : Side.values()) {
      Key here = Fingerprints.parent(rule, side, record.row(side));
      Key there = Fingerprints.parent(rule, side.other(), record.row(side.other()));
      if (here != null
          && there != null
          && task.writes(side, rule)
          && record.isUntouched(side, field)
          && record.isUntouched(side.other(), field)
          && references.translate(rule, side, here) instanceof Parent.Gone
          && isThere(references.translate(rule, side.other(), there))) {
        return side;
      }
    }
    return null;
  }

  private static boolean isThere(Parent parent) {
    return parent instanceof Parent.Linked || parent instanceof Parent.Planned;
  }

  /** Of what a formula reads, what it makes of it counts: a constant is never empty. */
  private static boolean empty(FieldRule rule, Side side, Row row) {
    if (rule instanceof FormulaRule f && !f.flow().writes(side)) {
      try {
        Object made = f.make(side.other(), row);
        return made == null || made.equals("");
      } catch (Formula.NoValue | Unrepresentable e) {
        return false;
      }
    }
    for (int column : rule.columns(side)) {
      Object value = row.get(column);
      if (value != null && !value.equals("")) {
        return false;
      }
    }
    return true;
  }

  Newest newest(Compared record) {
    if (!record.isWhole()) {
      return Newest.UNKNOWN;
    }
    Instant s = clock(Side.SOURCE, record);
    Instant t = clock(Side.TARGET, record);
    if (s == null || t == null || s.equals(t)) {
      return Newest.UNKNOWN;
    }
    return s.isAfter(t) ? Newest.SOURCE : Newest.TARGET;
  }

  private @Nullable Instant clock(Side side, Compared record) {
    return task.clock(side).map(c -> instant(record.row(side).get(c))).orElse(null);
  }

  private static @Nullable Instant instant(@Nullable Object clock) {
    return switch (clock) {
      case Instant i -> i;
      case LocalDateTime l -> l.toInstant(ZoneOffset.UTC);
      case Long seconds -> Instant.ofEpochSecond(seconds);
      case null, default -> null;
    };
  }
}
