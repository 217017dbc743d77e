package dev.syncline.cli.mail;

/** A mail could not be sent; the message says why. */
public final class NotSent extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;

  NotSent(String message, boolean forGood, Throwable cause) {
    super(message, cause);
    this.forGood = forGood;
  }

  /** Whether the server refused it for good, so that it is no use to try it again. */
  public boolean isForGood() {
    return forGood;
  }
}
