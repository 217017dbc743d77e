package dev.syncline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked as a person unpacks it, and started from another folder. */
class ArchiveTest {
  @TempDir static Path unpacked;
  private static Path home;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws Exception {
    assumeFalse(File.separatorChar == '\\', "its launcher is a script of a shell");
    call(unpacked, Map.of(), "tar", "-xzf", archive(".tar.gz").toString());
    try (Stream<Path> inside = Files.list(unpacked)) {
      home = inside.toList().getFirst();
    }
  }

  private static Path archive(String ending) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("syncline-"))
          .filter(file -> file.toString().endsWith(ending))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }

  private record Said(int exit, String text) {}

  private static Said call(Path in, Map<String, String> variables, String... command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile());
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes());
    return new Said(process.waitFor(), text);
  }

  private Path launcher;

  @BeforeEach
  void link() throws IOException {
    Path first = Files.createSymbolicLink(folder.resolve("first"), home.resolve("bin/syncline"));
    launcher = Files.createSymbolicLink(folder.resolve("syncline"), first.getFileName());
  }

  @Test
  void itHoldsWhatAMachineNeeds() throws Exception {
    assertThat(home.getFileName().toString()).startsWith("syncline-");
    for (String file :
        List.of(
            "README.md",
            "LICENSE",
            "CHANGELOG.md",
            "docs/server.md",
            "docs/syncline.schema.json",
            "packaging/Dockerfile",
            "packaging/syncline.service")) {
      assertThat(home.resolve(file)).isNotEmptyFile();
    }
    Path other = Files.createDirectory(folder.resolve("zip"));
    call(other, Map.of(), "unzip", "-q", archive(".zip").toString());
    assertThat(names(other.resolve(home.getFileName()))).isEqualTo(names(home));
    assertThat(Files.getPosixFilePermissions(home.resolve("bin/syncline")))
        .contains(PosixFilePermission.OTHERS_EXECUTE);
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  @Test
  void itStartsFromAnyFolderThroughLinks() throws Exception {
    Said version = call(folder, Map.of(), launcher.toString(), "--version");
    assertThat(version).isEqualTo(new Said(0, version.text()));
    assertThat(version.text()).startsWith("syncline 0.");
    assertThat(call(folder, Map.of(), launcher.toString(), "eval", "1.10 * 3").text())
        .contains("3.30");
    Said demo = call(folder, Map.of(), launcher.toString(), "demo", "--fast");
    assertThat(demo.exit()).isEqualTo(1);
    assertThat(demo.text()).contains("checkout");
  }

  @Test
  void withoutJavaItSaysHowToGetOne() throws Exception {
    String text = Files.readString(home.resolve("bin/syncline"));
    Path copy = Files.createDirectories(folder.resolve("bin")).resolve("syncline");
    Files.writeString(
        copy, text.replaceAll("(?s)for candidate in .*?; do", "for candidate in; do"));
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("cat", "dirname", "readlink", "sed", "head")) {
      Files.createSymbolicLink(tools.resolve(tool), where(tool));
    }
    Said said =
        call(
            folder,
            Map.of("PATH", tools.toString(), "JAVA_HOME", "/nowhere"),
            "/bin/sh",
            copy.toString(),
            "status");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text()).contains("needs Java of version 21", "/nowhere", "apt install");
  }

  private static Path where(String tool) {
    return Stream.of("/bin", "/usr/bin")
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itServesUntilItIsStopped() throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(launcher.toString(), "serve", "--port=0")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      Matcher found;
      while (!(found = Pattern.compile("(http://[^/\\s]+/)\\s").matcher(Files.readString(said)))
          .find()) {
        assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
        Thread.sleep(50);
      }
      URI login = URI.create(found.group(1) + "login");
      assertThat(
              client
                  .send(HttpRequest.newBuilder(login).build(), HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** No image can be built here: what its description rests on is looked up. */
  @Test
  void whatTheImageCopiesIsThere() throws Exception {
    String text = Files.readString(home.resolve("packaging/Dockerfile"));
    Matcher copies = Pattern.compile("(?m)^COPY (.+) \\S+$").matcher(text);
    int count = 0;
    while (copies.find()) {
      for (String source : copies.group(1).split(" ")) {
        assertThat(home.resolve(source)).exists();
        count++;
      }
    }
    assertThat(count).isGreaterThan(4);
    assertThat(text).contains("USER 10001", "VOLUME /project", "HEALTHCHECK", "ENTRYPOINT");
    assertThat(text.indexOf("USER 10001")).isLessThan(text.indexOf("ENTRYPOINT"));
    String unit = Files.readString(home.resolve("packaging/syncline.service"));
    assertThat(unit)
        .contains("SuccessExitStatus=143", "NoNewPrivileges=yes", "ProtectSystem=strict");
    Matcher start = Pattern.compile("ExecStart=/opt/syncline/(\\S+) serve").matcher(unit);
    assertThat(start.find()).isTrue();
    assertThat(home.resolve(start.group(1))).isExecutable();
  }
}
