package dev.syncline.core;

/**
 * One of the two ends of a sync. Code is written for one side and flipped with {@link #other()}.
 */
public enum Side {
  SOURCE,
  TARGET;

  /** The opposite end. */
  public Side other() {
    return this == SOURCE ? TARGET : SOURCE;
  }

  /** {@code source} or {@code target}, as users write it. */
  public String word() {
    return this == SOURCE ? "source" : "target";
  }
}
