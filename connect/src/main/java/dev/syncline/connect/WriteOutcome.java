package dev.syncline.connect;

import dev.syncline.core.model.Row;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a write. */
public sealed interface WriteOutcome {

  /**
   * It is committed.
   *
   * @param before the row as it was under the lock; null for an insert
   * @param after the row as stored, read back in the same transaction; null for a delete
   */
  record Applied(@Nullable Row before, @Nullable Row after) implements WriteOutcome {}

  /**
   * Nothing was written: the row is not what the decision saw.
   *
   * @param current the row as it is; null when it is gone
   */
  record Stale(@Nullable Row current) implements WriteOutcome {}

  /** Nothing was written: the system refused it. Message: what, why and the remedy. */
  record Rejected(Cause cause, String message) implements WriteOutcome {}

  /**
   * Nothing was written: the system asks to try later.
   *
   * @param sent whether the system was asked for this write; else for another, which it is not
   *     tried after
   */
  record Retry(String message, Duration after, boolean sent) implements WriteOutcome {
    /** Of a write that the system was asked for. */
    public Retry(String message, Duration after) {
      this(message, after, true);
    }

    /** The same of a write that the system is not asked for, after that. */
    public Retry unsent() {
      return new Retry(message, after, false);
    }
  }

  /** It was sent, and whether it was applied is not known; {@link Connector#applied} will tell. */
  record Unknown(String message) implements WriteOutcome {}

  /** Why a system refuses a write. */
  enum Cause {
    UNIQUE,
    FOREIGN_KEY,
    NOT_NULL,
    CHECK,
    TOO_LONG,
    TYPE,
    DENIED,
    OTHER
  }
}
