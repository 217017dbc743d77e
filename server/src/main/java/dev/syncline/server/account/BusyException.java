package dev.syncline.server.account;

/** More people enter at once than passwords can be checked; to be tried again in some seconds. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BusyException() {
    super("Too many passwords are being checked just now. Try again in a few seconds.");
  }
}
