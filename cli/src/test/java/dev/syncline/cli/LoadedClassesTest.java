package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser of expressions, DuckDB and SSH cost a command nothing that makes no use of them. */
class LoadedClassesTest {
  private static final String PARSER = "org.apache.calcite.";
  private static final String DUCKDB = "org.duckdb.";
  private static final String SSH = "org.apache.sshd.";

  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
    shops.shell.environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=loaded.txt");
  }

  /** What the command's process loads of the parser, of DuckDB and of SSH, as it says itself. */
  private List<String> loaded(String... command) throws IOException, InterruptedException {
    Process process = Child.start(shops.shell, "said.txt", command);
    int exit = process.waitFor();
    List<String> loaded = Files.readAllLines(folder.resolve("loaded.txt"));
    String said = Child.said(shops.shell, "said.txt");
    assertThat(exit).as(said).isIn(0, 3);
    assertThat(loaded).as(said).anyMatch(line -> line.contains("dev.syncline.cli.Main "));
    return loaded.stream()
        .filter(l -> l.contains(PARSER) || l.contains(DUCKDB) || l.contains(SSH))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "check", "plan", "run", "status"})
  void noneIsLoadedWithoutNeed(String command) throws Exception {
    assertThat(loaded(command)).isEmpty();
  }

  @Test
  void theParserIsLoadedForAnExpression() throws Exception {
    assertThat(loaded("eval", "1 + 1")).isNotEmpty();
  }
}
