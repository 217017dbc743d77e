package dev.syncline.engine.sim;

import dev.syncline.connect.WriteOutcome;

/** A change that a {@link MemoryDatabase} refuses; nothing of it was done. */
final class Violation extends Exception {
  private static final long serialVersionUID = 1L;

  private final WriteOutcome.Cause cause;

  Violation(WriteOutcome.Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  WriteOutcome.Cause why() {
    return cause;
  }
}
