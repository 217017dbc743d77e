package dev.syncline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.syncline.cli.Main;
import dev.syncline.cli.command.Interrupt;
import dev.syncline.project.text.Console;
import dev.syncline.project.text.Width;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newcomer's first look keeps what it promises, and leaves nothing running. */
class DemoTest {
  private static final int COLUMNS = 80;

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Interrupt interrupt = new Interrupt();

  @Test
  void goesAsToldAndCanBeResumed() throws IOException {
    assertThat(demo("demo", "--dir", "first look")).as(shown()).isZero();
    assertThat(shown())
        .contains(
            "Yours to play with", "Certified", "update", "1 conflict", "ambiguous", "too long")
        .doesNotContain("NOT AS TOLD", "\u001b");
    assertThat(shown().lines().filter(line -> Width.of(line) > COLUMNS)).isEmpty();
    Path data = folder.resolve("first look");
    assertThat(data.resolve("syncline.yaml")).exists();
    nothingListens(data);

    assertThat(demo("demo", "--dir", "first look")).isEqualTo(2);

    out.reset();
    assertThat(resume("crm SELECT count(*) FROM customer\nshop SELECT 1 FROM nowhere\n")).isZero();
    assertThat(shown()).contains("Both servers are running", "1451", "nowhere");
    nothingListens(data);
  }

  @Test
  void resumesOnlyWhatWasADemo() {
    assertThat(demo("demo", "--resume", "elsewhere")).isEqualTo(2);
    assertThat(shown()).contains("holds no demo");
  }

  /** Resumes, types something, and ends it. */
  private int resume(String typed) {
    Reader lines =
        new StringReader(typed) {
          @Override
          public int read(char[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            if (read < 0) {
              interrupt.ask(); // all is read, and answered but for the last line
            }
            return read;
          }
        };
    return Main.run(
        console(new BufferedReader(lines)), interrupt, "demo", "--resume", "first look");
  }

  private int demo(String... args) {
    return Main.run(console(new BufferedReader(new StringReader(""))), interrupt, args);
  }

  private Console console(BufferedReader in) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(
        stream,
        stream,
        in,
        false,
        false,
        false,
        COLUMNS,
        Map.of(),
        folder,
        ZoneOffset.UTC,
        System::currentTimeMillis);
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void nothingListens(Path demo) throws IOException {
    Properties ports = new Properties();
    try (var in = Files.newInputStream(demo.resolve("databases").resolve("ports.properties"))) {
      ports.load(in);
    }
    for (Object port : ports.values()) {
      assertThatCode(
              () ->
                  new ServerSocket(
                          Integer.parseInt(port.toString()), 1, InetAddress.getLoopbackAddress())
                      .close())
          .doesNotThrowAnyException();
    }
  }
}
