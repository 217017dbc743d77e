package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code syncline fmt}: one way of writing, and nothing else said. */
class FmtCommandTest {
  private static final String MESSY =
      """
      version:   1
      connections:
          a: {type: 'sqlite',   url: "jdbc:sqlite:a.db"}   # ours

          b: {type: sqlite, url: "jdbc:sqlite:b.db"}
      """;
  private static final String TIDY =
      """
      version: 1
      connections:
        a: { type: sqlite, url: "jdbc:sqlite:a.db" } # ours

        b: { type: sqlite, url: "jdbc:sqlite:b.db" }
      """;

  @Test
  void formatsTheConfigurationAndIsDoneAfterOnce(@TempDir Path folder) throws IOException {
    Shell shell = new Shell(folder);
    shell.file("syncline.yaml", MESSY);
    Files.setPosixFilePermissions(
        folder.resolve("syncline.yaml"), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(shell.call("fmt"))
        .isEqualTo(
            new Shell.Said(
                0,
                """
                formatted  syncline.yaml  from line 1
                ✓ 1 file formatted. Nothing else is said than before.
                """,
                ""));
    assertThat(shell.read("syncline.yaml")).isEqualTo(TIDY);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("syncline.yaml"))))
        .isEqualTo("rw-r-----");
    assertThat(shell.call("fmt"))
        .isEqualTo(new Shell.Said(0, "✓ 1 file looked at: nothing to format.\n", ""));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("syncline.yaml"));
    }
  }

  @Test
  void checkWritesNothing(@TempDir Path folder) {
    Shell shell = new Shell(folder);
    shell.file("syncline.yaml", MESSY);
    assertThat(shell.call("fmt", "--check"))
        .isEqualTo(
            new Shell.Said(
                3,
                """
                would change  syncline.yaml  from line 1
                ! 1 file to be formatted; do it with: syncline fmt
                """,
                ""));
    assertThat(shell.read("syncline.yaml")).isEqualTo(MESSY);
    JsonNode json = shell.call("fmt", "--check", "--output", "json").json();
    assertThat(json.at("/files/0/outcome").asString()).isEqualTo("changed");
    assertThat(json.at("/files/0/line").asInt()).isEqualTo(1);
    assertThat(json.get("exit").asInt()).isEqualTo(3);
    shell.file("syncline.yaml", TIDY);
    assertThat(shell.call("fmt", "--check").exit()).isZero();
  }

  @Test
  void takesAllFilesOfAFolderButThoseOfOthers(@TempDir Path folder) {
    Shell shell = new Shell(folder);
    shell.file("systems.yaml", MESSY);
    shell.file("shared.yaml", "version: 1\nmappings:\n    m: {fields: [a]}\n");
    shell.file("docker-compose.yaml", "services:   {}\n");
    assertThat(shell.call("fmt", "--config", ".").out())
        .contains("formatted  shared.yaml  from line 3")
        .contains("formatted  systems.yaml  from line 1")
        .contains("2 files formatted");
    assertThat(shell.read("docker-compose.yaml")).isEqualTo("services:   {}\n");
  }

  @Test
  void aNamedFileNeedsNoConfiguration(@TempDir Path folder) {
    Shell shell = new Shell(folder);
    shell.file("other.yaml", MESSY);
    assertThat(shell.call("fmt", "other.yaml").exit()).isZero();
    assertThat(shell.read("other.yaml")).isEqualTo(TIDY);
    assertThat(shell.call("fmt"))
        .satisfies(said -> assertThat(said.exit()).isEqualTo(1))
        .satisfies(said -> assertThat(said.err()).contains("there is no file"));
  }

  @Test
  void leavesWhatItCannotReadOrWouldChange(@TempDir Path folder) {
    Shell shell = new Shell(folder);
    shell.file("syncline.yaml", "a: [\n");
    assertThat(shell.call("fmt"))
        .satisfies(said -> assertThat(said.exit()).isEqualTo(1))
        .satisfies(said -> assertThat(said.out()).contains("syncline.yaml:2:1"));
    shell.file("syncline.yaml", "a: &x {b:   1}\nc: *x\n");
    assertThat(shell.call("fmt"))
        .satisfies(said -> assertThat(said.exit()).isEqualTo(3))
        .satisfies(said -> assertThat(said.out()).contains("it has anchors"));
    assertThat(shell.read("syncline.yaml")).isEqualTo("a: &x {b:   1}\nc: *x\n");
  }
}
