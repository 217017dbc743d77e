package dev.syncline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file of what is due: what programs with tables make of it, and what is left of an old one.
 */
class DueFileTest {
  @TempDir Path folder;

  @Test
  void noValueIsAFormula() throws Exception {
    Path file = folder.resolve("due.csv");
    Map<String, Object> row =
        Json.map("sync", "customers", "key", "=HYPERLINK(\"http://x\",\"y\")");
    row.put("message", "+1");
    row.put("attempts", 2);
    row.put("values", Json.map("name", "@x"));
    DueFile.write(file, List.of(row));
    assertThat(Files.readString(file))
        .isEqualTo(
            "\"sync\",\"task\",\"side\",\"key\",\"reason\",\"message\",\"attempts\",\"since\",\"next\",\"operation\",\"values\"\r\n"
                + "\"customers\",,,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,\"'+1\",\"2\",,,,\"{\"\"name\"\":\"\"@x\"\"}\"\r\n");
  }

  @Test
  void aFileThatCannotBeWrittenWholeLeavesTheOldOne() throws Exception {
    Path file = Files.writeString(folder.resolve("due.csv"), "old");
    Files.createDirectories(folder.resolve("due.csv.part").resolve("in the way"));
    assertThatThrownBy(() -> DueFile.write(file, List.of(Json.map("sync", "customers"))))
        .isInstanceOf(CommandError.class)
        .hasMessageContaining("cannot write");
    assertThat(file).hasContent("old");
  }
}
