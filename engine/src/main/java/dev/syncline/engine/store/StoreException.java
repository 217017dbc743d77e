package dev.syncline.engine.store;

import org.jspecify.annotations.Nullable;

/** The state store could not do what was asked; nothing of the change was kept. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that names the place, the reason and the next step. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
