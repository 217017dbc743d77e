package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.connect.sqlite.WriteAhead;
import dev.syncline.core.model.Key;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The marks of a connection that were read from its log and not dealt with yet, in an SQLite file.
 * With them stands the position up to which the log was read: it is durable, with all marks before
 * it, when {@link #reach} returns. Marks after it need not be, for they are read again.
 *
 * <p>Several processes may have it open; only one of them reads the log.
 */
final class MarkFile implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final String NUMBER =
      "UPDATE object SET last = last + 1 WHERE name = ? RETURNING last";

  /**
   * A mark of all rows has a number that no file gave before, for it may be the first of a file
   * that was lost and made anew: it is not to be taken for one that was dealt with, nor forgotten
   * in place of another.
   */
  private static final String NUMBER_NEVER_GIVEN =
      "UPDATE object SET last = max(last + 1, "
          + "CAST((julianday('now') - 2440587.5) * 86400000 AS integer))"
          + " WHERE name = ? RETURNING last";

  private static final String INSERT = "INSERT INTO mark VALUES (?, ?, ?, ?, ?)";

  private final Connection connection;

  /** What was read of the log. */
  record Entry(String object, @Nullable Key before, @Nullable Key after) {}

  /** The marks behind a connection to the file, which it closes; makes what is not there. */
  MarkFile(Connection connection) throws SQLException {
    this.connection = connection;
    boolean open = false;
    try {
      prepare();
      open = true;
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  private void prepare() throws SQLException {
    WriteAhead.set(connection, PATIENCE);
    // A commit is visible at once, and durable with the next one that waits for the disk.
    run("PRAGMA synchronous = NORMAL");
    run("CREATE TABLE IF NOT EXISTS object (name text PRIMARY KEY, last integer NOT NULL)");
    run(
        "CREATE TABLE IF NOT EXISTS mark (object text NOT NULL, id integer NOT NULL, before blob,"
            + " after blob, cause text NOT NULL, PRIMARY KEY (object, id)) WITHOUT ROWID");
    run(
        "CREATE TABLE IF NOT EXISTS place (one integer PRIMARY KEY, position text NOT NULL, marker text NOT NULL)");
    run("INSERT INTO place VALUES (1, '', '') ON CONFLICT DO NOTHING");
    connection.setAutoCommit(false);
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void change(Work work) throws SQLException {
    try {
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      takeBack(e);
      throw e;
    }
  }

  /**
   * When the disk is full SQLite does so by itself; its driver then begins no other transaction.
   */
  private void takeBack(Exception why) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      why.addSuppressed(e);
      begin(why);
    }
  }

  private void begin(Exception why) {
    try {
      run("BEGIN");
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  private int update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } finally {
      connection.rollback(); // so that the next question sees what other processes wrote since
    }
  }

  // Objects

  /** The objects that marks are kept of. */
  synchronized Set<String> objects() throws SQLException {
    Set<String> names = new LinkedHashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM object ORDER BY name")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    } finally {
      connection.rollback();
    }
    return names;
  }

  /** Keeps marks of an object from now on; numbers begin anew if they were kept before. */
  synchronized void track(String object) throws SQLException {
    change(
        () -> {
          update("DELETE FROM mark WHERE object = ?", object);
          update(
              "INSERT INTO object VALUES (?, 0) ON CONFLICT (name) DO UPDATE SET last = 0", object);
        });
  }

  /** The same, with a mark of all its rows for a reason. */
  synchronized void track(String object, String cause) throws SQLException {
    change(
        () -> {
          update("DELETE FROM mark WHERE object = ?", object);
          update(
              "INSERT INTO object VALUES (?, 0) ON CONFLICT (name) DO UPDATE SET last = 0", object);
          markAll(List.of(object), cause);
        });
  }

  /** Keeps no marks of an object any more. */
  synchronized void untrack(String object) throws SQLException {
    change(
        () -> {
          update("DELETE FROM mark WHERE object = ?", object);
          update("DELETE FROM object WHERE name = ?", object);
        });
  }

  // What the reader of the log writes

  /** Adds marks, in order; those of objects that are not kept are left out. */
  synchronized void add(List<Entry> entries) throws SQLException {
    change(
        () -> {
          try (PreparedStatement number = connection.prepareStatement(NUMBER);
              PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Entry entry : entries) {
              add(number, insert, entry, "");
            }
          }
        });
  }

  private static void add(
      PreparedStatement number, PreparedStatement insert, Entry entry, String cause)
      throws SQLException {
    number.setString(1, entry.object());
    long id;
    try (ResultSet row = number.executeQuery()) {
      if (!row.next()) {
        return;
      }
      id = row.getLong(1);
    }
    insert.setString(1, entry.object());
    insert.setLong(2, id);
    insert.setBytes(3, entry.before() == null ? null : entry.before().bytes());
    insert.setBytes(4, entry.after() == null ? null : entry.after().bytes());
    insert.setString(5, cause);
    insert.executeUpdate();
  }

  private void markAll(Collection<String> objects, String cause) throws SQLException {
    try (PreparedStatement number = connection.prepareStatement(NUMBER_NEVER_GIVEN);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (String object : objects) {
        add(number, insert, new Entry(object, null, null), cause);
      }
    }
  }

  /**
   * Marks all rows of some objects, with the reason, and remembers where to read from now on: both
   * or neither is there after a crash, and durable when this returns.
   */
  synchronized void restart(Collection<String> objects, String cause, String position)
      throws SQLException {
    durably(
        () -> {
          markAll(objects, cause);
          update("UPDATE place SET position = ?", position);
        });
  }

  /** Where the log is to be read on; empty while nothing of it was read. */
  synchronized String position() throws SQLException {
    return text("SELECT position FROM place");
  }

  /** Remembers where to read on; durable, with all marks before it, when this returns. */
  synchronized void reach(String position) throws SQLException {
    durably(() -> update("UPDATE place SET position = ?", position));
  }

  /** Changes something, and waits for the disk. */
  private void durably(Work work) throws SQLException {
    synchronous("FULL");
    try {
      change(work);
    } finally {
      synchronous("NORMAL");
    }
  }

  /** Not to be changed in a transaction. */
  private void synchronous(String how) throws SQLException {
    connection.setAutoCommit(true);
    try {
      run("PRAGMA synchronous = " + how);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  /** Something else whenever the reader of the log got on. */
  synchronized String progress() throws SQLException {
    return text(
        "SELECT position || ' ' || marker || ' ' || (SELECT coalesce(sum(last), 0) FROM object)"
            + " FROM place");
  }

  /** The last marker that was read. */
  synchronized String marker() throws SQLException {
    return text("SELECT marker FROM place");
  }

  /** Remembers that a marker was read. */
  synchronized void marker(String marker) throws SQLException {
    change(() -> update("UPDATE place SET marker = ?", marker));
  }

  // What runs read

  /** Those of some objects that have more marks than a number. */
  synchronized Set<String> marked(Collection<String> objects, int beyond) throws SQLException {
    Set<String> marked = new LinkedHashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM mark WHERE object = ? LIMIT 1 OFFSET ?")) {
      for (String object : objects) {
        statement.setString(1, object);
        statement.setInt(2, beyond);
        try (ResultSet row = statement.executeQuery()) {
          if (row.next()) {
            marked.add(object);
          }
        }
      }
    } finally {
      connection.rollback();
    }
    return marked;
  }

  /** Gives the marks of an object in the order of their numbers, until no more are taken. */
  synchronized void marks(String object, Predicate<Mark> next) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, before, after, cause FROM mark WHERE object = ? ORDER BY id")) {
      statement.setString(1, object);
      try (ResultSet row = statement.executeQuery()) {
        boolean more = true;
        while (more && row.next()) {
          more =
              next.test(
                  new Mark(
                      row.getLong(1),
                      key(row.getBytes(2)),
                      key(row.getBytes(3)),
                      null,
                      row.getString(4)));
        }
      }
    } finally {
      connection.rollback();
    }
  }

  private static @Nullable Key key(byte @Nullable [] bytes) {
    return bytes == null ? null : Key.fromBytes(bytes);
  }

  /** How many marks of an object wait; at most a limit is counted. */
  synchronized long waiting(String object, long limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*) FROM (SELECT 1 FROM mark WHERE object = ? LIMIT ?)")) {
      statement.setString(1, object);
      statement.setLong(2, limit);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } finally {
      connection.rollback();
    }
  }

  /** Forgets marks by their numbers. */
  synchronized void forget(String object, Collection<Span> spans) throws SQLException {
    change(
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM mark WHERE object = ? AND id BETWEEN ? AND ?")) {
            delete.setString(1, object);
            for (Span span : spans) {
              delete.setLong(2, span.from());
              delete.setLong(3, span.to());
              delete.addBatch();
            }
            delete.executeBatch();
          }
        });
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }
}
