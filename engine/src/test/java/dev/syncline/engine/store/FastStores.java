package dev.syncline.engine.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Opens real state stores that do not wait for the disk: what is committed outlives the process,
 * which is all that a simulated crash takes away, but not the machine.
 */
public final class FastStores {
  private FastStores() {}

  /** Opens the store in a file, and makes it when there is none. */
  public static StateStore open(Path file) {
    return SqlStore.open(new SqliteDatabase(file, 15_000, "OFF"));
  }

  /** Opens the store in a file on a disk that has room for so many pages more. */
  public static StateStore open(Path file, int room) {
    return SqlStore.open(
        new SqliteDatabase(file, 15_000, "OFF") {
          @Override
          public Session writer() throws SQLException {
            Session session = super.writer();
            try (ResultSet row = session.prepare("PRAGMA page_count").executeQuery()) {
              row.next();
              session.execute("PRAGMA max_page_count = " + (row.getLong(1) + room));
            }
            return session;
          }
        });
  }
}
