package dev.syncline.connect;

import org.jspecify.annotations.Nullable;

/**
 * A system could not do what was asked. The message says what was tried, on what, why it failed and
 * what to do next; it never holds a password.
 */
public final class ConnectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure, for whoever has to react to it. */
  public enum Kind {
    /** No connection, or it broke before anything was sent. Try later. */
    UNREACHABLE,
    /** One side has not proved who it is, or there is no way to encrypt; nothing was sent. */
    UNTRUSTED,
    /** User or password refused. */
    LOGIN,
    /** A right is missing. */
    DENIED,
    /** An object or column does not exist. */
    MISSING,
    /** Another node took the sync over; this one must stop writing. */
    FENCED,
    /** Another store owns this sync here. */
    FOREIGN_OWNER,
    /** A lock or statement took too long. Try later. */
    TIMEOUT,
    /** A model's query does not run, or gives what nobody can keep in step: it has to be mended. */
    MODEL,
    /** The system cannot do this at all. */
    UNSUPPORTED,
    /** Anything else. */
    FAILED
  }

  private final Kind kind;

  /** Creates it with its kind, a message for the user, and the cause if there is one. */
  public ConnectorException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }
}
