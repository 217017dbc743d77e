package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.project.screen.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual's table of exit codes is what the commands do. */
class ExitCodesTest {
  private static final Path PAGE = Path.of("../docs/exit-codes.md");

  private record Line(int code, String meaning) {}

  private static List<Line> page() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(l -> l.matches("\\| \\d \\|.*"))
        .map(l -> l.split("\\|"))
        .map(cells -> new Line(Integer.parseInt(cells[1].strip()), cells[2].strip()))
        .toList();
  }

  @Test
  void theManualListsThemInTheOrderInWhichTheyApply() throws IOException {
    assertThat(page())
        .isEqualTo(
            Arrays.stream(ExitCode.values()).map(c -> new Line(c.number(), c.meaning())).toList());
    assertThat(ExitCode.of(List.of(ExitCode.DIFFERENCES, ExitCode.REJECTED, ExitCode.HELD)))
        .isEqualTo(ExitCode.HELD);
    assertThat(ExitCode.REJECTED.and(ExitCode.DIFFERENCES)).isEqualTo(ExitCode.REJECTED);
    assertThat(ExitCode.of(List.of())).isEqualTo(ExitCode.IN_STEP);
  }

  @Test
  void eachOfThemHappens(@TempDir Path folder) throws SQLException {
    Shops shops = new Shops(folder);
    shops.fill();
    assertThat(shops.shell.call("run", "--nonsense").exit()).isEqualTo(2);
    assertThat(shops.shell.call("run", "--config", "none.yaml").exit()).isEqualTo(1);
    assertThat(shops.shell.call("status").exit()).isEqualTo(3);
    assertThat(shops.shell.call("plan").exit()).isEqualTo(3);
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.shell.call("plan").exit()).isZero();
    shops.crm.run("UPDATE customer SET city = 'much longer than twenty characters' WHERE id = 1");
    assertThat(shops.shell.call("plan").exit()).isEqualTo(5);
    assertThat(shops.shell.call("run").exit()).isEqualTo(5);
    shops.conflict();
    assertThat(shops.shell.call("run").exit())
        .as("a conflict comes before a rejection")
        .isEqualTo(4);
    assertThat(shops.shell.call("status").exit()).isEqualTo(4);
    assertThat(shops.shell.call("verify").exit()).isEqualTo(4);
    shops.shop.run("UPDATE client SET city = 'Quito' WHERE mail = 'dee@x.org'");
    Shell.Said both = shops.shell.call("verify", "--output", "json");
    assertThat(both.exit()).as("a conflict comes before a difference").isEqualTo(4);
    assertThat(both.sync().get("certified").asBoolean()).isFalse();
    assertThat(shops.shell.call("verify").out())
        .contains("✗ 1 difference; nor proved: 2 held. Nothing was changed.");
  }
}
