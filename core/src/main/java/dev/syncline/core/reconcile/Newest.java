package dev.syncline.core.reconcile;

/** Which side's clock column is later. */
public enum Newest {
  SOURCE,
  TARGET,
  /** The same instant, or a clock is missing or null. */
  UNKNOWN
}
