package dev.syncline.server.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.syncline.engine.store.PostgresAddress;
import dev.syncline.engine.store.StoreAddress;
import dev.syncline.engine.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

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
    return switch (state) {
      case StoreAddress.InFile file -> inFile(file.file().resolveSibling("server.db"));
      case PostgresAddress server ->
          inPostgres(
              server.url(),
              server.schema().equals(PostgresAddress.SCHEMA) ? SCHEMA : server.schema() + "_server",
              server.user(),
              server.password());
    };
  }

  private static ServerStore open(Database database) {
    ServerStore store = new ServerStore(database);
    try {
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
