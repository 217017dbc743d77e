package dev.syncline.engine.undo;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What undos left as it is until a side changes, or until a person lets it flow again. */
public final class Pins {
  private final StateStore store;
  private final Task task;

  /** The pins of a task. */
  public Pins(StateStore store, Task task) {
    this.store = store;
    this.task = task;
  }

  /** Those that hold, as far as the store knows. */
  public List<Decision> list() {
    List<Decision> pins = store.decisions(task.id()).stream().filter(Decision::isPin).toList();
    List<Key> keys = pins.stream().map(Decision::key).toList();
    Map<Key, Link> links = store.links(task.id(), Side.SOURCE, keys);
    List<Decision> holding = new ArrayList<>();
    for (Decision pin : pins) {
      int field = field(pin);
      Link link = links.get(pin.key());
      if (pin.field().equals(Decision.RECORD) || link != null && holds(pin, link, field)) {
        holding.add(pin);
      }
    }
    return holding;
  }

  private int field(Decision pin) {
    for (int i = 0; i < task.fields().size(); i++) {
      if (task.fields().get(i).name().equals(pin.field())) {
        return i;
      }
    }
    return -1;
  }

  /** A pinned field is one in which both sides agreed to differ. */
  private static boolean holds(Decision pin, Link link, int field) {
    Base base = link.base();
    return field >= 0
        && field < base.size()
        && base.knows(field)
        && pin.seen()
            == new Seen(base.fingerprint(Side.SOURCE, field), base.fingerprint(Side.TARGET, field))
                .both();
  }

  /**
   * Lets pinned records and fields flow again. A field is then one that never agreed, and the next
   * run settles it as the policies say.
   */
  public void release(List<Decision> pins, long nowMillis) {
    try (StateStore.Change change = store.begin()) {
      int layout = change.layout(task.layout());
      Rebase rebase = new Rebase(layout, task.meanings(), store::layout);
      Map<Key, Link> links =
          new HashMap<>(
              store.links(task.id(), Side.SOURCE, pins.stream().map(Decision::key).toList()));
      for (Decision pin : pins) {
        change.removeDecision(pin);
        Link link = pin.side() == Side.SOURCE ? links.get(pin.key()) : null;
        int field = field(pin);
        if (link != null && field >= 0) {
          Link freed =
              new Link(
                  link.source(),
                  link.target(),
                  rebase.of(link.base()).without(field),
                  link.revision() + 1,
                  link.incarnation());
          links.put(pin.key(), freed);
          change.putLinks(task.id(), List.of(freed));
        }
        change.putDue(
            List.of(
                new Due(
                    task.id(),
                    pin.side(),
                    pin.key(),
                    Due.Reason.WAITING,
                    "its pin was released",
                    0,
                    nowMillis,
                    0)));
      }
      change.commit();
    }
  }
}
