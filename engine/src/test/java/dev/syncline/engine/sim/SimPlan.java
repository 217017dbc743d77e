package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a plan says will be written. */
final class SimPlan {
  private final SimSchema schema;
  private final Chronicle chronicle;
  private final Set<String> operations = new HashSet<>();

  /**
   * By a create's operation, or the row of an update, what its references are to lead to: they
   * follow when that is there.
   */
  private final Map<String, Map<String, Awaited>> follow = new HashMap<>();

  SimPlan(SimSchema schema, Chronicle chronicle) {
    this.schema = schema;
    this.chronicle = chronicle;
  }

  void add(PlanItem item) {
    if (item instanceof PlanItem.Operation op) {
      operations.add(op.id());
    }
    switch (item) {
      case PlanItem.Create c -> follow.put(c.id(), awaited(c, c.changes()));
      case PlanItem.Update u ->
          follow.put(row(u.task(), u.side(), u.key(u.side())), awaited(u, u.changes()));
      default -> {}
    }
  }

  private Map<String, Awaited> awaited(PlanItem item, List<Change> changes) {
    Map<String, Awaited> awaited = new HashMap<>();
    for (Change change : changes) {
      Arrays.stream(change.after())
          .filter(Awaited.class::isInstance)
          .forEach(a -> awaited.put(field(item, change), (Awaited) a));
    }
    return awaited;
  }

  private String field(PlanItem item, Change change) {
    return schema.sync().task(item.task()).orElseThrow().fields().get(change.field()).name();
  }

  private static String row(int task, Side side, Key key) {
    return task + " " + side + " " + key;
  }

  /** Whether it says that this will be written. */
  boolean says(Chronicle.Written written) {
    Story story = written.story();
    return operations.contains(written.operation())
        || follows(written, follow.get(story.addedBy))
        || follows(written, follow.get(row(story.table.task(), story.side, story.key)));
  }

  /** Whether references were written later than the rest, and lead to what the plan says. */
  private boolean follows(Chronicle.Written written, Map<String, Awaited> references) {
    return references != null
        && !written.columns().isEmpty()
        && written.columns().stream()
            .allMatch(
                column ->
                    references.containsKey(column)
                        && leadsTo(references.get(column), written.story(), column));
  }

  private boolean leadsTo(Awaited awaited, Story story, String column) {
    SimTable parents = schema.tables().get(awaited.task() - 1);
    Object value = story.lastByEngine(column, Long.MAX_VALUE).orElseThrow().value();
    Story there = chronicle.then(parents, story.side, Key.of(value), Long.MAX_VALUE);
    Story here = chronicle.then(parents, awaited.from(), awaited.key(), Long.MAX_VALUE);
    return there != null && here != null && chronicle.related(here, there);
  }
}
