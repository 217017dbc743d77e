package dev.syncline.cli.demo;

import dev.syncline.project.CommandError;
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
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The demo's two database servers, on loopback, with their data in the demo's folder. They can be
 * started again, and then listen where they did before, since the configuration names their ports.
 */
final class DemoServers implements AutoCloseable {
  private static final String POSTGRES = "postgresql";
  private static final String MARIA = "mariadb";
  private static final int PATIENCE_SECONDS = 20;

  private final EmbeddedPostgres postgres;
  private final MariaServer maria;
  private final Path sockets;
  private final Properties ports;
  private final CountDownLatch closed;

  private DemoServers(
      EmbeddedPostgres postgres,
      MariaServer maria,
      Path sockets,
      Properties ports,
      CountDownLatch closed) {
    this.postgres = postgres;
    this.maria = maria;
    this.sockets = sockets;
    this.ports = ports;
    this.closed = closed;
  }

  /** Whoever started them closes them even when the process is asked to end; if not, this does. */
  private static void atEndOfProcess(AtomicReference<DemoServers> started, CountDownLatch closed) {
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        DemoServers servers = started.get();
        if (servers != null) {
          servers.close();
        }
      }
    } catch (IOException e) {
      System.err.println("syncline: the demo's servers did not stop: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts both; a folder without any gets new ones with empty databases. */
  static DemoServers start(Path folder) throws IOException, SQLException {
    AtomicReference<DemoServers> started = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    // Before anything runs: a process that is ending already takes no more of these.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> atEndOfProcess(started, closed), "demo-servers"));
    try {
      DemoServers servers = start(folder, closed);
      started.set(servers);
      return servers;
    } finally {
      if (started.get() == null) {
        closed.countDown();
      }
    }
  }

  private static DemoServers start(Path folder, CountDownLatch closed)
      throws IOException, SQLException {
    Path data = Files.createDirectories(folder.resolve("databases"));
    Path file = data.resolve("ports.properties");
    boolean fresh = !Files.exists(file);
    Properties ports = fresh ? newPorts(file) : savedPorts(file);
    EmbeddedPostgres postgres = postgres(data.resolve(POSTGRES), port(ports, POSTGRES));
    // A socket's path may have some hundred characters at most, and folders lie deep.
    Path sockets = Files.createTempDirectory("syncline");
    DemoServers servers;
    try {
      MariaServer maria = MariaServer.start(data.resolve(MARIA), sockets, port(ports, MARIA));
      servers = new DemoServers(postgres, maria, sockets, ports, closed);
    } catch (IOException | RuntimeException e) {
      postgres.close();
      delete(sockets);
      throw e;
    }
    try {
      if (fresh) {
        servers.createDatabases();
      }
      return servers;
    } catch (SQLException e) {
      servers.close();
      throw e;
    }
  }

  private static EmbeddedPostgres postgres(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofMinutes(2))
        .setOverrideWorkingDirectory(Programs.postgres().toFile())
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .start();
  }

  private static Properties newPorts(Path file) throws IOException {
    Properties ports = new Properties();
    try (ServerSocket one = free(0);
        ServerSocket other = free(0)) {
      ports.setProperty(POSTGRES, Integer.toString(one.getLocalPort()));
      ports.setProperty(MARIA, Integer.toString(other.getLocalPort()));
    }
    try (var out = Files.newOutputStream(file)) {
      ports.store(out, "Where the demo's servers listen, on loopback");
    }
    return ports;
  }

  private static Properties savedPorts(Path file) throws IOException {
    Properties ports = new Properties();
    try (var in = Files.newInputStream(file)) {
      ports.load(in);
    }
    for (String server : List.of(POSTGRES, MARIA)) {
      try (ServerSocket tried = free(port(ports, server))) {
        assert tried.isBound();
      } catch (IOException e) {
        throw CommandError.failed(
            "port "
                + ports.getProperty(server)
                + " of the demo's "
                + server
                + " is taken. Do its servers run already? Else end the program that has it, or give"
                + " another port in "
                + file
                + " and in syncline.yaml.");
      }
    }
    return ports;
  }

  private static ServerSocket free(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static int port(Properties ports, String server) {
    return Integer.parseInt(ports.getProperty(server));
  }

  /** Where the CRM is. */
  String crmUrl() {
    return "jdbc:postgresql://127.0.0.1:" + ports.getProperty(POSTGRES) + "/crm";
  }

  /** Where the shop is. */
  String shopUrl() {
    return "jdbc:mariadb://127.0.0.1:" + ports.getProperty(MARIA) + "/shop";
  }

  private void createDatabases() throws SQLException {
    String postgresUrl = crmUrl().replace("/crm", "/postgres");
    String mariaUrl = shopUrl().replace("/shop", "/");
    try (Connection admin = DriverManager.getConnection(postgresUrl, "postgres", "");
        var statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE crm");
    }
    try (Connection admin = DriverManager.getConnection(mariaUrl, "root", "");
        var statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE shop");
    }
  }

  Connection crm() throws SQLException {
    return DriverManager.getConnection(crmUrl(), "postgres", "");
  }

  Connection shop() throws SQLException {
    return DriverManager.getConnection(shopUrl(), "root", "");
  }

  /** Stops both, whatever becomes of the other. */
  @Override
  @SuppressWarnings("Finally") // the first failure is told; the others are still stopped
  public synchronized void close() throws IOException {
    if (closed.getCount() == 0) {
      return;
    }
    closed.countDown();
    try {
      postgres.close();
    } finally {
      maria.stop();
      delete(sockets);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
