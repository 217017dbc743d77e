package dev.syncline.connect.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's write-ahead mode, in which readers see the last commit and never wait for a writer. */
public final class WriteAhead {
  private static final Duration PAUSE = Duration.ofMillis(2);

  private WriteAhead() {}

  /**
   * Puts a file into write-ahead mode, in which it then stays, and lets this connection to it wait
   * for others.
   *
   * <p>The switch wants the file for itself and does not wait for it as statements do, so that
   * processes that make a file at the same time meet here; it is tried until the patience ends.
   *
   * @param patience how long this and each later statement waits for another process that writes
   * @throws SQLException if the file is no database, cannot be written, or stays busy
   */
  public static void set(Connection connection, Duration patience) throws SQLException {
    long begun = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + patience.toMillis());
      while (true) {
        try {
          statement.execute("PRAGMA journal_mode = WAL");
          return;
        } catch (SQLiteException e) {
          if (!isBusy(e) || System.nanoTime() - begun > patience.toNanos()) {
            throw e;
          }
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    }
  }

  /** The code says busy in several ways, such as BUSY_RECOVERY; the first byte is common to all. */
  private static boolean isBusy(SQLiteException e) {
    return (e.getResultCode().code & 0xFF) == SQLiteErrorCode.SQLITE_BUSY.code;
  }
}
