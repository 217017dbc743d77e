package dev.syncline.connect.testing;

import dev.syncline.connect.testing.Certificates.Identity;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL that encrypts. */
final class TlsPostgres implements TlsServer {
  private static final String ACCESS =
      """
      local all all trust
      host all postgres 127.0.0.1/32 trust
      host all postgres ::1/128 trust
      hostssl all guarded all scram-sha-256 clientcert=verify-ca
      host all plain all scram-sha-256
      """;

  private final Path folder;
  private final Certificates certificates;
  private final EmbeddedPostgres server;

  TlsPostgres(Path folder, Certificates certificates) {
    this.folder = folder;
    this.certificates = certificates;
    try {
      copy(Identity.SERVER);
      this.server =
          EmbeddedPostgres.builder()
              .setPGStartupWait(Duration.ofMinutes(2))
              .setServerConfig("fsync", "off")
              .setServerConfig("ssl", "on")
              .setServerConfig("ssl_cert_file", folder.resolve("pg.pem").toString())
              .setServerConfig("ssl_key_file", folder.resolve("pg.key").toString())
              .setServerConfig("ssl_ca_file", certificates.ca().toString())
              .setDataDirectoryCustomizer(TlsPostgres::access)
              .start();
      run("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
      run("CREATE ROLE " + GUARDED + " LOGIN PASSWORD '" + PASSWORD + "'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void access(File data) {
    try {
      Files.writeString(data.toPath().resolve("pg_hba.conf"), ACCESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(Identity identity) throws IOException {
    Files.copy(
        certificates.certificate(identity),
        folder.resolve("pg.pem"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(
        certificates.key(identity),
        folder.resolve("pg.key"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Override
  public String url(String host) {
    return "jdbc:postgresql://" + host + ":" + server.getPort() + "/postgres";
  }

  @Override
  public void shows(Identity identity) {
    try {
      copy(identity);
      reload();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** New sessions tell when the settings were read that they began with. */
  private void reload() {
    String before = run("SELECT pg_conf_load_time()");
    run("SELECT pg_reload_conf()");
    while (run("SELECT pg_conf_load_time()").equals(before)) {
      Thread.onSpinWait();
    }
  }

  private String run(String sql) {
    String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?sslmode=disable";
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet row = statement.getResultSet()) {
          return row.next() ? row.getString(1) : "";
        }
      }
      return "";
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
