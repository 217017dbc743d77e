package dev.syncline.engine.sim;

import dev.syncline.connect.WriteBatch;

/**
 * What may happen to a {@link MemoryConnector} at each of its steps. A hook may let users edit, may
 * throw a {@link dev.syncline.connect.ConnectorException}, or may throw a {@link Crash}.
 */
interface Faults {

  /** Nothing ever happens. */
  Faults NONE =
      new Faults() {
        @Override
        public void at(String connection, Step step) {}

        @Override
        public Fate fate(String connection, WriteBatch batch) {
          return Fate.APPLIED_AND_TOLD;
        }

        @Override
        public boolean sloppy(String connection) {
          return false;
        }
      };

  /** A step of a connector is about to be taken, or was just taken. */
  void at(String connection, Step step);

  /** What becomes of a batch that was written and is about to be committed. */
  Fate fate(String connection, WriteBatch batch);

  /** Whether a read uses all the freedom its contract leaves: order, and rows not asked for. */
  boolean sloppy(String connection);

  /**
   * Whether a capture uses all the freedom its contract leaves: what it tells comes twice, later
   * than what came after it, or without need.
   */
  default boolean unruly(String connection) {
    return false;
  }

  /** The steps. */
  enum Step {
    BEFORE_DESCRIBE,
    BEFORE_COUNT,
    BEFORE_READ,
    DURING_READ,
    BEFORE_FETCH,
    AFTER_FETCH,
    BEFORE_FIND,
    AFTER_FIND,
    BEFORE_CLAIM,
    AFTER_CLAIM,
    BEFORE_WRITE,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    BEFORE_APPLIED,
    AFTER_APPLIED;

    /** Whether users' edits can come between; inside a transaction they would have to wait. */
    boolean open() {
      return this != BEFORE_COMMIT;
    }
  }

  /** What becomes of a batch. */
  enum Fate {
    APPLIED_AND_TOLD,
    /** Committed, and the answer is lost: unknown. */
    APPLIED_AND_LOST,
    /** The connection broke before the commit: unknown too, and nothing is there. */
    LOST_BEFORE,
    /** The system asks to come back later. */
    BUSY
  }

  /** The process dies: an error, so that nothing mistakes it for an answer. */
  final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
      super("crashed " + where, null, false, false);
    }
  }
}
