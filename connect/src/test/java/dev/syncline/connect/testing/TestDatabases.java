package dev.syncline.connect.testing;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fresh databases on real servers. Each server is started on loopback at the first call, once per
 * JVM, and stopped when the JVM ends; each call creates one more database on it.
 *
 * <p>Servers do not flush to disk unless the system property {@code syncline.test.durable} is
 * {@code true}: set it for crash tests and for anything that measures latency. They keep no log to
 * be read unless {@code syncline.test.log} is {@code true}.
 */
public final class TestDatabases {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestDatabases() {}

  /** A new PostgreSQL database, UTF-8, whose case mapping knows all of Unicode. */
  public static TestDatabase postgres() {
    return PostgresServer.running().create(nextName());
  }

  /**
   * PostgreSQL's major version: the one that {@code -Dembedded-postgres-binaries.version} asks for,
   * else the build's.
   */
  public static int postgresVersion() {
    return PostgresServer.version();
  }

  /** A new MariaDB database, utf8mb4, in strict SQL mode. */
  public static TestDatabase mariadb() {
    return MariaDbServer.running().create(nextName());
  }

  /** Drops a database, for tests that make many; the others go with their server. */
  public static void drop(TestDatabase database) throws SQLException {
    String name = database.url().substring(database.url().lastIndexOf('/') + 1);
    if (database.url().startsWith("jdbc:postgresql:")) {
      PostgresServer.running().drop(name);
    } else if (database.url().startsWith("jdbc:mariadb:")) {
      MariaDbServer.running().drop(name);
    }
  }

  /** An SQLite database in {@code file}, which comes into being with the first connection. */
  public static TestDatabase sqlite(Path file) {
    return new TestDatabase("jdbc:sqlite:" + file.toAbsolutePath(), "", "", "", "");
  }

  static boolean durable() {
    return Boolean.getBoolean("syncline.test.durable");
  }

  static boolean logged() {
    return Boolean.getBoolean("syncline.test.log");
  }

  private static String nextName() {
    return "db_" + COUNT.incrementAndGet(); // MariaDB opens all that begins with test_ to everybody
  }
}
