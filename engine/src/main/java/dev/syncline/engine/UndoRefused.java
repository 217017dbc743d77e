package dev.syncline.engine;

/** A run that cannot be undone at all; the message says why and what to do instead. */
public final class UndoRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndoRefused(String message) {
    super(message);
  }
}
