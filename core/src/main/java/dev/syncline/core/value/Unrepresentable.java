package dev.syncline.core.value;

/**
 * A value has no equal in the type it should be written to. The message says why and what would
 * help; the record is rejected with it and the value is never cut to fit.
 */
public final class Unrepresentable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** Creates it with the reason and the remedy in words; no stack trace, for it is an outcome. */
  public Unrepresentable(String message) {
    super(message, null, false, false);
    this.reason = message;
  }

  /** The reason and the remedy; never null. */
  @Override
  public String getMessage() {
    return reason;
  }
}
