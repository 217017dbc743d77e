package dev.syncline.connect.jdbc;

import dev.syncline.connect.WriteOutcome.Cause;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link SQLException} means for whoever has to react to it.
 *
 * @param kind how to react
 * @param cause why a write was refused; OTHER for the other kinds
 * @param column the column it is about, where the database says so
 * @param constraint the constraint or index it is about, where the database says so
 * @param detail the database's own words, for a cause that says too little by itself; never with
 *     values of other rows
 */
record Failure(
    Kind kind, Cause cause, @Nullable String column, @Nullable String constraint, String detail) {

  /** What the pool says, without a state, of a connection on which something failed before. */
  private static final String CLOSED_BY_POOL = "Connection is closed";

  /** How to react to a failure. */
  enum Kind {
    /** The write itself is at fault; its neighbours are not. */
    REFUSED,
    /** A right is missing, so that no write of this sort can succeed. */
    DENIED,
    /** The transaction collided with another one; the same again may succeed at once. */
    COLLIDED,
    /** Somebody holds a lock for longer than the lock timeout, or a statement took too long. */
    BUSY,
    /** The server has no room, or is shutting down: later. */
    EXHAUSTED,
    /** The connection is gone. */
    LOST,
    /** User or password are not accepted. */
    LOGIN,
    /** An object or a column does not exist. */
    MISSING,
    /** Anything else. */
    OTHER
  }

  static Failure of(Kind kind, SQLException e) {
    return new Failure(kind, Cause.OTHER, null, null, text(e));
  }

  static Failure refused(Cause cause, SQLException e) {
    return new Failure(Kind.REFUSED, cause, null, null, text(e));
  }

  static Failure refused(
      Cause cause, @Nullable String column, @Nullable String constraint, SQLException e) {
    return new Failure(Kind.REFUSED, cause, column, constraint, text(e));
  }

  /** The exception that the server's answer became, without a batch around it. */
  static SQLException root(SQLException e) {
    SQLException root = e;
    while (root instanceof BatchUpdateException) {
      if (root.getNextException() != null) {
        root = root.getNextException();
      } else if (root.getCause() instanceof SQLException cause) {
        root = cause;
      } else {
        break;
      }
    }
    // The pool gives up with the last error as its cause.
    if (root instanceof SQLTransientConnectionException
        && root.getCause() instanceof SQLException s) {
      return s;
    }
    return root;
  }

  /** The exception's message on one line. */
  static String text(SQLException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.strip().replaceAll("\\s+", " ");
  }

  /**
   * What the SQL standard's states say, which PostgreSQL and MariaDB both use; dialects look at
   * their own codes first.
   */
  static Failure bySqlState(SQLException e) {
    if (e.getSQLState() == null && CLOSED_BY_POOL.equals(e.getMessage())) {
      return of(Kind.LOST, e);
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String group = state.length() < 2 ? "" : state.substring(0, 2);
    return switch (state) {
      case "23505" -> refused(Cause.UNIQUE, e);
      case "23503", "23001" -> refused(Cause.FOREIGN_KEY, e); // with RESTRICT since PostgreSQL 18
      case "23502" -> refused(Cause.NOT_NULL, e);
      case "23514", "23P01" -> refused(Cause.CHECK, e);
      case "22001" -> refused(Cause.TOO_LONG, e);
      case "42501", "25006" -> of(Kind.DENIED, e);
      case "55P03", "57014" -> of(Kind.BUSY, e);
      case "57P01", "57P02", "57P03", "57P05", "25P03" -> of(Kind.LOST, e);
      default ->
          switch (group) {
            case "08" -> of(Kind.LOST, e);
            case "22" -> refused(Cause.TYPE, e);
            case "23", "44", "P0" -> refused(Cause.CHECK, e);
            case "28" -> of(Kind.LOGIN, e);
            case "40" -> of(Kind.COLLIDED, e);
            case "53", "58" -> of(Kind.EXHAUSTED, e);
            case "54" -> refused(Cause.TOO_LONG, e);
            case "3D", "3F" -> of(Kind.MISSING, e);
            case "42" -> of(Kind.MISSING, e);
            default -> of(Kind.OTHER, e);
          };
    };
  }
}
