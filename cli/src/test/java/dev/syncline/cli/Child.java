package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command in a process of its own, which can be sent signals; what it says goes to a file. */
final class Child {
  private Child() {}

  static Process start(Shell shell, String said, String... arguments) throws IOException {
    return start(Main.class, shell, said, arguments);
  }

  /** Another program than the command. */
  static Process start(Class<?> program, Shell shell, String said, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(shell.environment);
    File output = shell.folder.resolve(said).toFile();
    return builder
        .directory(shell.folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
        .start();
  }

  static String said(Shell shell, String said) throws IOException {
    return Files.readString(shell.folder.resolve(said));
  }

  /** What a pattern's first group finds in what a process says, as soon as it does. */
  static String said(Process process, Shell shell, String file, String pattern)
      throws IOException, InterruptedException {
    while (true) {
      Matcher found = Pattern.compile(pattern).matcher(said(shell, file));
      if (found.find()) {
        return found.group(1);
      }
      assertThat(process.isAlive()).as(said(shell, file)).isTrue();
      Thread.sleep(20);
    }
  }

  /** Sends a signal by its name, as {@code kill -NAME} does. */
  static void signal(Process process, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    if (kill.waitFor() != 0) {
      throw new IOException("no signal " + name + " to " + process.pid());
    }
  }
}
