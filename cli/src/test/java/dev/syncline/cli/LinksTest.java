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

/** {@code syncline links}: what another tool kept in step is taken over, and given away again. */
class LinksTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  @Test
  void exportsAndImportsTheSame() throws SQLException {
    shops.shell.call("run");
    assertThat(shops.shell.call("links", "export", "links.csv").out())
        .isEqualTo("✓ 7 links of customers exported to links.csv.\n");
    assertThat(shops.shell.read("links.csv"))
        .startsWith("task,source,target\ncustomers,1,1004\n")
        .contains("invoices,1,");
    shops.shell.call("reset", "--links", "--yes");
    List<String> before = shops.everything();
    assertThat(shops.shell.call("links", "import", "links.csv").out())
        .contains("✓ 7 links imported. Nothing was written into either system.");
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(shops.shell.call("plan", "--output", "json").sync().at("/tasks/0/link").asInt())
        .isZero();
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.everything()).isEqualTo(before);
  }

  @Test
  void linksWhatNoUniqueKeyWould() throws SQLException {
    shops.shell.file("links.csv", "source,target\n1,1001\n");
    assertThat(shops.shell.call("links", "import", "links.csv").exit()).isEqualTo(2);
    assertThat(shops.shell.call("links", "import", "links.csv", "--task", "customers").exit())
        .isZero();
    assertThat(shops.shell.call("show", "record", "1", "--task", "customers").out())
        .startsWith("customers 1 ⇄ 1001  crm ⇄ shop  linked");
  }

  @Test
  void importsAllOrNothing() {
    shops.shell.file(
        "links.csv", "task,source,target\ncustomers,1,1001\ncustomers,1,1002\ncustomers,99,1003\n");
    Shell.Said said = shops.shell.call("links", "import", "links.csv");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err())
        .contains("was not imported, nothing was changed")
        .contains("line 3: source customers 1 stands twice in the file")
        .contains("line 4: source customers 99 does not exist");
    assertThat(shops.shell.call("status", "--output", "json").sync().at("/tasks/0/links").asInt())
        .isZero();
    shops.shell.file(
        "links.csv", "task,source,target\nnope,1,1001\ncustomers,x,1001\ncustomers,1\n");
    assertThat(shops.shell.call("links", "import", "links.csv").err())
        .contains("line 2: sync customers has no task \"nope\"")
        .contains("line 3: \"x\" is no key of customer (id)")
        .contains("line 4: 3 values expected");
    shops.shell.file("links.csv", "a,b\n");
    assertThat(shops.shell.call("links", "import", "links.csv").err())
        .contains("the first line must be");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    Shell.Said none = shops.shell.call("links", "import", "nope.csv");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err().replaceAll("\\s+", " "))
        .contains("there is no file " + folder.resolve("nope.csv"))
        .contains("Name one with the columns task, source and target")
        .doesNotContain("Exception");
    assertThat(shops.shell.call("links", "import", ".").err())
        .contains("it is a folder")
        .doesNotContain("Exception");
    Files.write(folder.resolve("latin.csv"), new byte[] {'t', (byte) 0xe9, ','});
    assertThat(shops.shell.call("links", "import", "latin.csv").err())
        .contains("it is no text in")
        .doesNotContain("Exception");
  }

  @Test
  void refusesToLinkARecordTwice() {
    shops.shell.call("run");
    shops.shell.file("links.csv", "task,source,target\ncustomers,1,1001\n");
    assertThat(shops.shell.call("links", "import", "links.csv").err().replaceAll("\\s+", " "))
        .contains("source customers 1 is linked to target 1004 already");
  }
}
