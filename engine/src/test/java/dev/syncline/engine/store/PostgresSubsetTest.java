package dev.syncline.engine.store;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables and statements are what PostgreSQL understands too, and mean the same there. This is
 * not yet the store that several nodes share: that one needs streaming reads, messages for its
 * failures, and a lease.
 */
class PostgresSubsetTest extends StoreContract {
  @TempDir Path folder;
  private static final TestDatabase SERVER = TestDatabases.postgres();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  /** Each test has a schema of its own, which is made faster than a database. */
  private final String schema = "store_" + SCHEMAS.incrementAndGet();

  @Override
  StateStore open() throws SQLException {
    SERVER.run("CREATE SCHEMA IF NOT EXISTS " + schema);
    return SqlStore.open(new Postgres(SERVER, schema, folder));
  }

  private record Postgres(TestDatabase server, String schema, Path temporary) implements Database {
    @Override
    public String place() {
      return "state store " + server.url();
    }

    private Connection connect() throws SQLException {
      Connection connection = server.open();
      connection.setSchema(schema);
      return connection;
    }

    @Override
    public Session reader() throws SQLException {
      return new Session(connect(), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }

    @Override
    public Session writer() throws SQLException {
      return new Session(connect(), "BEGIN");
    }

    @Override
    public boolean empty(Session session) throws SQLException {
      try (ResultSet row =
          session
              .prepare("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
              .executeQuery()) {
        return row.next() && row.getLong(1) == 0;
      }
    }

    @Override
    public boolean hasTable(Session session, String table) throws SQLException {
      PreparedStatement query =
          session.prepare(
              "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?");
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }

    @Override
    public String inOwnWords(String statement) {
      return statement.replace("${clustered}", "").replace("${id}", "BIGINT PRIMARY KEY");
    }

    @Override
    public void scrub() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void backup(Path file) {
      throw new UnsupportedOperationException("pg_dump does that");
    }

    @Override
    public StoreException failure(String tried, SQLException e) {
      return new StoreException(place() + ": cannot " + tried + ": " + e.getMessage(), e);
    }
  }
}
