package dev.syncline.server.account;

/** What was asked cannot be done. The message says why and what to do next, and may be shown. */
public final class AccountException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that gives the reason and the next step, and holds no secret. */
  public AccountException(String message) {
    super(message);
  }
}
