package dev.syncline.engine.store;

import org.jspecify.annotations.Nullable;

/**
 * A run as it is remembered.
 *
 * @param kind what it was: run, plan, undo …
 * @param endedMillis when it ended; 0 while it runs, or when it was killed
 * @param result how it ended: done, failed, halted
 * @param counts its counts as JSON
 * @param planHash hash of the plan it applied, if it applied one
 * @param error why it failed or was halted; empty where it did neither
 */
public record RunRecord(
    long id,
    int sync,
    String kind,
    long startedMillis,
    long endedMillis,
    String result,
    String counts,
    @Nullable String planHash,
    String error) {

  /** One that neither failed nor was halted. */
  public RunRecord(
      long id,
      int sync,
      String kind,
      long startedMillis,
      long endedMillis,
      String result,
      String counts,
      @Nullable String planHash) {
    this(id, sync, kind, startedMillis, endedMillis, result, counts, planHash, "");
  }
}
