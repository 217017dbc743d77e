package dev.syncline.core.laws;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.Pair;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.Rebase;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.SipHash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Both sides and what is remembered of them, with the plainest way to plan and to apply: what the
 * engine does with thousands of rows, done here with a handful, one after the other.
 */
final class World {
  private static final SipHash PRINTS = new SipHash(new byte[16]);
  private static final int LAYOUT = 7;

  final Spec spec;
  final Task task;
  final Fingerprints prints;
  final Map<Side, TreeMap<Key, Object[]>> rows = new EnumMap<>(Side.class);
  final TreeMap<Key, Link> links = new TreeMap<>();

  /** What is seen of a row instead of the row itself. */
  final Map<Side, Map<Key, Observed>> hidden = new EnumMap<>(Side.class);

  private final Map<Key, Integer> incarnations = new HashMap<>();
  private final Map<Side, Long> sequences = new EnumMap<>(Side.class);
  private final Planner planner;

  World(Spec spec) {
    this(spec, BySide.of(side -> ColumnLimits.NONE));
  }

  /**
   * An empty world.
   *
   * @param limits what its columns cannot hold
   */
  private World(Spec spec, BySide<ColumnLimits> limits) {
    this.spec = spec;
    this.task = spec.task();
    this.prints = new Fingerprints(task, PRINTS);
    this.planner = new Planner(task, rebase(), PRINTS, limits);
    for (Side side : Side.values()) {
      rows.put(side, new TreeMap<>());
      hidden.put(side, new HashMap<>());
      sequences.put(side, side == Side.SOURCE ? 1L : 1001L);
    }
  }

  private Rebase rebase() {
    return new Rebase(LAYOUT, task.meanings(), id -> task.layout());
  }

  /** The same world with its sides swapped; keys, rows and links are the same ones. */
  World mirror() {
    World m = new World(spec.mirror());
    for (Side side : Side.values()) {
      m.rows.get(side.other()).putAll(rows.get(side));
      m.hidden.get(side.other()).putAll(hidden.get(side));
      m.sequences.put(side.other(), sequences.get(side));
    }
    for (Link link : links.values()) {
      Base base = Base.unknown(LAYOUT, link.base().size());
      for (int i = 0; i < base.size(); i++) {
        if (link.base().knows(i)) {
          base =
              base.with(
                  i,
                  link.base().fingerprint(Side.TARGET, i),
                  link.base().fingerprint(Side.SOURCE, i));
        }
      }
      base = base.outside(BySide.of(side -> link.base().isOutside(side.other())));
      base = base.gone(BySide.of(side -> link.base().isGone(side.other())));
      m.links.put(
          link.target(),
          new Link(link.target(), link.source(), base, link.revision(), link.incarnation()));
    }
    return m;
  }

  /** The same world in which columns do not hold everything. */
  World with(BySide<ColumnLimits> limits) {
    World w = new World(spec, limits);
    for (Side side : Side.values()) {
      w.rows.get(side).putAll(rows.get(side));
      w.hidden.get(side).putAll(hidden.get(side));
      w.sequences.put(side, sequences.get(side));
    }
    w.links.putAll(links);
    w.incarnations.putAll(incarnations);
    return w;
  }

  Row row(Side side, Key key) {
    Object[] values = rows.get(side).get(key);
    return values == null ? null : new Row(task.shape(side), values);
  }

  Link link(Side side, Key key) {
    return links.values().stream().filter(l -> l.key(side).equals(key)).findFirst().orElse(null);
  }

  /** Whether a row is there, and the task is about it. */
  boolean isInScope(Side side, Key key) {
    Row row = row(side, key);
    return row != null && task.scope(side).observe(row) instanceof Observed.Present;
  }

  private Observed observe(Side side, Key key) {
    if (key == null) {
      return new Observed.Absent();
    }
    Observed instead = hidden.get(side).get(key);
    Row row = row(side, key);
    if (instead != null) {
      return instead instanceof Observed.OutOfScope ? new Observed.OutOfScope(row) : instead;
    }
    return row == null ? new Observed.Absent() : task.scope(side).observe(row);
  }

  /** All that there is to plan: links, records that match by code, and records that stand alone. */
  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Link link : links.values()) {
      pairs.add(pair(link.source(), link.target(), link));
    }
    Map<Object, List<Key>> sources = byCode(Side.SOURCE);
    Map<Object, List<Key>> targets = byCode(Side.TARGET);
    Set<Object> codes = new HashSet<>(sources.keySet());
    codes.addAll(targets.keySet());
    for (Object code : codes) {
      List<Key> s = sources.getOrDefault(code, List.of());
      List<Key> t = targets.getOrDefault(code, List.of());
      boolean free =
          s.stream().allMatch(k -> link(Side.SOURCE, k) == null)
              && t.stream().allMatch(k -> link(Side.TARGET, k) == null);
      if (!free || code == null || s.size() > 1 || t.size() > 1) {
        continue;
      }
      boolean creates =
          (!s.isEmpty() || isCreatedOn(Side.SOURCE)) && (!t.isEmpty() || isCreatedOn(Side.TARGET));
      if (creates) {
        pairs.add(pair(s.isEmpty() ? null : s.getFirst(), t.isEmpty() ? null : t.getFirst(), null));
      }
    }
    return pairs;
  }

  private boolean isCreatedOn(Side side) {
    return task.policies().direction().writes(side) && task.policies().mode().creates();
  }

  private Pair pair(Key source, Key target, Link link) {
    return new Pair(
        source,
        target,
        link,
        observe(Side.SOURCE, source),
        observe(Side.TARGET, target),
        link == null ? incarnations.getOrDefault(source, 0) : link.incarnation() + 1,
        Map.of());
  }

  private Map<Object, List<Key>> byCode(Side side) {
    Map<Object, List<Key>> byCode = new HashMap<>();
    rows.get(side)
        .forEach(
            (key, row) -> {
              if (isInScope(side, key) || link(side, key) != null) {
                byCode.computeIfAbsent(row[1], c -> new ArrayList<>()).add(key);
              }
            });
    return byCode;
  }

  List<PlanItem> plan() {
    return plan(pairs());
  }

  /** Plans, and plans again without the parents that turned out to be held themselves. */
  List<PlanItem> plan(List<Pair> pairs) {
    Map<Side, Set<Key>> planned = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      planned.put(side, new HashSet<>());
      for (Pair pair : pairs) {
        Key key = side == Side.SOURCE ? pair.source() : pair.target();
        Key other = side == Side.SOURCE ? pair.target() : pair.source();
        if (pair.link() == null && other == null) {
          planned.get(side).add(key);
        }
      }
    }
    while (true) {
      List<PlanItem> items = new ArrayList<>();
      for (Pair pair : pairs) {
        items.addAll(planner.plan(pair, (rule, from, key) -> parent(from, key, planned.get(from))));
      }
      boolean fewer = false;
      for (PlanItem item : items) {
        if (item instanceof PlanItem.Held h) {
          fewer |= h.source() != null && planned.get(Side.SOURCE).remove(h.source());
          fewer |= h.target() != null && planned.get(Side.TARGET).remove(h.target());
        }
      }
      if (!fewer) {
        return items;
      }
    }
  }

  private References.Parent parent(Side from, Key key, Set<Key> planned) {
    Link link = link(from, key);
    if (link != null) {
      return new References.Parent.Linked(link.key(from.other()));
    }
    return planned.contains(key) && rows.get(from).containsKey(key)
        ? new References.Parent.Planned()
        : new References.Parent.Missing();
  }

  /** Applies a plan, deletes last, and remembers what it means. */
  void apply(List<PlanItem> plan) {
    for (PlanItem item : plan) {
      if (!(item instanceof PlanItem.Delete)) {
        apply(item);
      }
    }
    for (PlanItem item : plan) {
      if (item instanceof PlanItem.Delete) {
        apply(item);
      }
    }
  }

  private void apply(PlanItem item) {
    switch (item) {
      case PlanItem.Match m ->
          links.put(m.source(), new Link(m.source(), m.target(), m.base(), 0, 0));
      case PlanItem.Advance a -> {
        Link link = links.get(a.source());
        links.put(
            a.source(),
            new Link(a.source(), a.target(), a.base(), link.revision() + 1, link.incarnation()));
      }
      case PlanItem.SetAside a -> {
        Link link = links.get(a.source());
        links.put(
            a.source(),
            new Link(a.source(), a.target(), a.base(), link.revision() + 1, link.incarnation()));
      }
      case PlanItem.Unlink u -> forget(u.source());
      case PlanItem.Delete d -> {
        rows.get(d.side()).remove(d.key(d.side()));
        forget(d.source());
      }
      case PlanItem.Create c -> create(c);
      case PlanItem.Restore r -> throw new AssertionError("the planner never plans " + r);
      case PlanItem.Update u -> update(u);
      case PlanItem.Held h -> {}
      case PlanItem.Drift d -> {}
      case PlanItem.Unsent u -> {}
      case PlanItem.Alone a -> {}
    }
  }

  private void forget(Key source) {
    Link link = links.remove(source);
    if (link != null) {
      incarnations.put(source, link.incarnation() + 1);
    }
  }

  private void create(PlanItem.Create c) {
    Side side = c.side();
    long id = sequences.merge(side, 1L, Long::sum) - 1;
    Key key = Key.of(id);
    Object[] values = new Object[task.shape(side).size()];
    values[0] = id;
    Base base = Base.unknown(LAYOUT, task.fields().size());
    List<Change> changes = resolved(c.changes());
    write(side, values, changes);
    rows.get(side).put(key, values);
    Row stored = new Row(task.shape(side), values);
    base = agreed(base, side, changes, stored);
    for (PlanItem.Create.Kept kept : c.kept()) {
      FieldRule rule = task.fields().get(kept.field());
      if (task.writes(side, rule)) { // a null that is skipped
        long mine = prints.of(side, stored, rule);
        base =
            side == Side.SOURCE
                ? base.with(kept.field(), mine, kept.origin())
                : base.with(kept.field(), kept.origin(), mine);
      }
    }
    if (c.replaces() != null) {
      links.remove(side == Side.SOURCE ? c.replaces() : c.origin());
    }
    Key source = side == Side.SOURCE ? key : c.origin();
    Key target = side == Side.TARGET ? key : c.origin();
    links.put(source, new Link(source, target, base, 0, c.incarnation()));
  }

  private void update(PlanItem.Update u) {
    Key key = u.key(u.side());
    Object[] values = rows.get(u.side()).get(key).clone();
    List<Change> changes = resolved(u.changes());
    write(u.side(), values, changes);
    rows.get(u.side()).put(key, values);
    Link link = links.get(u.source());
    Base base = agreed(link.base(), u.side(), changes, new Row(task.shape(u.side()), values));
    links.put(
        u.source(),
        new Link(u.source(), u.target(), base, link.revision() + 1, link.incarnation()));
  }

  /** References to records that were only planned when it was decided; left out if still so. */
  private List<Change> resolved(List<Change> changes) {
    List<Change> resolved = new ArrayList<>();
    for (Change change : changes) {
      if (change.after().length == 1 && change.after()[0] instanceof Awaited a) {
        Link parent = link(a.from(), a.key());
        if (parent != null) {
          Object[] after = parent.key(a.from().other()).parts();
          resolved.add(
              new Change(change.field(), change.before(), after, change.origin(), change.rule()));
        }
      } else {
        resolved.add(change);
      }
    }
    return resolved;
  }

  private void write(Side side, Object[] values, List<Change> changes) {
    for (Change change : changes) {
      List<Integer> columns = task.fields().get(change.field()).columns(side);
      for (int i = 0; i < columns.size(); i++) {
        values[columns.get(i)] = stored(side, columns.get(i), change.after()[i]);
      }
    }
  }

  /** What a side makes of a value. */
  Object stored(Side side, int column, Object value) {
    if (column < Spec.FIRST || !(value instanceof String s)) {
      return value;
    }
    return switch (spec.normal(side, column)) {
      case AS_IS -> s;
      case UPPER_CASE -> s.toUpperCase(java.util.Locale.ROOT);
      case CUT -> s.length() > 2 ? s.substring(0, 2) : s;
    };
  }

  private Base agreed(Base base, Side written, List<Change> changes, Row stored) {
    Base agreed = base;
    for (Change change : changes) {
      long mine = prints.of(written, stored, task.fields().get(change.field()));
      agreed =
          written == Side.SOURCE
              ? agreed.with(change.field(), mine, change.origin())
              : agreed.with(change.field(), change.origin(), mine);
    }
    return agreed;
  }

  /** A user adds a row. */
  Key insert(Side side, Object[] values) {
    long id = sequences.merge(side, 1L, Long::sum) - 1;
    values[0] = id;
    for (int i = 1; i < values.length; i++) {
      values[i] = stored(side, i, values[i]);
    }
    rows.get(side).put(Key.of(id), values);
    return Key.of(id);
  }

  /** A user changes a column of a row. */
  void edit(Side side, Key key, int column, Object value, Object clock) {
    Object[] values = rows.get(side).get(key).clone();
    values[column] = stored(side, column, value);
    values[2] = clock;
    rows.get(side).put(key, values);
  }

  /** A user deletes a row; what refers to it is set free, as a database would demand. */
  void delete(Side side, Key key) {
    rows.get(side).remove(key);
    for (Map.Entry<Key, Object[]> row : rows.get(side).entrySet()) {
      if (row.getValue()[3] != null && Key.of(row.getValue()[3]).equals(key)) {
        Object[] freed = row.getValue().clone();
        freed[3] = null;
        row.setValue(freed);
      }
    }
  }

  boolean refers(Side side) {
    return task.fields().stream().anyMatch(RelationRule.class::isInstance)
        && rows.get(side).values().stream().anyMatch(r -> r[3] != null);
  }
}
