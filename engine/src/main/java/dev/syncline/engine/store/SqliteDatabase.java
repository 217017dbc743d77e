package dev.syncline.engine.store;

import dev.syncline.connect.sqlite.PrivateFile;
import dev.syncline.connect.sqlite.WriteAhead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * An SQLite file in write-ahead mode: readers see the last commit and never wait, one writer at a
 * time, and a commit is on the disk before it returns.
 */
class SqliteDatabase implements Database {
  private static final int PAGE_BYTES = 4096;

  /** With less room than this a file that cannot grow is one on a full disk. */
  private static final long NO_ROOM_BYTES = 256 << 10;

  private static final int OPEN_MODE =
      SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag | SQLiteOpenMode.NOMUTEX.flag;

  private final Path file;
  private final int patienceMillis;
  private final String synchronous;
  private volatile @Nullable Object fileKey;

  /**
   * @param patienceMillis how long to wait for another process that writes
   */
  SqliteDatabase(Path file, int patienceMillis) {
    this(file, patienceMillis, "FULL");
  }

  /**
   * @param synchronous {@code FULL}, or {@code OFF} for tests in which no machine dies
   */
  SqliteDatabase(Path file, int patienceMillis, String synchronous) {
    this.file = file.toAbsolutePath().normalize();
    this.patienceMillis = patienceMillis;
    this.synchronous = synchronous;
  }

  @Override
  public String place() {
    return "state store " + file;
  }

  /** Beside the store, where room is made for it anyway; the system's own may be in memory. */
  @Override
  public Path temporary() {
    return Objects.requireNonNull(file.getParent());
  }

  @Override
  public Session reader() throws SQLException {
    Connection connection = connect();
    set(connection, "query_only = 1");
    set(connection, "cache_size = -16384");
    return new Session(connection, "BEGIN");
  }

  @Override
  public Session writer() throws SQLException {
    Connection connection = connect();
    if (fileKey == null) {
      fileKey = key();
    }
    set(connection, "page_size = " + PAGE_BYTES);
    set(connection, "synchronous = " + synchronous);
    WriteAhead.set(connection, Duration.ofMillis(patienceMillis));
    set(connection, "cache_size = -65536");
    // What is forgotten is not to be found in the file by whoever gets hold of it.
    set(connection, "secure_delete = ON");
    // A statement that inserts several rows keeps what it would undo: not in a file for that.
    set(connection, "temp_store = MEMORY");
    // Pages that many commits in a row write go to the file once.
    set(connection, "wal_autocheckpoint = 8000");
    // A first load leaves a log as large as the store; it is cut back when the log starts anew.
    set(connection, "journal_size_limit = 67108864");
    return new Session(connection, "BEGIN IMMEDIATE");
  }

  private static Properties properties() {
    Properties properties = new Properties();
    // Else each INSERT would be followed by a query for a key that nobody asks for.
    properties.setProperty("jdbc.get_generated_keys", "false");
    // A connection is used by one thread at a time, and the driver locks it besides.
    properties.setProperty("open_mode", Integer.toString(OPEN_MODE));
    return properties;
  }

  private Connection connect() throws SQLException {
    SqliteLibrary.prepare();
    Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, properties());
    set(connection, "busy_timeout = " + patienceMillis);
    return connection;
  }

  private static void set(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA " + pragma);
    }
  }

  @Override
  public Set<String> tables(Session session) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet row =
        session.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").executeQuery()) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    return tables;
  }

  /** A file does not go away. */
  @Override
  public boolean isLost(SQLException e) {
    return false;
  }

  /** A file that was put in place of another has another key. */
  @Override
  public boolean isAtItsPlace() {
    Object opened = fileKey;
    return opened != null && opened.equals(key());
  }

  @Override
  public void requireWhole() {
    if (!isAtItsPlace() && key() != null && PrivateFile.hasLog(file)) {
      throw new StoreException(
          "%s was replaced while it was in use, and the log of the one before is beside it still. Stop the server, remove %s-wal and %s-shm, and start it again."
              .formatted(place(), file, file),
          null);
    }
  }

  /** The file's identity; its own name where the system knows none, null where there is no file. */
  private @Nullable Object key() {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public Leases leases() {
    return new FileLocks(file);
  }

  @Override
  public Path before(int version) {
    Path copy = file.resolveSibling(file.getFileName() + ".version-" + version);
    for (int n = 2; Files.exists(copy); n++) {
      copy = file.resolveSibling(file.getFileName() + ".version-" + version + "-" + n);
    }
    return copy;
  }

  @Override
  public String inOwnWords(String statement) {
    return statement
        .replace("${clustered}", "WITHOUT ROWID")
        .replace("${id}", "INTEGER PRIMARY KEY");
  }

  /**
   * What is removed is overwritten at once (secure_delete), but copies of it may be left in room
   * that pages do not use, and in the log: all pages are written anew, and the log is cut to
   * nothing.
   */
  @Override
  public void scrub() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM");
      try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        if (row.next() && row.getInt(1) != 0) {
          throw new SQLException("another process is reading it; stop that and do this again");
        }
      }
    }
  }

  @Override
  public void backup(Path target) throws SQLException {
    WholeFile.write(
        place() + " was not backed up",
        target,
        part -> {
          try (Connection connection = connect();
              PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, part.toString());
            copy.execute();
          }
        });
  }

  /** Deletes the file and what SQLite keeps beside it. */
  final void delete() {
    for (String suffix : List.of("", "-wal", "-shm")) {
      try {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      } catch (IOException e) {
        throw new StoreException(
            "%s: cannot be deleted: %s. Delete it by hand.".formatted(place(), e), e);
      }
    }
  }

  /** Bytes that can still be written beside the file; very many when nobody can tell. */
  private long free() {
    try {
      return Files.getFileStore(temporary()).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private String full(long free) {
    return "because the disk is full: "
        + (free == Long.MAX_VALUE ? "no room is left" : free / 100_000 / 10.0 + " MB are free")
        + " in "
        + temporary()
        + ". Make room there and run again; nothing is lost.";
  }

  /** The error without its extension, such as BUSY for BUSY_SNAPSHOT. */
  private static SQLiteErrorCode primary(SQLiteException e) {
    return SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xFF);
  }

  @Override
  public StoreException failure(String tried, SQLException e) {
    String what = place() + ": cannot " + tried + ", ";
    long free = free();
    if (!(e instanceof SQLiteException s)) {
      return new StoreException(
          what + (free < NO_ROOM_BYTES ? full(free) : "because " + e.getMessage() + ". Run again."),
          e);
    }
    SQLiteErrorCode code = primary(s);
    boolean failed =
        code == SQLiteErrorCode.SQLITE_IOERR || code == SQLiteErrorCode.SQLITE_CANTOPEN;
    if (failed && free < NO_ROOM_BYTES) {
      return new StoreException(what + full(free), e);
    }
    String why =
        switch (code) {
          case SQLITE_CORRUPT, SQLITE_NOTADB ->
              "because the file is damaged ("
                  + s.getResultCode().message
                  + "). Put it aside and"
                  + " restore the latest backup; what happened since is found by a full compare.";
          case SQLITE_FULL -> full(free);
          case SQLITE_BUSY, SQLITE_LOCKED ->
              "because another process has been writing to it for more than "
                  + patienceMillis / 1000.0
                  + " s. Wait until it is done, or stop it, and run again.";
          case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
              "because it may not be written. Give this user the right to write the file and its"
                  + " folder.";
          case SQLITE_CANTOPEN ->
              "because the file cannot be opened. Check that its folder exists and that this user"
                  + " may read and write there.";
          case SQLITE_IOERR ->
              "because the disk failed ("
                  + s.getResultCode().message
                  + "). Check the disk and the"
                  + " file system, then run again; nothing of this change was kept.";
          default -> "because: " + s.getMessage();
        };
    return new StoreException(what + why, e);
  }
}
