package dev.syncline.engine.undo;

/** A run that cannot be undone at all; the message says why and what to do instead. */
public final class UndoRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UndoRefused(String message) {
    super(message);
  }
}
