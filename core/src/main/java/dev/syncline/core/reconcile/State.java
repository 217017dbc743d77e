package dev.syncline.core.reconcile;

/** How a side of a link stands against the base. */
public enum State {
  SAME,
  CHANGED,
  /** There, and within scope again: when it was last looked at it was outside. */
  RETURNED,
  ABSENT,
  /** Absent, and when it was last looked at it was out of scope: no delete of this task's. */
  LEFT,
  OUT_OF_SCOPE,
  UNREADABLE;

  boolean isGone() {
    return this == ABSENT || this == LEFT;
  }
}
