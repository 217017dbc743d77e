package dev.syncline.engine.apply;

import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.plan.PlanItem;

/**
 * What became of an operation.
 *
 * @param again whether the record should be looked at once more in this run: it was stale, waits
 *     for another write, or something in it is not settled yet
 */
public record Applied(PlanItem.Operation operation, Result result, String message, boolean again) {

  /** What became of it. */
  public enum Result {
    APPLIED,
    STALE,
    REJECTED,
    /** A parent that it refers to is not there yet. */
    BLOCKED,
    /** The system asked to try later, or what became of it is open. */
    RETRY,
    /** The same, and it was not even sent. */
    UNSENT
  }

  /** An operation that was not sent, for a reason that others may take away. */
  public static Applied refused(PlanItem.Operation operation, String why) {
    return new Applied(operation, Result.REJECTED, why, true);
  }

  static Result of(WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Applied a -> Result.APPLIED;
      case WriteOutcome.Stale s -> Result.STALE;
      case WriteOutcome.Rejected r -> Result.REJECTED;
      case WriteOutcome.Retry r -> r.sent() ? Result.RETRY : Result.UNSENT;
      case WriteOutcome.Unknown u -> Result.RETRY;
    };
  }
}
