package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Operations of any tasks whose records refer to each other, written as one. The journal knows them
 * by their tasks, so each task has a batch of its own there; all of them are open before anything
 * is sent and are closed together.
 */
public final class Circle {
  private Circle() {}

  /**
   * Applies all of some operations on one side, or none.
   *
   * @param operations by the applier of their task
   * @return what became of each, in order
   */
  public static List<Applied> apply(
      Side side, StateStore store, Map<Applier, List<Operation>> operations) {
    List<Operation> all = operations.values().stream().flatMap(List::stream).toList();
    AwaitedKeys keys = AwaitedKeys.among(store, all);
    List<Sending> parts = new ArrayList<>();
    for (Map.Entry<Applier, List<Operation>> e : operations.entrySet()) {
      Sending sending = new Sending(e.getKey(), side);
      for (Operation op : e.getValue()) {
        List<Change> ready = e.getKey().ready(op, keys);
        if (ready == null) {
          String why = e.getKey().waitsFor(op, keys);
          return all.stream().map(o -> Applier.blocked(o, why)).toList();
        }
        sending.add(op, ready);
      }
      parts.add(sending);
    }
    Applier.open(parts);
    Applier.send(parts, true);
    return Applier.remember(parts);
  }
}
