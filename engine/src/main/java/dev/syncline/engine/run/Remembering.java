package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.run.RunOptions.Sends;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps what lines of a plan mean for links, bases and decisions where nothing is written, in one
 * commit. A line that holds a record is one where that record is to be doubted.
 */
final class Remembering {
  private final RunState run;
  private final TaskRun t;

  Remembering(RunState run, TaskRun t) {
    this.run = run;
    this.t = t;
  }

  void keep(List<PlanItem> items) {
    if (run.links.planning() && items.stream().noneMatch(PlanItem.Match.class::isInstance)) {
      return;
    }
    int task = t.task.id();
    Set<Key> overtaken = run.links.planning() ? Set.of() : overtaken(items);
    Map<Key, Integer> incarnations =
        run.store.incarnations(task, Side.SOURCE, keys(items, PlanItem.Match.class));
    List<Key> linked = keys(items, PlanItem.Advance.class);
    linked.addAll(keys(items, PlanItem.SetAside.class));
    Map<Key, Link> links = run.store.links(task, Side.SOURCE, linked);
    List<Link> put = new ArrayList<>();
    List<Key> removed = new ArrayList<>();
    List<Decision> decisions = new ArrayList<>();
    for (PlanItem item : items) {
      switch (item) {
        case PlanItem.Match m ->
            put.add(
                new Link(
                    m.source(), m.target(), m.base(), 0, incarnations.getOrDefault(m.source(), 0)));
        case PlanItem.Advance a -> {
          Link link = links.get(a.source());
          if (overtaken.contains(a.source())) {
            Work work = Work.of(a.source(), a.target());
            run.leftovers.addStale(task, work);
            t.again.add(work);
          } else if (link != null) {
            put.add(
                new Link(
                    link.source(), link.target(), a.base(), a.revision() + 1, link.incarnation()));
          }
        }
        case PlanItem.SetAside a -> {
          Link link = links.get(a.source());
          if (link != null) {
            put.add(
                new Link(
                    link.source(), link.target(), a.base(), a.revision() + 1, link.incarnation()));
          }
        }
        case PlanItem.Unlink u -> removed.add(u.source());
        case PlanItem.Create c when run.options.sends() == Sends.NOTHING ->
            decisions.add(known(c, c.seen()));
        case PlanItem.Operation op -> throw notKept(op);
        case PlanItem.Held h when run.options.sends() == Sends.NOTHING ->
            decisions.add(known(h, h.seen()));
        case PlanItem.Held h ->
            decisions.add(
                Decision.doubt(task, Objects.requireNonNull(h.source()), run.clock.getAsLong()));
        case PlanItem.Drift d -> throw notKept(d);
        case PlanItem.Unsent u -> throw notKept(u);
        case PlanItem.Alone a -> throw notKept(a);
      }
    }
    try (StateStore.Change change = run.links.writable().begin()) {
      if (!removed.isEmpty() && !run.links.planning()) {
        change.removeLinks(task, removed);
      }
      if (!put.isEmpty()) {
        change.putLinks(task, put);
      }
      decisions.forEach(change::putDecision);
      change.commit();
    }
  }

  /**
   * The source's keys of records of which a side was changed since it was read. What two systems
   * hold is never read at one moment; only what both still hold after both were read was true of
   * both at once. What was not is no agreement: the next change would be taken for the only one.
   */
  private Set<Key> overtaken(List<PlanItem> items) {
    Map<Key, PlanItem.Advance> advances = new HashMap<>();
    for (PlanItem item : items) {
      if (item instanceof PlanItem.Advance a) {
        advances.put(a.source(), a);
      }
    }
    if (advances.isEmpty()) {
      return Set.of();
    }
    Fingerprints prints = new Fingerprints(t.task, run.store.fingerprinter());
    Map<Key, Row> sources = read(Side.SOURCE, List.copyOf(advances.keySet()));
    List<Key> targetKeys = advances.values().stream().map(PlanItem.Advance::target).toList();
    Map<Key, Row> targets = read(Side.TARGET, targetKeys);
    Set<Key> overtaken = new HashSet<>();
    advances.forEach(
        (key, a) -> {
          Row source = sources.get(key);
          Row target = targets.get(a.target());
          if (source == null
              || target == null
              || prints.row(Side.SOURCE, source) != a.seen().source()
              || prints.row(Side.TARGET, target) != a.seen().target()) {
            overtaken.add(key);
          }
        });
    return overtaken;
  }

  private Map<Key, Row> read(Side side, List<Key> keys) {
    return Decider.byKey(run.ends.on(side).fetch(t.task.shape(side), keys));
  }

  /** A record without a counterpart that counts as sent until it changes. */
  private Decision known(PlanItem line, PlanItem.Seen seen) {
    Side side = line.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = Objects.requireNonNull(line.key(side));
    return Decision.pinned(t.task.id(), side, key, seen.both(), run.clock.getAsLong());
  }

  private static IllegalStateException notKept(PlanItem item) {
    return new IllegalStateException("not a line that is kept as it is: " + item);
  }

  private static List<Key> keys(List<PlanItem> items, Class<? extends PlanItem> kind) {
    List<Key> keys = new ArrayList<>();
    for (PlanItem item : items) {
      if (kind.isInstance(item) && item.source() != null) {
        keys.add(item.source());
      }
    }
    return keys;
  }
}
