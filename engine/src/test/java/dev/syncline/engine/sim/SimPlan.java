package dev.syncline.engine.sim;

import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a plan says will be written. */
final class SimPlan {
  private final SimSchema schema;
  private final Set<String> operations = new HashSet<>();

  /** By a create, the references of its row that follow when the rows they lead to are there. */
  private final Map<String, Set<String>> follow = new HashMap<>();

  SimPlan(SimSchema schema) {
    this.schema = schema;
  }

  void add(PlanItem item) {
    if (item instanceof PlanItem.Operation op) {
      operations.add(op.id());
    }
    if (item instanceof PlanItem.Create c) {
      follow.put(
          c.id(),
          c.changes().stream()
              .filter(change -> Arrays.stream(change.after()).anyMatch(Awaited.class::isInstance))
              .map(change -> field(c, change))
              .collect(Collectors.toSet()));
    }
  }

  private String field(PlanItem item, Change change) {
    return schema.sync().task(item.task()).orElseThrow().fields().get(change.field()).name();
  }

  /** Whether it says that this will be written. */
  boolean says(Chronicle.Written written) {
    return operations.contains(written.operation())
        || (!written.columns().isEmpty()
            && follow
                .getOrDefault(written.story().addedBy, Set.of())
                .containsAll(written.columns()));
  }
}
