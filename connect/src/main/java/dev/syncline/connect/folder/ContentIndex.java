package dev.syncline.connect.folder;

import dev.syncline.connect.sqlite.WriteAhead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * What files held when they were last read, and so which files hold what. Only a cache: whoever
 * reads bytes by it hashes them again. A file whose size, times and identity are as they were need
 * not be read again, unless it was written so shortly before it was read that a later edit might
 * bear the same time.
 */
final class ContentIndex implements AutoCloseable {
  /** The coarsest clock of a file system that is in use. */
  private static final long RESOLUTION = TimeUnit.SECONDS.toNanos(2);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Connection connection;

  private ContentIndex(Connection connection) {
    this.connection = connection;
  }

  static ContentIndex open(Path file) throws IOException {
    try {
      Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
      try (Statement statement = connection.createStatement()) {
        WriteAhead.set(connection, PATIENCE);
        statement.execute("PRAGMA synchronous = NORMAL");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, size INTEGER, modified INTEGER,"
                + " changed INTEGER, id TEXT, seen INTEGER, content TEXT) WITHOUT ROWID");
        statement.execute("CREATE INDEX IF NOT EXISTS file_content ON file (content)");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS root (path TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID");
      }
      return new ContentIndex(connection);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * What a file holds, if nothing was written to it since that was found out; else null.
   *
   * @param stat of now
   */
  synchronized @Nullable String content(Path file, Stat stat) {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "SELECT content FROM file WHERE path = ? AND size = ? AND modified = ? AND changed = ?"
                + " AND id = ? AND seen > ?")) {
      ask.setString(1, file.toString());
      ask.setLong(2, stat.size());
      ask.setLong(3, stat.modified());
      ask.setLong(4, stat.changed());
      ask.setString(5, stat.id());
      ask.setLong(6, stat.latest() + RESOLUTION);
      try (ResultSet rows = ask.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Notes what a file held.
   *
   * @param seen when reading it began, in nanoseconds since the epoch
   */
  synchronized void put(Path file, Stat stat, long seen, String content) {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      put.setString(1, file.toString());
      put.setLong(2, stat.size());
      put.setLong(3, stat.modified());
      put.setLong(4, stat.changed());
      put.setString(5, stat.id());
      put.setLong(6, seen);
      put.setString(7, content);
      put.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  synchronized void forget(Path file) {
    update("DELETE FROM file WHERE path = ?", file.toString());
  }

  /** Files that held something when they were last read. */
  synchronized List<Path> holding(String content) {
    List<Path> files = new ArrayList<>();
    try (PreparedStatement ask =
        connection.prepareStatement("SELECT path FROM file WHERE content = ?")) {
      ask.setString(1, content);
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          files.add(Path.of(rows.getString(1)));
        }
      }
      return files;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Notes which folder there is at the root of a tree in which there are files. */
  synchronized void holds(Path root, Stat stat) {
    update("INSERT OR REPLACE INTO root VALUES (?, ?)", root.toString(), stat.id());
  }

  /** Whether there were files in another folder at the same place. */
  synchronized boolean holdsOther(Path root, Stat stat) {
    try (PreparedStatement ask =
        connection.prepareStatement("SELECT id FROM root WHERE path = ?")) {
      ask.setString(1, root.toString());
      try (ResultSet rows = ask.executeQuery()) {
        return rows.next() && !stat.id().equals(rows.getString(1));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void update(String sql, String... values) {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setString(i + 1, values[i]);
      }
      update.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static UncheckedIOException failed(SQLException e) {
    return new UncheckedIOException(new IOException("the index of contents failed", e));
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
