package dev.syncline.engine.sync;

/** Follows a run for a person. Called often; must be cheap. */
public interface Progress {

  /** Follows nothing. */
  Progress NONE = new Progress() {};

  /**
   * A step begins.
   *
   * @param task the task's name; empty for the sync as a whole
   * @param step what is done, such as {@code reading source}
   * @param total how many records it will take; -1 when not known
   */
  default void begin(String task, String step, long total) {}

  /** Some more records are done. */
  default void advance(long records) {}

  /**
   * A run was opened in the store: what it has come to is found there by this number, also if it
   * fails.
   */
  default void opened(long run) {}

  /** The step ends. */
  default void end() {}

  /** Whether a person asked to stop; the run then ends after the current batch. */
  default boolean cancelled() {
    return false;
  }
}
