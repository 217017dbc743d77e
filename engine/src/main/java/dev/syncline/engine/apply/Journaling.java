package dev.syncline.engine.apply;

import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.store.JournalEntry;
import java.util.List;

/** Writes operations down as intents and as outcomes. */
final class Journaling {
  static final String APPLIED = "applied";

  private Journaling() {}

  static JournalEntry.Kind kind(Operation op) {
    return switch (op) {
      case Create c -> JournalEntry.Kind.CREATE;
      case PlanItem.Restore r -> JournalEntry.Kind.CREATE;
      case Update u -> JournalEntry.Kind.UPDATE;
      case Delete d -> JournalEntry.Kind.DELETE;
    };
  }

  /** What came of it, with the images as they were under the lock. */
  static JournalEntry outcome(Task task, JournalEntry intent, Operation op, WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Applied a -> {
        Row image = a.after() != null ? a.after() : a.before();
        Row stored = a.after() == null ? null : Delta.project(task.shape(op.side()), a.after());
        yield new JournalEntry(
            intent.operation(),
            intent.kind(),
            op instanceof Create && op.side() == dev.syncline.core.Side.SOURCE && stored != null
                ? stored.key()
                : intent.source(),
            op instanceof Create && op.side() == dev.syncline.core.Side.TARGET && stored != null
                ? stored.key()
                : intent.target(),
            image == null ? intent.columns() : names(image.shape()),
            a.before() == null ? null : a.before().values(),
            a.after() == null ? null : a.after().values(),
            APPLIED,
            intent.detail());
      }
      case WriteOutcome.Stale s -> ended(intent, "stale", "changed meanwhile");
      case WriteOutcome.Rejected r -> ended(intent, "rejected", r.message());
      case WriteOutcome.Retry r -> ended(intent, "retry", r.message());
      case WriteOutcome.Unknown u -> ended(intent, "unknown", u.message());
    };
  }

  /** An intent with its end. */
  static JournalEntry ended(JournalEntry intent, String outcome, String detail) {
    return new JournalEntry(
        intent.operation(),
        intent.kind(),
        intent.source(),
        intent.target(),
        intent.columns(),
        intent.before(),
        intent.after(),
        outcome,
        detail);
  }

  static List<String> names(Shape shape) {
    return shape.columns().stream().map(Column::name).toList();
  }
}
