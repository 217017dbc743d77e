package dev.syncline.server.store;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;

/** The two places in which a server's store can be. */
public enum TestStore {
  SQLITE {
    @Override
    public ServerStore open(Path folder) {
      return ServerStore.inFile(folder.resolve("server.db"));
    }

    @Override
    public void clear(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.getFileName().toString().contains(".db")).toList()) {
          Files.delete(file);
        }
      }
    }

    @Override
    public void run(Path folder, String statement) throws SQLException {
      TestDatabases.sqlite(folder.resolve("server.db")).run(statement);
    }
  },
  POSTGRESQL {
    @Override
    public ServerStore open(Path folder) {
      return ServerStore.inPostgres(
          Holder.DATABASE.url(), Holder.DATABASE.user(), Holder.DATABASE.password());
    }

    @Override
    public void clear(Path folder) throws SQLException {
      Holder.DATABASE.run("DROP SCHEMA IF EXISTS syncline_server CASCADE");
    }

    @Override
    public void run(Path folder, String statement) throws SQLException {
      Holder.DATABASE.run("SET search_path = syncline_server", statement);
    }
  };

  /** Opens the store; in PostgreSQL it is the same for all tests. */
  public abstract ServerStore open(Path folder);

  /** Leaves nothing of what a test before has kept. */
  public abstract void clear(Path folder) throws Exception;

  /** Does something behind the store's back. */
  public abstract void run(Path folder, String statement) throws SQLException;

  /** The database of PostgreSQL, for tests of it alone. */
  static TestDatabase database() {
    return Holder.DATABASE;
  }

  private static final class Holder {
    static final TestDatabase DATABASE = TestDatabases.postgres();
  }
}
