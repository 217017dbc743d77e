package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Creates of any tasks whose records refer to each other, written as one. The journal knows them by
 * their tasks, so each task has a batch of its own there; all of them are open before anything is
 * sent and are closed together.
 */
public final class Circle {
  private Circle() {}

  /**
   * Applies all of some creates on one side, or none.
   *
   * @param creates by the applier of their task
   * @return what became of each, in order
   */
  public static List<Applied> apply(
      Side side, StateStore store, Map<Applier, List<Create>> creates) {
    List<Create> all = creates.values().stream().flatMap(List::stream).toList();
    AwaitedKeys keys = AwaitedKeys.among(store, all);
    List<Applier.Part> parts = new ArrayList<>();
    for (Map.Entry<Applier, List<Create>> e : creates.entrySet()) {
      List<Applier.Sent> sent = new ArrayList<>();
      for (Create create : e.getValue()) {
        Applier.Sent ready = e.getKey().ready(create, keys);
        if (ready == null) {
          return all.stream().map(Applier::blocked).toList();
        }
        sent.add(ready);
      }
      parts.add(e.getKey().part(side, sent));
    }
    return parts.isEmpty() ? List.of() : Applier.send(parts, true);
  }
}
