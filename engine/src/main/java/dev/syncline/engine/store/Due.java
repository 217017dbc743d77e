package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import java.util.Objects;

/**
 * A record that is not finished and why. It stays due until it is.
 *
 * @param task the task
 * @param side the side whose key this is: the source for a link
 * @param key the record's key on that side
 * @param reason why it is not finished
 * @param message the reason in words for a person, with the remedy
 * @param attempts how often a system was asked for a write of it, and refused
 * @param sinceMillis when it became due
 * @param seen fingerprint of what both sides held when it was put off, so that a change lifts it
 */
public record Due(
    int task,
    Side side,
    Key key,
    Reason reason,
    String message,
    int attempts,
    long sinceMillis,
    long seen) {

  private static final long FIRST = 60_000;
  private static final long MOST = 6 * 60 * FIRST;
  private static final int LONGEST = 10;

  /** The record of an operation, to be looked at. */
  public static Due waiting(PlanItem.Operation op, String message, long now) {
    Side side = side(op);
    Key key = Objects.requireNonNull(op.key(side), "an operation's record has a key there");
    return new Due(op.task(), side, key, Reason.WAITING, message, 0, now, 0);
  }

  /** On which side the record of an operation has the key by which it is due. */
  public static Side side(PlanItem.Operation op) {
    return op.source() != null && !(op instanceof PlanItem.Create c && c.side() == Side.SOURCE)
        ? Side.SOURCE
        : Side.TARGET;
  }

  /**
   * When it is tried again that a system refused: a minute after the first time, and each time
   * after twice as long, up to six hours.
   *
   * @return milliseconds since the epoch; 0 for what is looked at by every run
   */
  public long retryMillis() {
    if (reason != Reason.REJECTED || seen == 0) {
      return 0;
    }
    long wait = 0;
    for (int i = 0; i < attempts; i++) {
      wait += i < LONGEST ? Math.min(FIRST << i, MOST) : MOST;
    }
    return sinceMillis + wait;
  }

  /** Why a record is not finished. */
  public enum Reason {
    /** Asked for by a person (resync) or found by capture and not yet looked at. */
    WAITING,
    /** A side refused the write. */
    REJECTED,
    /** The record changed between the decision and the write. */
    STALE,
    /** Both sides changed the same field and the policy is to hold. */
    CONFLICT,
    /** Several records may be its counterpart. */
    AMBIGUOUS,
    /** Its unique key has a null. */
    NULL_KEY,
    /** A record that it refers to is not there yet. */
    BLOCKED,
    /** It could not be read. */
    UNREADABLE,
    /** What was written to it was taken back again and again. */
    QUARANTINED,
    /** The guard stopped the run before it was written. */
    GUARDED,
    /** The system asked to try later, or what became of the write is not known yet. */
    RETRY
  }
}
