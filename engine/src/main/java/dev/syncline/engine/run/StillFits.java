package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.plan.Hidden;
import dev.syncline.engine.survey.Namesakes;
import dev.syncline.engine.survey.Survey;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether lines of a saved plan still fit what is there now. A decision rests on more than the two
 * rows it is about: on what they were linked to, on whom their parents belong to, and for a create
 * on there being no other record with its unique key.
 */
final class StillFits {
  static final String CHANGED = "changed since it was planned; plan again";

  private final RunState run;
  private final TaskRun t;
  private final Task task;
  private final Fingerprints prints;
  private final Map<Side, Map<Key, Row>> rows = new EnumMap<>(Side.class);
  private final Map<Side, Map<Key, Link>> links = new EnumMap<>(Side.class);
  private final Map<Side, Set<Key>> shared = new EnumMap<>(Side.class);
  private final Map<Side, Map<Key, Integer>> incarnations = new EnumMap<>(Side.class);
  private final References parents;

  /** Looks at what the lines of one task rest on, all at once. */
  StillFits(RunState run, TaskRun t, List<PlanItem> lines) {
    this.run = run;
    this.t = t;
    this.task = t.task;
    this.prints = new Fingerprints(task, run.store.fingerprinter());
    for (Side side : Side.values()) {
      Set<Key> keys = new HashSet<>();
      for (PlanItem line : lines) {
        Key key = line.key(side);
        if (key != null) {
          keys.add(key);
        }
      }
      rows.put(
          side,
          keys.isEmpty()
              ? Map.of()
              : Decider.byKey(run.ends.on(side).fetch(task.shape(side), keys)));
      links.put(side, new HashMap<>(run.store.links(task.id(), side, keys)));
    }
    this.parents = run.parents.lookUp(task, rows(Side.SOURCE), rows(Side.TARGET));
    for (Side side : Side.values()) {
      shared.put(side, shared(side, lines));
      List<Key> origins = creates(side, lines).map(PlanItem.Create::origin).toList();
      incarnations.put(side, run.store.incarnations(task.id(), side, origins));
    }
  }

  private Collection<Row> rows(Side side) {
    return of(rows, side).values();
  }

  private static <T> T of(Map<Side, T> bySide, Side side) {
    return Objects.requireNonNull(bySide.get(side));
  }

  /** What is to be created on the other side from records of a side. */
  private static Stream<PlanItem.Create> creates(Side from, List<PlanItem> lines) {
    return lines.stream()
        .filter(PlanItem.Create.class::isInstance)
        .map(PlanItem.Create.class::cast)
        .filter(c -> c.side() != from);
  }

  /** The records to be created that are not alone with their unique key any more. */
  private Set<Key> shared(Side from, List<PlanItem> lines) {
    if (!run.matches(task)) {
      return Set.of();
    }
    List<Row> origins =
        creates(from, lines)
            .filter(c -> c.replaces() == null)
            .map(c -> of(rows, from).get(c.origin()))
            .filter(Objects::nonNull)
            .toList();
    return origins.isEmpty()
        ? Set.of()
        : new Namesakes(task, run.ends, run.store, run.parentLookup(task)).sharing(from, origins);
  }

  /**
   * Links whose record the plan saw under another key, where it still is, while nothing is left
   * under the key that it had.
   */
  List<Survey.Moved> moved(List<PlanItem> lines) {
    Map<Side, Map<Key, Survey.Moved>> byOldKey = new EnumMap<>(Side.class);
    for (PlanItem line : lines) {
      for (Side side : Side.values()) {
        Key key = line.key(side);
        Link link = link(line, side.other());
        if (key != null
            && link != null
            && line.source() != null
            && line.target() != null
            && link(line, side) == null
            && asSeen(line)) {
          byOldKey
              .computeIfAbsent(side, s -> new HashMap<>())
              .put(link.key(side), new Survey.Moved(link, line.source(), line.target()));
        }
      }
    }
    byOldKey.forEach(
        (side, moved) ->
            run.ends.on(side).fetch(task.shape(side), List.copyOf(moved.keySet())).stream()
                .map(Row::key)
                .filter(Objects::nonNull)
                .forEach(moved::remove));
    return byOldKey.values().stream().flatMap(m -> m.values().stream()).toList();
  }

  private boolean asSeen(PlanItem line) {
    return switch (line) {
      case PlanItem.Operation op -> same(op, op.seen());
      case PlanItem.Advance a -> same(a, a.seen());
      default -> false;
    };
  }

  /** Why a line does not fit any more; null when it does. */
  @Nullable String why(PlanItem line) {
    return switch (line) {
      case PlanItem.Match m ->
          same(m, m.seen()) && link(m, Side.SOURCE) == null && link(m, Side.TARGET) == null
              ? null
              : CHANGED;
      case PlanItem.Advance a ->
          same(a, a.seen()) && linked(a) && linkOf(a).revision() == a.revision() ? null : CHANGED;
      case PlanItem.SetAside a ->
          isWhereSeen(a) && linked(a) && linkOf(a).revision() == a.revision() ? null : CHANGED;
      case PlanItem.Unlink u -> same(u, new Seen(0, 0)) && linked(u) ? null : CHANGED;
      case PlanItem.Update u ->
          same(u, u.seen()) && linked(u) && linkOf(u).revision() == u.revision()
              ? parents(u, u.key(u.side().other()), u.changes())
              : CHANGED;
      case PlanItem.Delete d -> same(d, d.seen()) && deletes(d) ? null : CHANGED;
      case PlanItem.Create c -> create(c);
      case PlanItem.Restore r -> CHANGED;
      case PlanItem.Held h -> null;
      case PlanItem.Drift d -> null;
      case PlanItem.Unsent u -> null;
      case PlanItem.Alone a -> null;
    };
  }

  /** Whether what a line says of links and bases has come to be since it was planned. */
  boolean isKept(PlanItem line) {
    return switch (line) {
      case PlanItem.Match m -> linked(m);
      case PlanItem.Advance a -> linked(a) && linkOf(a).revision() > a.revision();
      case PlanItem.SetAside a -> linked(a) && linkOf(a).revision() > a.revision();
      case PlanItem.Unlink u -> link(u, Side.SOURCE) == null;
      case PlanItem.Operation op -> false;
      case PlanItem.Held h -> false;
      case PlanItem.Drift d -> false;
      case PlanItem.Unsent u -> false;
      case PlanItem.Alone a -> false;
    };
  }

  private boolean same(PlanItem line, Seen seen) {
    for (Side side : Side.values()) {
      Key key = line.key(side);
      Row row = key == null ? null : of(rows, side).get(key);
      if (seen.on(side) != (row == null ? 0 : prints.row(side, row))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the record is outside, or gone, where the plan saw it so, and nowhere else. */
  private boolean isWhereSeen(PlanItem.SetAside line) {
    for (Side side : Side.values()) {
      Row row = of(rows, side).get(line.key(side));
      boolean outside = row != null && task.scope(side).observe(row) instanceof Observed.OutOfScope;
      if (outside != line.base().isOutside(side) || row != null && line.base().isGone(side)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Link link(PlanItem line, Side side) {
    Key key = line.key(side);
    return key == null ? null : of(links, side).get(key);
  }

  private boolean linked(PlanItem line) {
    Link link = link(line, Side.SOURCE);
    return link != null && link.target().equals(line.target());
  }

  private Link linkOf(PlanItem line) {
    return Objects.requireNonNull(link(line, Side.SOURCE));
  }

  private boolean deletes(PlanItem.Delete d) {
    if (d.source() == null || d.target() == null) {
      return link(d, d.side()) == null;
    }
    return linked(d) && linkOf(d).revision() == d.revision();
  }

  private @Nullable String create(PlanItem.Create c) {
    if (!same(c, c.seen()) || !isNew(c)) {
      return CHANGED;
    }
    return of(shared, c.side().other()).contains(c.origin())
        ? "another record has its unique key since it was planned; plan again"
        : parents(c, c.origin(), c.changes());
  }

  private boolean isNew(PlanItem.Create c) {
    Side from = c.side().other();
    return (c.replaces() == null ? link(c, from) == null : linked(c))
        && of(incarnations, from).getOrDefault(c.origin(), 0) == c.incarnation();
  }

  /** Each reference has to lead where the plan showed it, or else it would be another decision. */
  private @Nullable String parents(
      PlanItem.Operation op, @Nullable Key origin, List<Change> changes) {
    Side from = op.side().other();
    Row row = origin == null ? null : of(rows, from).get(origin);
    for (Change change : changes) {
      if (row != null
          && task.fields().get(change.field()) instanceof FormulaRule formula
          && !isMade(formula, op.side(), row, change)) {
        return formula.name() + " would be another value than when it was planned; plan again";
      }
      boolean awaited = Arrays.stream(change.after()).anyMatch(Awaited.class::isInstance);
      if (awaited
          || row == null
          || !(task.fields().get(change.field()) instanceof RelationRule rule)) {
        continue;
      }
      Key parent = Fingerprints.parent(rule, from, row);
      Key now = parent == null ? null : other(rule, from, parent);
      if (!Objects.equals(now, key(change.after()))) {
        return rule.name() + " leads to another record than when it was planned; plan again";
      }
    }
    return null;
  }

  /** Whether a column is made as it was planned: what it rests on may stand in other records. */
  private static boolean isMade(FormulaRule rule, Side to, Row from, Change change) {
    Object planned = change.after()[0];
    try {
      return planned instanceof Hidden // which is compared when it is filled in
          || rule.own().on(to).getFirst().same(planned, rule.make(to, from));
    } catch (Formula.NoValue | Unrepresentable e) {
      return false;
    }
  }

  private @Nullable Key other(RelationRule rule, Side from, Key parent) {
    return parents.translate(rule, from, parent) instanceof References.Parent.Linked linked
        ? linked.other()
        : null;
  }

  private static @Nullable Key key(@Nullable Object[] parts) {
    Object[] whole = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Object part = parts[i];
      if (part == null) {
        return null;
      }
      whole[i] = part;
    }
    return Key.of(whole);
  }

  /**
   * What both sides agree on, without the references on which they only agree if a parent belongs
   * to whom the plan thought it would: the next look decides these.
   */
  PlanItem confirmed(PlanItem line) {
    return switch (line) {
      case PlanItem.Match m ->
          new PlanItem.Match(
              m.task(), m.source(), m.target(), confirmed(m, m.base(), null), m.seen(), m.rule());
      case PlanItem.Advance a ->
          new PlanItem.Advance(
              a.task(),
              a.source(),
              a.target(),
              confirmed(a, a.base(), t.rebase.of(linkOf(a).base())),
              a.revision(),
              a.seen());
      case PlanItem.SetAside a -> a;
      case PlanItem.Unlink u -> u;
      case PlanItem.Operation op -> op;
      case PlanItem.Held h -> h;
      case PlanItem.Drift d -> d;
      case PlanItem.Unsent u -> u;
      case PlanItem.Alone a -> a;
    };
  }

  private Base confirmed(PlanItem line, Base agreed, @Nullable Base before) {
    Base confirmed = agreed;
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      if (rule instanceof RelationRule r
          && agreed.knows(i)
          && (before == null || !sameField(i, agreed, before))
          && !related(r, line)) {
        confirmed = confirmed.without(i);
      }
    }
    return confirmed;
  }

  private static boolean sameField(int field, Base one, Base other) {
    return other.knows(field)
        && one.fingerprint(Side.SOURCE, field) == other.fingerprint(Side.SOURCE, field)
        && one.fingerprint(Side.TARGET, field) == other.fingerprint(Side.TARGET, field);
  }

  private boolean related(RelationRule rule, PlanItem line) {
    Key source = parent(rule, Side.SOURCE, line);
    Key target = parent(rule, Side.TARGET, line);
    return source == null
        ? target == null
        : Objects.equals(other(rule, Side.SOURCE, source), target);
  }

  private @Nullable Key parent(RelationRule rule, Side side, PlanItem line) {
    Row row = of(rows, side).get(Objects.requireNonNull(line.key(side)));
    return row == null ? null : Fingerprints.parent(rule, side, row);
  }
}
