package dev.syncline.core.reconcile;

/** How a side of a link stands against the base. */
public enum State {
  SAME,
  CHANGED,
  ABSENT,
  OUT_OF_SCOPE,
  UNREADABLE
}
