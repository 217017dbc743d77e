package dev.syncline.engine.sync;

/**
 * How many records go together. What is right does not depend on it; how fast, and how much memory
 * is held, does.
 *
 * @param creates records that are created in one batch
 * @param writes records that are updated or deleted in one batch
 * @param marks marked records that are looked at by their keys; with more, all are compared
 * @param parallel whether batches overlap on threads of their own; else all happens on one thread
 *     in an order that is always the same, so that a simulation can be repeated
 */
public record Batching(int creates, int writes, int marks, boolean parallel) {
  /** For real systems. */
  public static final Batching USUAL = new Batching(4_000, 1_000, 500_000, true);

  /** The same with at most so many records written together. */
  public Batching of(int most) {
    return new Batching(most, most, marks, parallel);
  }
}
