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
 */
public record RunRecord(
    long id,
    int sync,
    String kind,
    long startedMillis,
    long endedMillis,
    String result,
    String counts,
    @Nullable String planHash) {}
