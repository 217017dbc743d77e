package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases keep CSV files up to date, from the command line. */
class CsvFilesTest {
  private static final String CONFIGURATION =
      """
      version: 1
      connections:
        crm: { type: %s, url: "%s"%s }
        export:
          type: csv
          path: export
          files:
            clients:
              key: id
              delimiter: ";"
              types: { id: integer, name: text, spent: "decimal(12,2)", since: date }
      syncs:
        clients:
          id: 1
          source: crm
          target: export
          direction: to-target
          guard: off
          tasks:
            - { name: clients, id: 1, source: client, target: clients }
      """;

  @TempDir Path folder;
  private TestDatabase crm;
  private Shell shell;
  private Path file;

  private void open(TestDatabase database) throws SQLException, IOException {
    crm = database;
    crm.run(
        "CREATE TABLE client (id int PRIMARY KEY, name varchar(60), spent numeric(12,2), since"
            + " date)",
        "INSERT INTO client VALUES (1, 'Ann; \"A\"', 1234567890.10, '2024-02-29')",
        "INSERT INTO client VALUES (2, '', 0, NULL)",
        "INSERT INTO client VALUES (3, NULL, NULL, '1999-12-31')");
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    configure("");
    file = Files.createDirectory(folder.resolve("export")).resolve("clients.csv");
  }

  private void configure(String more) {
    shell.file(
        "syncline.yaml",
        CONFIGURATION
            .formatted(
                crm.url().split(":", -1)[1],
                crm.url(),
                crm.user().isEmpty() ? "" : ", user: \"" + crm.user() + "\", password: \"${CRM}\"")
            .replace("    guard: off\n", "    guard: off\n" + more));
  }

  @AfterEach
  void close() throws SQLException {
    if (crm != null) {
      TestDatabases.drop(crm);
    }
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private String text() throws IOException {
    return Files.readString(file);
  }

  @Test
  void postgresKeepsAFile() throws Exception {
    open(TestDatabases.postgres());
    aFileFollows();
  }

  @Test
  void sqliteKeepsAFile() throws Exception {
    open(TestDatabases.sqlite(folder.resolve("crm.db")));
    aFileFollows();
  }

  private void aFileFollows() throws Exception {
    call(0, "check");
    call(3, "plan");
    call(3, "run", "--test");
    assertThat(file).as("nothing was written but tried").doesNotExist();
    call(0, "run");
    assertThat(text())
        .isEqualTo(
            "id;name;spent;since\n1;\"Ann; \"\"A\"\"\";1234567890.10;2024-02-29\n2;\"\";0.00;\n3;;;1999-12-31\n");
    assertThat(call(0, "verify").out()).contains("Certified");
    Object before = Files.getLastModifiedTime(file);
    call(0, "run");
    assertThat(Files.getLastModifiedTime(file)).as("nothing to write").isEqualTo(before);

    crm.run(
        "UPDATE client SET name = 'Bob' WHERE id = 2",
        "DELETE FROM client WHERE id = 1",
        "INSERT INTO client VALUES (0, 'Zoe', 5, NULL)");
    call(0, "run");
    assertThat(text()).isEqualTo("id;name;spent;since\n2;Bob;0.00;\n3;;;1999-12-31\n0;Zoe;5.00;\n");
    call(0, "verify");
    call(0, "undo", "3", "--yes");
    assertThat(text())
        .contains("1;\"Ann; \"\"A\"\"\";1234567890.10;2024-02-29\n", "2;\"\";0.00;\n")
        .doesNotContain("Zoe", "Bob");
    assertThat(call(0, "uninstall", "--yes").out()).doesNotContain("syncline_file");
  }

  /** What people write into the file is drift on a side that is only written, and stays. */
  @Test
  void whatOthersWriteIsSeen() throws Exception {
    open(TestDatabases.sqlite(folder.resolve("crm.db")));
    call(0, "run");
    Files.writeString(file, text().replace("0.00", "7").replace("3;;;1999-12-31\n", ""));
    assertThat(call(3, "verify").out()).contains("2 differences");
    crm.run("UPDATE client SET since = '2000-01-01' WHERE id = 1");
    call(0, "run");
    assertThat(text()).contains("2;\"\";7;\n", "2000-01-01").doesNotContain("3;");
    configure("    mode: mirror\n");
    call(0, "run");
    assertThat(text()).contains("2;\"\";0.00;\n", "3;;;1999-12-31\n");
    call(0, "verify");
    Files.writeString(file, text() + "9;Nobody;1\n");
    assertThat(shell.call("run").exit()).as("a line with too few values").isIn(1, 4);
    assertThat(text()).endsWith("9;Nobody;1\n");
  }

  /** The file itself is held open in the middle of its export, and the process is killed. */
  @Test
  void killedBetweenCommitAndExportNothingIsLost() throws Exception {
    open(TestDatabases.postgres());
    call(0, "run");
    crm.run(
        "UPDATE client SET name = 'Bob' WHERE id = 2",
        "UPDATE client SET name = 'Cy' WHERE id = 3",
        "INSERT INTO client VALUES (4, 'Dee', 5, NULL)");
    killInExport();
    assertThat(text()).doesNotContain("Bob", "Cy", "Dee");
    // Meanwhile somebody edits one of the records that were written, and another one.
    Files.writeString(
        file, text().replace("3;;;1999-12-31", "3;theirs;;1999-12-31").replace("02-29", "02-28"));
    call(0, "run");
    assertThat(text()).contains("2;Bob;", "3;theirs;;1999-12-31\n", "4;Dee;5.00;\n", "2024-02-28");
  }

  /** A pipe in place of the temporary file holds the export until somebody reads it. */
  private void killInExport() throws Exception {
    try (Stream<Path> none = Files.list(file.getParent())) {
      assertThat(none).hasSize(1);
    }
    UUID own =
        UUID.nameUUIDFromBytes(file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
    Path pipe = file.resolveSibling(".syncline-" + own + ".tmp");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process child = Child.start(shell, "said", "run");
    try (InputStream opened = Files.newInputStream(pipe)) {
      child.destroyForcibly();
      assertThat(child.waitFor()).as(Child.said(shell, "said")).isNotZero();
      opened.readAllBytes();
    }
    Files.deleteIfExists(pipe);
  }

  @Test
  void whatCannotBeWrittenIsAnErrorAndComesLater() throws Exception {
    open(TestDatabases.sqlite(folder.resolve("crm.db")));
    Files.createDirectories(file.resolve("in the way"));
    assertThat(call(1, "run").err()).contains("clients.csv is a folder");
    Files.delete(file.resolve("in the way"));
    Files.delete(file);
    Files.delete(file.getParent());
    assertThat(call(1, "run").err()).contains("export: there is no folder");
    Files.createDirectory(file.getParent());
    call(0, "run");
    assertThat(text()).hasLineCount(4);
  }

  @Test
  void whatAFileCannotHoldIsARejectedRecord() throws Exception {
    open(TestDatabases.sqlite(folder.resolve("crm.db")));
    shell.file(
        "syncline.yaml",
        shell
            .read("syncline.yaml")
            .replace("delimiter:", "encoding: iso-8859-1\n        delimiter:"));
    crm.run("UPDATE client SET name = 'Z\u0142oty' WHERE id = 3");
    assertThat(call(5, "run").out().replaceAll("\\s+", " "))
        .contains("characters that ISO-8859-1 has not");
    assertThat(text()).hasLineCount(3).doesNotContain("?");
    crm.run("UPDATE client SET name = 'Zloty' WHERE id = 3");
    call(0, "run");
    assertThat(text()).contains("3;Zloty;;1999-12-31");
  }
}
