package dev.syncline.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.syncline.connect.sqlite.PrivateFile;
import dev.syncline.connect.sqlite.WriteAhead;
import dev.syncline.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** An SQLite file that only its owner may read, in write-ahead mode. */
class SqliteFile implements Database {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int CONNECTIONS = 4;

  private final Path file;

  SqliteFile(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  @Override
  public String place() {
    return "server store " + file;
  }

  @Override
  public boolean exists() {
    try {
      PrivateFile.requireNoStrayLog(file);
    } catch (PrivateFile.StrayLog e) {
      throw new StoreException("server store " + e.getMessage(), e);
    }
    return Files.isRegularFile(file);
  }

  @Override
  public HikariDataSource connect() {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      PrivateFile.make(file);
    } catch (PrivateFile.StrayLog e) {
      throw new StoreException("server store " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException(
          place() + " cannot be made: " + e + ". Check that this user may write in its folder.", e);
    }
    SQLiteConfig settings = new SQLiteConfig();
    settings.setSynchronous(SynchronousMode.FULL);
    settings.setBusyTimeout((int) PATIENCE.toMillis());
    settings.setTransactionMode(TransactionMode.IMMEDIATE);
    settings.enforceForeignKeys(true);
    // What is forgotten is not to be found in the file by whoever gets hold of it.
    settings.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    SQLiteDataSource source = new SQLiteDataSource(settings);
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection first = source.getConnection()) {
      WriteAhead.set(first, PATIENCE);
    } catch (SQLException e) {
      throw failure("open it", e);
    }
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setPoolName("server store");
    pool.setMaximumPoolSize(CONNECTIONS);
    return new HikariDataSource(pool);
  }

  /** The driver begins a transaction by itself, and takes the file for writing at once. */
  @Override
  public void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
  }

  @Override
  public void prepare(Sql sql) {}

  @Override
  public boolean hasTable(Sql sql, String table) throws SQLException {
    return sql.has("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table);
  }

  @Override
  public boolean empty(Sql sql) throws SQLException {
    return !sql.has("SELECT 1 FROM sqlite_master WHERE type = 'table'");
  }

  @Override
  public String inOwnWords(String statement) {
    return statement.replace("${id}", "INTEGER PRIMARY KEY AUTOINCREMENT");
  }

  @Override
  public void backup(ServerStore store, Path copy) {
    store.read("back it up", sql -> sql.update("VACUUM INTO ?", copy.toString()));
  }

  @Override
  public Optional<Path> before(int version) {
    String name = file.getFileName() + ".version-" + version;
    Path copy = file.resolveSibling(name);
    for (int n = 2; Files.exists(copy); n++) {
      copy = file.resolveSibling(name + "-" + n);
    }
    return Optional.of(copy);
  }

  @Override
  public String withNumbers(String insert) {
    return insert;
  }

  @Override
  public void numbered(Sql sql, String table) {}

  @Override
  public String reason(SQLException e) {
    if (!(e instanceof SQLiteException own)) {
      return e.getMessage() + ". Try again.";
    }
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(own.getResultCode().code & 0xFF);
    return switch (code) {
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          "the file is damaged, or is no database. Put it aside and restore the latest backup.";
      case SQLITE_FULL -> "the disk is full. Make room and try again; nothing was changed.";
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another process has been writing to it for more than %d s. Stop that process and try again."
              .formatted(PATIENCE.toSeconds());
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN ->
          "it may not be opened or written. Give this user the right to write the file and its folder.";
      default -> own.getMessage() + ". Check the disk and try again; nothing was changed.";
    };
  }
}
