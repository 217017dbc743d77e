package dev.syncline.project.mail;

/** A mail could not be sent; the message says why. */
public final class NotSent extends Exception {
  private static final long serialVersionUID = 1L;

  NotSent(String message, Throwable cause) {
    super(message, cause);
  }
}
