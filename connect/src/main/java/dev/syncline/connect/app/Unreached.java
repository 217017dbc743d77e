package dev.syncline.connect.app;

import java.io.IOException;

/** A request did not reach the application, and so was not acted on. */
final class Unreached extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreached(IOException cause) {
    super(
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
  }
}
