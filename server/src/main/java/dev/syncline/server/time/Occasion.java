package dev.syncline.server.time;

import java.time.Instant;

/**
 * That a sync is to run.
 *
 * @param at since when, or from when on
 * @param cause why, in words, such as {@code after orders, run 12}
 */
record Occasion(Instant at, String cause) {}
