package dev.syncline.engine.store;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** What PostgreSQL's errors mean for whoever keeps a state store there. */
final class PostgresFailure {
  private final PostgresAddress address;
  private final int patienceMillis;

  PostgresFailure(PostgresAddress address, int patienceMillis) {
    this.address = address;
    this.patienceMillis = patienceMillis;
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** Whether the connection is of no use any more. */
  static boolean isLost(SQLException e) {
    String state = state(e);
    return state.startsWith("08") || state.startsWith("57P") || state.equals("25P03");
  }

  StoreException of(String place, String tried, SQLException e) {
    String detail = detail(e);
    boolean quotes = !address.password().isEmpty() && e.toString().contains(address.password());
    return new StoreException(
        place + ": cannot " + tried + ", because " + why(state(e), detail), quotes ? null : e);
  }

  /** What is wrong; a driver quotes whole statements, with all that they hold. */
  private static String said(SQLException e) {
    SQLException cause = e instanceof BatchUpdateException b ? b.getNextException() : e;
    return cause instanceof PSQLException p && p.getServerErrorMessage() != null
        ? String.valueOf(p.getServerErrorMessage().getMessage())
        : String.valueOf((cause == null ? e : cause).getMessage());
  }

  private String detail(SQLException e) {
    String shown = said(e).strip().replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "");
    return address.password().isEmpty() ? shown : shown.replace(address.password(), "***");
  }

  private String why(String state, String detail) {
    if (state.equals("25P03")) {
      return "this process was silent within a change for longer than "
          + address.lease().toSeconds()
          + " s, as one is that was paused, and the server ended it. Nothing of the change was kept;"
          + " run again.";
    }
    if (state.startsWith("08") || state.startsWith("57P")) {
      return "the server cannot be reached ("
          + detail
          + "). Check host, port and that it is running; then run again. What was committed is kept.";
    }
    return switch (state) {
      case "28000", "28P01" ->
          "the server did not accept user \""
              + address.user()
              + "\" or its password. Check both, and what its pg_hba.conf allows.";
      case "3D000" -> "there is no such database. Make it, or name another one in the URL.";
      case "42501" ->
          "user \""
              + address.user()
              + "\" has not the right ("
              + detail
              + "). Let an administrator run: CREATE SCHEMA "
              + address.schema()
              + " AUTHORIZATION "
              + address.user();
      case "55P03", "40P01" ->
          "another process has been writing to it for more than "
              + patienceMillis / 1000.0
              + " s. Wait until it is done, or stop it, and run again.";
      case "53100" ->
          "the server's disk is full ("
              + detail
              + "). Make room there and run again; nothing is lost.";
      case "53200", "53300" ->
          "the server has no room for another session ("
              + detail
              + "). Raise its limits or close others, and run again.";
      case "25006" ->
          "the server may not be written: it is a standby, or read-only. Name the one that is written.";
      default -> "the server said: " + detail + ". Run again.";
    };
  }
}
