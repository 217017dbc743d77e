package dev.syncline.core.plan;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem.Advance;
import dev.syncline.core.plan.PlanItem.Drift;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.core.plan.PlanItem.Match;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.plan.PlanItem.Unsent;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.reconcile.FieldVerdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the verdicts on a record's fields mean, field by field, and then says it in lines:
 * what both sides agree on from now, one update per side, and what is left alone.
 */
final class FieldLines {
  /** The value of a field that cannot be carried. */
  private static final Object[] NO_VALUE = {};

  private final Task task;
  private final Carrier carrier;
  private final Boundary boundary;
  private final Compared record;
  private final References references;

  private Base agreed;
  private final Map<Side, List<Change>> changes = new EnumMap<>(Side.class);
  private final Map<Side, List<String>> drifted = new EnumMap<>(Side.class);
  private final Map<Side, List<String>> unsent = new EnumMap<>(Side.class);
  private final List<String> conflicts = new ArrayList<>();
  private final List<String> remapped = new ArrayList<>();
  private final List<Unwritable> unwritable = new ArrayList<>();
  private final Set<Side> left = EnumSet.noneOf(Side.class);

  /**
   * A field that cannot be written.
   *
   * @param change what it would have been, where Syncline refuses it; else null
   */
  private record Unwritable(
      Side to, Reason reason, String field, String message, @Nullable Change change) {}

  FieldLines(
      Task task, Carrier carrier, Boundary boundary, Compared record, References references) {
    this.task = task;
    this.carrier = carrier;
    this.boundary = boundary;
    this.record = record;
    this.references = references;
    // Both sides hold it within scope.
    this.agreed = record.base().outside(BySide.of(side -> false)).gone(BySide.of(side -> false));
  }

  void add(int field, FieldVerdict verdict) {
    switch (verdict) {
      case FieldVerdict.Same s -> {}
      case FieldVerdict.Converged c ->
          agreed =
              agreed.with(
                  field, record.print(Side.SOURCE, field), record.print(Side.TARGET, field));
      case FieldVerdict.Conflict c -> (c.remapped() ? remapped : conflicts).add(name(field));
      case FieldVerdict.Drift d ->
          drifted.computeIfAbsent(d.on(), side -> new ArrayList<>()).add(name(field));
      case FieldVerdict.Unsent u -> {
        Side giver = u.giver();
        if (giver != null && !record.isUntouched(giver, field)) {
          unsent.computeIfAbsent(giver, side -> new ArrayList<>()).add(name(field));
        }
        agreed =
            agreed.with(field, record.print(Side.SOURCE, field), record.print(Side.TARGET, field));
      }
      case FieldVerdict.Write w -> write(field, w.to(), w.rule().words());
    }
  }

  private String name(int field) {
    return task.fields().get(field).name();
  }

  /** What the other side holds in a field is written to {@code to}. */
  void write(int field, Side to, String why) {
    FieldRule rule = task.fields().get(field);
    switch (carrier.carry(rule, to, record.row(to.other()), references)) {
      case Carrier.Carried.Values v ->
          changes
              .computeIfAbsent(to, side -> new ArrayList<>())
              .add(
                  new Change(
                      field,
                      carrier.values(rule, to, record.row(to)),
                      v.values(),
                      record.print(to.other(), field),
                      why));
      case Carrier.Carried.Blocked b -> {
        // Until its parent is settled, nothing of it is.
        left.addAll(EnumSet.allOf(Side.class));
        unwritable.add(new Unwritable(to, Reason.BLOCKED, rule.name(), b.message(), null));
      }
      case Carrier.Carried.Refused r -> {
        // As where the system itself refuses: what the other side is to take is another edit.
        left.add(to);
        Change change =
            new Change(
                field,
                carrier.values(rule, to, record.row(to)),
                NO_VALUE,
                record.print(to.other(), field),
                why);
        unwritable.add(new Unwritable(to, Reason.REJECTED, rule.name(), r.message(), change));
      }
    }
  }

  private Held held(Unwritable field) {
    Held held =
        held(field.reason(), List.of(field.field()), field.field() + ": " + field.message());
    return field.change() == null ? held : held.insteadOf(update(field.to(), whole(field.to())));
  }

  /** All that a side would be given if it could take it. */
  private List<Change> whole(Side to) {
    List<Change> whole = new ArrayList<>(changes.getOrDefault(to, List.of()));
    unwritable.stream()
        .filter(field -> field.to() == to)
        .map(Unwritable::change)
        .filter(Objects::nonNull)
        .forEach(whole::add);
    return whole;
  }

  /** All of it; empty when nothing is to be said. */
  List<PlanItem> lines() {
    List<PlanItem> lines = new ArrayList<>();
    agreement(lines);
    // A side that cannot take one of the values takes none: half an edit is no edit.
    changes.forEach(
        (side, some) -> {
          if (!left.contains(side)) {
            String outside = boundary.crossed(side, record.row(side), some);
            lines.add(
                outside == null
                    ? update(side, some)
                    : held(
                            Reason.REJECTED,
                            some.stream().map(c -> task.fields().get(c.field()).name()).toList(),
                            outside)
                        .insteadOf(update(side, some)));
          }
        });
    unwritable.forEach(field -> lines.add(held(field)));
    if (!conflicts.isEmpty() || !remapped.isEmpty()) {
      lines.add(conflict());
    }
    drifted.forEach((side, fields) -> lines.add(drift(side, fields)));
    if (record.link() != null) {
      unsent.forEach((side, fields) -> lines.add(unsent(side, fields)));
    }
    return lines;
  }

  private Held conflict() {
    List<String> fields = new ArrayList<>(conflicts);
    fields.addAll(remapped);
    String many = remapped.size() == 1 ? " is" : " are";
    Held held =
        held(
            Reason.CONFLICT,
            fields,
            "both sides hold different values of "
                + String.join(", ", fields)
                + (remapped.isEmpty()
                    ? ""
                    : ", of which "
                        + String.join(", ", remapped)
                        + many
                        + " new here, with no \"winner\" named")
                + "; decide with: syncline conflicts resolve");
    return held.of(remapped);
  }

  private void agreement(List<PlanItem> lines) {
    Link link = record.link();
    if (link == null) {
      lines.add(
          new Match(
              task.id(),
              record.source(),
              record.target(),
              agreed,
              record.seen(),
              "matched by unique key"));
    } else if (isAdvanced()) {
      lines.add(
          new Advance(
              task.id(), record.source(), record.target(), agreed, link.revision(), record.seen()));
    }
  }

  private boolean isAdvanced() {
    return !agreed.equals(record.base());
  }

  private Update update(Side side, List<Change> some) {
    Link link = record.link();
    return new Update(
        task.id(),
        side,
        record.source(),
        record.target(),
        link == null ? record.pair().incarnation() : link.incarnation(),
        link == null ? 0 : link.revision() + (isAdvanced() ? 1 : 0),
        record.seen(),
        some,
        rule(some),
        !record.pair().agreed());
  }

  /** The rule of an operation: that of all its fields, or of each where they differ. */
  private String rule(List<Change> some) {
    String first = some.getFirst().rule();
    return some.stream().allMatch(c -> c.rule().equals(first))
        ? first
        : some.stream()
            .map(c -> task.fields().get(c.field()).name() + ": " + c.rule())
            .collect(Collectors.joining("; "));
  }

  private Held held(Reason reason, List<String> fields, String message) {
    return Planner.held(
        task, record.source(), record.target(), reason, fields, message, record.seen());
  }

  private Unsent unsent(Side side, List<String> fields) {
    boolean updates = task.policies().mode().updates();
    return new Unsent(
        task.id(),
        side,
        record.source(),
        record.target(),
        fields,
        "changed on the "
            + side.word()
            + " and not sent: "
            + (updates ? "nulls are skipped" : "mode insert writes a record once"));
  }

  private Drift drift(Side side, List<String> fields) {
    return new Drift(
        task.id(),
        side,
        record.source(),
        record.target(),
        fields,
        "changed on the " + side.word() + ", which this sync does not carry back");
  }
}
