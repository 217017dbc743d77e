package dev.syncline.server.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.syncline.engine.store.PostgresAddress;
import dev.syncline.engine.store.StoreAddress;
import dev.syncline.engine.store.StoreException;
import dev.syncline.engine.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where the server keeps what is its own: users, sessions, tokens, the audit log, secrets. Readers
 * see what was committed. One change is made at a time, whole or not at all, also where several
 * processes share the store. For any number of threads.
 */
public final class ServerStore implements AutoCloseable {
  private static final String SCHEMA = "syncline_server";

  private final Database database;
  private final HikariDataSource connections;
  private final ReentrantLock turn = new ReentrantLock(true);

  private ServerStore(Database database) {
    this.database = database;
    try {
      this.connections = database.connect();
    } catch (PoolInitializationException e) {
      throw e.getCause() instanceof SQLException cause ? database.failure("open it", cause) : e;
    }
  }

  /**
   * Opens the store in an SQLite file, such as {@code server.db} beside the state store, and makes
   * it when there is none.
   *
   * @throws StoreException if it cannot be opened, is damaged, or is a newer Syncline's
   */
  public static ServerStore inFile(Path file) {
    return open(new SqliteFile(file));
  }

  /**
   * Opens the store in the schema {@code syncline_server} of a PostgreSQL database, and makes it
   * when there is none.
   *
   * @param url {@code jdbc:postgresql://…}
   * @throws StoreException if it cannot be opened, or is a newer Syncline's
   */
  public static ServerStore inPostgres(String url, String user, String password) {
    return inPostgres(url, SCHEMA, user, password);
  }

  /**
   * The same in another schema.
   *
   * @param schema its name
   * @throws StoreException if it cannot be opened, or is a newer Syncline's
   */
  public static ServerStore inPostgres(String url, String schema, String user, String password) {
    return open(new PostgresSchema(url, schema, user, password));
  }

  /**
   * Opens the store that goes with a state store: beside its file, or in its database. Projects
   * that share a database have a schema of their own each, as their state stores have.
   *
   * @param state where the state store is
   * @throws StoreException if it cannot be opened, or is a newer Syncline's
   */
  public static ServerStore beside(StoreAddress state) {
    return open(database(state));
  }

  private static Database database(StoreAddress state) {
    return switch (state) {
      case StoreAddress.InFile file -> new SqliteFile(file.file().resolveSibling("server.db"));
      case PostgresAddress server ->
          new PostgresSchema(
              server.url(),
              server.schema().equals(PostgresAddress.SCHEMA) ? SCHEMA : server.schema() + "_server",
              server.user(),
              server.password());
    };
  }

  /**
   * Opens the store that goes with a state store, if there is one: the file {@code server.db}
   * beside it, or a schema in its database.
   *
   * @throws StoreException if it cannot be opened, or is a newer Syncline's
   */
  public static Optional<ServerStore> find(StoreAddress state) {
    Database database = database(state);
    return database.exists() ? Optional.of(open(database)) : Optional.empty();
  }

  private static ServerStore open(Database database) {
    ServerStore store = new ServerStore(database);
    try {
      store.backupBeforeUpdate();
      store.change(
          "open it",
          sql -> {
            Schema.update(database, sql);
            return true;
          });
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void backupBeforeUpdate() {
    Optional<Path> copy =
        read(
            "open it",
            sql -> {
              int version = Schema.version(database, sql);
              boolean older = version < Schema.VERSION && !database.empty(sql);
              return older ? database.before(version) : Optional.empty();
            });
    copy.ifPresent(this::backup);
  }

  /** Work on the store. */
  public interface Work<T> {
    /** Does it. */
    T on(Sql sql) throws SQLException;
  }

  /** Its connections, for a library that brings its own SQL. */
  public DataSource connections() {
    return connections;
  }

  /** The store in words, for messages. */
  public String place() {
    return database.place();
  }

  /**
   * Reads. Each query sees the latest commit.
   *
   * @param tried what is tried, for the message if it fails, such as "read the users"
   */
  public <T> T read(String tried, Work<T> work) {
    notWithinChange();
    try (Connection connection = connections.getConnection()) {
      return work.on(new Sql(connection));
    } catch (SQLException e) {
      throw database.failure(tried, e);
    }
  }

  /**
   * Changes, in a transaction that ends with the work; what it throws takes all back.
   *
   * @param tried what is tried, for the message if it fails
   */
  public <T> T change(String tried, Work<T> work) {
    notWithinChange();
    turn.lock();
    try (Connection connection = connections.getConnection()) {
      return change(connection, work);
    } catch (SQLException e) {
      throw database.failure(tried, e);
    } finally {
      turn.unlock();
    }
  }

  private <T> T change(Connection connection, Work<T> work) throws SQLException {
    try {
      database.begin(connection);
      T result = work.on(new Sql(connection));
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException alreadyEnded) {
        e.addSuppressed(alreadyEnded);
      }
      throw e;
    }
  }

  /**
   * Copies the store, as one state of it, to a file that is a store itself: one that {@link
   * #restore} takes, wherever that store is. Others may use the store meanwhile.
   *
   * @param file where the copy goes; must not exist yet
   * @throws StoreException if it cannot be written
   */
  public void backup(Path file) {
    try {
      WholeFile.write(place() + " was not backed up", file, part -> database.backup(this, part));
    } catch (SQLException e) {
      throw database.failure("back it up", e);
    }
  }

  /**
   * Takes over all that a backup holds, where nothing is kept yet.
   *
   * @param backup as {@link #backup} made it, by this version or an older one
   * @throws StoreException if it is no backup, or something is kept here already
   */
  public void restore(Path backup) {
    reading(
        backup,
        read -> {
          List<String> tables = Rows.tables(read);
          return change(
              "restore " + backup,
              sql -> {
                if (!isEmpty(sql, tables)) {
                  throw new StoreException(
                      place()
                          + " holds something already; nothing was restored. Remove it first, or"
                          + " name another place.",
                      null);
                }
                Rows.copy(read, sql, database, tables);
                return true;
              });
        });
  }

  /**
   * Reads a backup to its end, and writes nothing.
   *
   * @param state the state store with which what it holds is to go
   * @throws StoreException if {@link #restore} would refuse it, or something is kept there already
   */
  public static void requireRestorable(StoreAddress state, Path backup) {
    reading(
        backup,
        read -> {
          List<String> tables = Rows.tables(read);
          for (String table : tables) {
            read.each("SELECT * FROM " + table, row -> {});
          }
          Optional<ServerStore> there = find(state);
          if (there.isPresent()) {
            try (ServerStore store = there.get()) {
              if (!store.read("look what it holds", sql -> store.isEmpty(sql, tables))) {
                throw new StoreException(
                    store.place()
                        + " is there already; nothing was restored. Stop the server and remove it"
                        + " first, or move "
                        + backup
                        + " away to restore the state store alone.",
                    null);
              }
            }
          }
          return true;
        });
  }

  /** Reads a copy of a backup, so that the backup stays as it is. */
  private static void reading(Path backup, Work<Boolean> work) {
    if (!Files.isRegularFile(backup)) {
      throw new StoreException("there is no file " + backup + " to restore", null);
    }
    Path copy = null;
    try {
      copy = Files.createTempFile("restored-", ".db");
      Files.copy(backup, copy, StandardCopyOption.REPLACE_EXISTING);
      try (ServerStore from = open(new Copied(backup, copy))) {
        from.read("read it", work);
      }
    } catch (IOException e) {
      throw new StoreException(
          "backup " + backup + " cannot be read: " + e + ". Nothing was changed.", e);
    } finally {
      delete(copy);
    }
  }

  /** A copy of a backup, which is named as that and is kept already, should it be changed. */
  private static final class Copied extends SqliteFile {
    private final Path backup;

    Copied(Path backup, Path copy) {
      super(copy);
      this.backup = backup;
    }

    @Override
    public String place() {
      return "backup " + backup;
    }

    @Override
    public Optional<Path> before(int version) {
      return Optional.empty();
    }
  }

  private boolean isEmpty(Sql sql, List<String> tables) throws SQLException {
    for (String table : tables) {
      if (database.hasTable(sql, table) && sql.has("SELECT 1 FROM " + table + " LIMIT 1")) {
        return false;
      }
    }
    return true;
  }

  private static void delete(@Nullable Path file) {
    if (file == null) {
      return;
    }
    for (String suffix : List.of("", "-wal", "-shm")) {
      try {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      } catch (IOException e) {
        throw new StoreException(file + " cannot be deleted: " + e + ". Delete it by hand.", e);
      }
    }
  }

  /** What is read beside an open change would not see it. */
  private void notWithinChange() {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("this thread has a change open already");
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
