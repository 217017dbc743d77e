package dev.syncline.engine.apply;

import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
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
import dev.syncline.engine.store.Withheld;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
        Row stored = a.after() == null ? null : a.after().in(task.shape(op.side()));
        yield new JournalEntry(
            intent.operation(),
            intent.kind(),
            op instanceof Create && op.side() == Side.SOURCE && stored != null
                ? stored.key()
                : intent.source(),
            op instanceof Create && op.side() == Side.TARGET && stored != null
                ? stored.key()
                : intent.target(),
            image == null ? intent.columns() : names(image.shape().stored()),
            a.before() == null ? null : a.before().stored().values(),
            a.after() == null ? null : a.after().stored().values(),
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

  /** Entries as the journal may hold them. */
  static List<JournalEntry> journaled(Task task, Side side, List<JournalEntry> entries) {
    Set<String> hidden = task.neverJournaled().on(side);
    return hidden.isEmpty()
        ? entries
        : entries.stream()
            .map(e -> e.withholding(hidden::contains, Withheld.NEVER_JOURNALED))
            .toList();
  }

  /**
   * Outcomes without what the system said, if it may have quoted a value that nobody may write
   * down.
   */
  static List<WriteOutcome> told(Task task, Side side, List<WriteOutcome> outcomes) {
    Set<String> hidden = task.neverJournaled().on(side);
    return hidden.isEmpty() ? outcomes : outcomes.stream().map(o -> told(side, hidden, o)).toList();
  }

  private static WriteOutcome told(Side side, Set<String> hidden, WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Applied a -> a;
      case WriteOutcome.Stale s -> s;
      case WriteOutcome.Rejected r ->
          new WriteOutcome.Rejected(
              r.cause(),
              "the " + side.word() + " refused it (" + words(r.cause()) + "); " + notKept(hidden));
      case WriteOutcome.Retry r ->
          new WriteOutcome.Retry(
              "the " + side.word() + " asks to try again later; " + notKept(hidden),
              r.after(),
              r.sent());
      case WriteOutcome.Unknown u ->
          new WriteOutcome.Unknown(
              "the answer of the " + side.word() + " was lost; " + notKept(hidden));
    };
  }

  private static String notKept(Set<String> hidden) {
    return "what it said is not kept, for it may quote "
        + String.join(", ", new TreeSet<>(hidden))
        + ", which is never journaled (its own log may tell)";
  }

  private static String words(WriteOutcome.Cause cause) {
    return switch (cause) {
      case UNIQUE -> "another record has its unique value";
      case FOREIGN_KEY -> "a record that it refers to is not there, or one refers to it";
      case NOT_NULL -> "a value is missing";
      case CHECK -> "a check";
      case TOO_LONG -> "a value is too long";
      case TYPE -> "a value does not fit its column";
      case DENIED -> "no right to do it";
      case OTHER -> "another reason";
    };
  }

  static List<String> names(Shape shape) {
    return shape.columns().stream().map(Column::name).toList();
  }
}
