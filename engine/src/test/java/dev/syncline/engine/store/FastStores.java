package dev.syncline.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Opens real state stores that do not wait for the disk: what is committed outlives the process,
 * which is all that a simulated crash takes away, but not the machine.
 */
public final class FastStores {
  private static final byte[] EMPTY = empty();

  private FastStores() {}

  /** The file of a store that remembers nothing yet. */
  private static byte[] empty() {
    try {
      Path folder = Files.createTempDirectory("store");
      Path file = folder.resolve("state.db");
      SqlStore.open(new SqliteDatabase(file, 15_000, "OFF")).close();
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.delete(folder);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens the store in a file. Where there is none it is made without making its tables one by one,
   * and who it is hangs on its folder's name alone: so does all that it does.
   */
  public static StateStore open(Path file) {
    if (Files.exists(file)) {
      return SqlStore.open(new SqliteDatabase(file, 15_000, "OFF"));
    }
    try {
      Files.write(file, EMPTY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] name = file.getParent().getFileName().toString().getBytes(StandardCharsets.UTF_8);
    return SqlStore.open(
        new SqliteDatabase(file, 15_000, "OFF") {
          @Override
          public Session writer() throws SQLException {
            Session session = super.writer();
            PreparedStatement update = session.prepare("UPDATE store SET id = ?, secret = ?");
            UUID id = UUID.nameUUIDFromBytes(name);
            update.setString(1, id.toString());
            update.setBytes(2, id.toString().substring(0, 16).getBytes(StandardCharsets.UTF_8));
            update.executeUpdate();
            return session;
          }
        });
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
