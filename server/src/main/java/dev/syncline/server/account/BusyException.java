package dev.syncline.server.account;

/** More is asked for at once than can be done. The message says what to wait for. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BusyException(String message) {
    super(message);
  }
}
