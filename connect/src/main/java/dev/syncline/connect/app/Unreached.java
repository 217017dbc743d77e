package dev.syncline.connect.app;

import dev.syncline.connect.secure.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request did not reach the application, and so was not acted on. */
final class Unreached extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Refusal refusal;

  Unreached(IOException cause) {
    super(
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    this.refusal = null;
  }

  Unreached(IOException cause, Refusal refusal) {
    super(refusal.words(), cause);
    this.refusal = refusal;
  }

  /** Why, where it is not for the application's own reasons; else null. */
  @Nullable Refusal refusal() {
    return refusal;
  }
}
