package dev.syncline.cli.demo;

import dev.syncline.project.CommandError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A MariaDB server of the demo's own, whose root has no password and is reached on loopback only.
 */
final class MariaServer {
  private static final int PATIENCE_SECONDS = 120;
  private static final int LAST_LINES = 5;

  private final Process process;

  private MariaServer(Process process) {
    this.process = process;
  }

  /**
   * Starts it, and makes its data when there are none.
   *
   * @param data where its data are
   * @param temporary an empty folder with a short path, for its socket and temporary files
   */
  static MariaServer start(Path data, Path temporary, int port) throws IOException {
    Path programs = Programs.maria();
    Path log = data.resolveSibling(data.getFileName() + ".log");
    if (!Files.isDirectory(data.resolve("mysql"))) {
      install(programs, data, temporary, log);
    }
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("bin/mariadbd").toString());
    command.add("--no-defaults");
    command.addAll(common(programs, data));
    command.add("--port=" + port);
    command.add("--socket=" + temporary.resolve("s"));
    command.add("--tmpdir=" + temporary);
    command.add("--bind-address=127.0.0.1");
    command.add("--skip-ssl"); // certificates made at start take seconds
    command.add("--skip-name-resolve");
    command.add("--character-set-server=utf8mb4");
    command.add("--default-time-zone=+00:00");
    MariaServer server = new MariaServer(run(programs, command, temporary, log));
    server.await("jdbc:mariadb://127.0.0.1:" + port + "/", log);
    return server;
  }

  private static void install(Path programs, Path data, Path temporary, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("scripts/mariadb-install-db").toString());
    command.add("--no-defaults");
    // Its script does not expect spaces in a path that it gives to chown.
    Files.createDirectories(data);
    Path link = Files.createSymbolicLink(temporary.resolve("data"), data);
    command.addAll(common(programs, link));
    command.add("--auth-root-authentication-method=normal");
    command.add("--skip-name-resolve");
    command.add("--skip-test-db");
    command.add("--force");
    Process install = run(programs, command, temporary, log);
    try {
      if (!install.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || install.exitValue() != 0) {
        install.destroy();
        throw failed("MariaDB could not make its data in " + data, log);
      }
    } catch (InterruptedException e) {
      install.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> common(Path programs, Path data) {
    List<String> options = new ArrayList<>();
    options.add("--basedir=" + programs);
    options.add("--datadir=" + data);
    if (System.getProperty("user.name").equals("root")) {
      options.add("--user=root"); // it refuses to run as root unless told to
    }
    return options;
  }

  private static Process run(Path programs, List<String> command, Path temporary, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(programs.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Where others keep temporary files it would remove theirs.
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("LD_LIBRARY_PATH", programs.resolve("libs").toString());
    return builder.start();
  }

  private void await(String url, Path log) throws IOException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && System.nanoTime() < patience) {
      try (var answered = DriverManager.getConnection(url, "root", "")) {
        assert answered.isValid(1);
        return;
      } catch (SQLException e) {
        pause();
      }
    }
    stop();
    throw failed("MariaDB did not start", log);
  }

  private void pause() throws IOException {
    try {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static CommandError failed(String what, Path log) throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return CommandError.failed(
        what
            + "; the end of "
            + log
            + ":\n"
            + String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
  }

  /** Stops it, in order if it can, and waits until it has. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS / 4, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
