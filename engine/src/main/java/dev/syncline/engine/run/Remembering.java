package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps what lines of a plan mean for links and bases where nothing is written, in one commit. */
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
    Map<Key, Integer> incarnations =
        run.store.incarnations(task, Side.SOURCE, keys(items, PlanItem.Match.class));
    Map<Key, Link> links = run.store.links(task, Side.SOURCE, keys(items, PlanItem.Advance.class));
    List<Link> put = new ArrayList<>();
    List<Key> removed = new ArrayList<>();
    for (PlanItem item : items) {
      switch (item) {
        case PlanItem.Match m ->
            put.add(
                new Link(
                    m.source(), m.target(), m.base(), 0, incarnations.getOrDefault(m.source(), 0)));
        case PlanItem.Advance a -> {
          Link link = links.get(a.source());
          if (link != null) {
            put.add(
                new Link(
                    link.source(), link.target(), a.base(), a.revision() + 1, link.incarnation()));
          }
        }
        case PlanItem.Unlink u -> removed.add(u.source());
        case PlanItem.Operation op -> throw notKept(op);
        case PlanItem.Held h -> throw notKept(h);
        case PlanItem.Drift d -> throw notKept(d);
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
      change.commit();
    }
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
