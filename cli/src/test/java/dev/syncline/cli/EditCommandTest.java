package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code syncline edit}, {@code connections} and {@code propose}. */
class EditCommandTest {
  private static final String ADD_USER =
      "[{\"op\": \"add\", \"path\": \"/connections/lake/max-connections\", \"value\": 9}]";

  @TempDir Path folder;
  private Shops shops;
  private Shell shell;

  @BeforeEach
  void shops() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    shell = shops.shell;
    Files.delete(folder.resolve("syncline.yaml"));
    Files.createDirectory(folder.resolve("conf"));
    String text = Shops.configuration("").replace("jdbc:sqlite:", "jdbc:sqlite:../");
    int syncs = text.indexOf("syncs:");
    shell.file(
        "conf/a.yaml",
        text.substring(0, syncs)
            + "  # the lake\n  lake: { type: postgresql, url: \"jdbc:postgresql://localhost/x\","
            + " password: hunter2hunter2 } # far\n");
    shell.file("conf/b.yaml", "version: 1\n" + text.substring(syncs));
  }

  private Shell.Said edit(String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "edit";
    all[1] = "--config";
    all[2] = "conf";
    System.arraycopy(words, 0, all, 3, words.length);
    return shell.call(all);
  }

  private String base() {
    return edit("--output", "json").json().get("base").asString();
  }

  private String fields(String field) {
    String text = Shops.configuration("").replace("- name <-> name", field);
    shell.file("syncline.yaml", text);
    JsonNode mapping = shell.call("mapping", "customers", "--output", "json").json();
    List<String> found = new ArrayList<>();
    for (JsonNode one : mapping.get("fields")) {
      String place = one.get("place").asString();
      found.add(
          place.substring(place.lastIndexOf('/') + 1)
              + " "
              + one.get("target").get(0).asString()
              + " "
              + one.get("findings").size());
    }
    assertThat(mapping.get("findings").toString()).doesNotContain("\"error\"");
    return String.join(", ", found);
  }

  /**
   * A city may be too long, which is always said. However a field is written, the page can change
   * it, and says beside it what is wrong.
   */
  @Test
  void aFieldIsFoundWhereItStands() {
    assertThat(fields("- name")).isEqualTo("0 mail 0, 1 name 0, 2 city 1");
    assertThat(fields("- { column: name <-> name, winner: source }"))
        .isEqualTo("0 mail 0, 1 name 0, 2 city 1");
    assertThat(fields("- { winner: source, column: nome <-> name }"))
        .isEqualTo("0 mail 0, 1 name 1, 2 city 1");
    assertThat(fields("- winner: source\n            column: nome <-> name"))
        .isEqualTo("0 mail 0, 1 name 1, 2 city 1");
    assertThat(fields("- { through: nothing, relation: name <-> name }"))
        .isEqualTo("0 mail 0, 1 name 1, 2 city 1");
  }

  @Test
  void aPatchIsShownAndThenSavedInTheFileInWhichItsPlaceIs() throws Exception {
    Path file = folder.resolve("conf/a.yaml");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    String before = Files.readString(file);
    Shell.Said shown = edit("--patch", ADD_USER);
    assertThat(shown.exit()).as("%s", shown).isEqualTo(3);
    assertThat(shown.out())
        .contains("--- a.yaml", "+  lake: {", "max-connections: 9 } # far")
        .doesNotContain("hunter2hunter2");
    assertThat(Files.readString(file)).isEqualTo(before);

    String base = base();
    Shell.Said saved = edit("--patch", ADD_USER, "--base", base);
    assertThat(saved.exit()).as("%s", saved).isZero();
    assertThat(Files.readString(file))
        .isEqualTo(before.replace("hunter2hunter2 }", "hunter2hunter2, max-connections: 9 }"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");

    Shell.Said stale = edit("--patch", ADD_USER.replace('9', '8'), "--base", base);
    assertThat(stale.exit()).isEqualTo(1);
    assertThat(stale.err()).contains("changed meanwhile");
    assertThat(Files.readString(file)).contains("max-connections: 9");
  }

  @Test
  void whatTheReaderRefusesIsNotSaved() throws Exception {
    String patch =
        "[{\"op\": \"replace\", \"path\": \"/syncs/customers/source\", \"value\": \"nowhere\"}]";
    Shell.Said said = edit("--patch", patch, "--base", base());
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out()).contains("b.yaml:5:13", "nowhere", "Nothing is saved");
    assertThat(Files.readString(folder.resolve("conf/b.yaml"))).doesNotContain("nowhere");
    for (String bad :
        new String[] {
          "[{\"op\": \"remove\", \"path\": \"/connections/nobody\"}]",
          "[{\"op\": \"replace\", \"path\": \"/connections/nobody\", \"value\": 1}]",
          "[{\"op\": \"test\", \"path\": \"/version\"}]",
          "[{\"op\": \"add\", \"path\": \"version\", \"value\": 1}]",
          "[{\"op\": \"add\", \"path\": \"/version\"}]",
          "{}",
          "["
        }) {
      assertThat(edit("--patch", bad, "--base", base()).exit()).as(bad).isEqualTo(1);
    }
    assertThat(edit("--file", "a.yaml").exit()).isEqualTo(2);
  }

  @Test
  void whereOneFileCannotBeWrittenNoneIs() throws Exception {
    Path deep = folder.resolve("far");
    while (deep.toString().length() < 4070) {
      deep = deep.resolve("d".repeat(Math.min(200, 4078 - deep.toString().length())));
    }
    Files.createDirectories(deep); // where a longer name than b.yaml is too long for the system
    Path real = deep.resolve("b.yaml");
    Files.move(folder.resolve("conf/b.yaml"), real);
    Files.createSymbolicLink(folder.resolve("conf/b.yaml"), real);
    String before = Files.readString(folder.resolve("conf/a.yaml"));
    String both =
        ADD_USER.replace(
            "}]", "}, {\"op\": \"add\", \"path\": \"/syncs/customers/batch\", \"value\": 5}]");
    Shell.Said said = edit("--patch", both, "--base", base());
    assertThat(said.exit()).as("%s", said).isEqualTo(1);
    assertThat(said.err()).contains("b.yaml cannot be written");
    assertThat(Files.readString(folder.resolve("conf/a.yaml"))).isEqualTo(before);
    assertThat(Files.readString(real)).doesNotContain("batch");
  }

  @Test
  void aFileWithSecretsTakesPatchesOnly() throws Exception {
    String shown = edit("--output", "json").out();
    assertThat(shown).contains("# the lake").doesNotContain("hunter2hunter2");
    assertThat(edit("--file", "a.yaml", "--text", "version: 1\n").err()).contains("holds secrets");
    String text = Files.readString(folder.resolve("conf/b.yaml")) + "# more\n";
    assertThat(edit("--file", "b.yaml", "--text", text, "--base", base()).exit()).isZero();
    assertThat(Files.readString(folder.resolve("conf/b.yaml"))).isEqualTo(text);
  }

  @Test
  void aSyncIsProposedByTheSameRulesAsInit() throws Exception {
    Shell.Said proposed =
        shell.call(
            "propose",
            "crm",
            "shop",
            "--config",
            "conf",
            "--name",
            "again",
            "--pair",
            "customer=client",
            "--output",
            "json");
    assertThat(proposed.exit()).as("%s", proposed).isZero();
    String yaml = proposed.json().get("yaml").asString();
    assertThat(yaml).contains("id: 2", "# would link", "source: crm");
    String patch =
        "[{\"op\": \"add\", \"path\": \"/syncs/again\", \"yaml\": "
            + new tools.jackson.databind.json.JsonMapper().writeValueAsString(yaml)
            + "}]";
    Shell.Said saved = edit("--patch", patch, "--base", base());
    assertThat(saved.exit()).as("%s", saved).isZero();
    assertThat(Files.readString(folder.resolve("conf/b.yaml")))
        .contains("  again:\n    id: 2", "# would link");
    assertThat(edit("--sync", "again").out()).contains("again  b.yaml:");
  }

  @Test
  void connectionsAreListedTestedAndBrowsed() {
    Shell.Said list = shell.call("connections", "list", "--config", "conf", "--output", "json");
    assertThat(list.json().at("/connections/0/name").asString()).isEqualTo("crm");
    assertThat(list.json().at("/connections/0/syncs/0").asString()).isEqualTo("customers");
    assertThat(list.out()).contains("(in the file)").doesNotContain("hunter2hunter2");
    assertThat(shell.call("connections", "test", "crm", "--config", "conf").out())
        .contains("crm answers: SQLite");
    assertThat(shell.call("connections", "browse", "crm", "--config", "conf").out())
        .contains("customer", "invoice");
    assertThat(shell.call("connections", "browse", "crm", "customer", "--config", "conf").out())
        .contains("email", "unique", "shown.");
    assertThat(shell.call("connections", "test", "nobody", "--config", "conf").exit()).isEqualTo(2);
  }
}
