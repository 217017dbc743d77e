package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.project.text.Width;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people get wrong: each mistake ends with its exit code, its place and its remedy, no trace
 * of the program, and nothing written on either side.
 */
class BadInputTest {
  @TempDir Path folder;
  private Shops shops;
  private List<String> before;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
    before = shops.everything();
  }

  /** Neither check, plan nor run get through; they say the same, and write nothing. */
  private void refused(int exit, String... words) throws SQLException {
    for (String command : List.of("check", "plan", "run")) {
      Shell.Said said = shops.shell.call(command);
      String all = (said.out() + said.err()).replaceAll("\\s+", " ");
      assertThat(said.exit()).as("%s: %s", command, said).isEqualTo(exit);
      assertThat(all)
          .as(command)
          .contains(words)
          .doesNotContain("Exception")
          .doesNotContain("at dev.");
    }
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(Shops.ask(shops.shop, "SELECT name FROM sqlite_master WHERE name LIKE 'syncline%'"))
        .isEmpty();
  }

  private void change(String from, String to) {
    String text = Shops.configuration("");
    assertThat(text).contains(from);
    shops.shell.file("syncline.yaml", text.replace(from, to));
  }

  @Test
  void anUnknownColumn() throws SQLException {
    change("name <-> name", "nam <-> name");
    refused(1, "syncline.yaml:18:13", "nam", "Did you mean \"name\"?");
  }

  @Test
  void anUnknownTable() throws SQLException {
    change("target: client\n", "target: clients\n");
    refused(1, "syncline.yaml:15:17", "shop has no object \"clients\"", "Did you mean \"client\"?");
  }

  @Test
  void aWrongType() throws SQLException {
    change("total <-> total", "total <-> number");
    refused(1, "syncline.yaml:26:13", "total");
  }

  @Test
  void aWrongKindOfValue() throws SQLException {
    change("winner: hold", "winner: [hold]");
    refused(1, "syncline.yaml:10:13", "winner");
  }

  @Test
  void malformedYaml() throws SQLException {
    change("        target: client\n", "        target: [client\n");
    refused(1, "syncline.yaml:");
  }

  @Test
  void anUnknownKeyWithTheNearestName() throws SQLException {
    change("winner: hold", "winer: hold");
    refused(1, "syncline.yaml:10:5", "winer", "Did you mean \"winner\"?");
  }

  private List<String> findings() {
    List<String> findings = new ArrayList<>();
    shops
        .shell
        .call("check", "--output", "json")
        .json()
        .get("findings")
        .forEach(
            f -> {
              if (f.get("severity").asString().equals("error")) {
                findings.add(
                    f.get("line").asInt()
                        + ": "
                        + f.get("message").asString()
                        + ". "
                        + f.get("remedy").asString());
              }
            });
    return findings;
  }

  @Test
  void allMistakesAreNamedAtOnceAndNothingThatFollowsFromThem() throws SQLException {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace("winner: hold", "winer: hold")
            .replace("- city <-> city", "- city <-> town\n          - mail <-> mail")
            .replace(
                "        source: invoice\n", "        source: invoice\n        mtach: [ number ]\n")
            .replace("total <-> total", "totl <-> total"));
    assertThat(findings())
        .containsExactly(
            "10: unknown key \"winer\" in sync customers. Did you mean \"winner\"?",
            "19: task customers: client has no column \"town\". Its columns are: client_id, mail, name, city.",
            "20: task customers: customer has no column \"mail\". Did you mean \"email\"?",
            "24: unknown key \"mtach\" in task invoices. Did you mean \"match\"?",
            "28: task invoices: invoice has no column \"totl\". Did you mean \"total\"?");
    assertThat(shops.everything()).isEqualTo(before);
  }

  @Test
  void ofAColumnWithAnOddNameTheRemedySaysHowToWriteIt() throws SQLException {
    shops.shop.run("ALTER TABLE client ADD COLUMN \"the \"\"best\"\" place\" VARCHAR(20)");
    change("- city <-> city", "- city <-> the best place");
    String right =
        "\"\\\"the \"\"best\"\" place\\\"\"".replace("\"\"best\"\"", "\\\"\\\"best\\\"\\\"");
    assertThat(findings())
        .containsExactly(
            "19: task customers: client has no column \"the best place\". Did you mean \"the \"best\""
                + " place\"? Write it as "
                + right
                + ".");
    change("- city <-> city", "- \"city <-> \\\"the \\\"best\\\" place\\\"\"");
    assertThat(findings())
        .singleElement()
        .asString()
        .contains("has a quote out of place")
        .contains("stands in quotes of its own, and a quote in it is doubled: ")
        .endsWith("\"\\\"a \\\"\\\"b\\\"\\\"\\\" <-> c\".");
    change("- city <-> city", "- \"city <-> " + right.substring(1));
    assertThat(findings()).isEmpty();
  }

  @Test
  void aTaskThatIsWrongIsStillATaskToOthers() {
    change("target: client\n", "target: clients\n");
    assertThat(findings())
        .containsExactly(
            "15: task customers: shop has no object \"clients\". Did you mean \"client\"?");
    change("        source: customer\n", "        sorce: customer\n");
    assertThat(findings())
        .containsExactly(
            "12: task customers has no \"source\". Add the name of the source's table.",
            "14: unknown key \"sorce\" in task customers. Did you mean \"source\"?");
    change("url: \"jdbc:sqlite:shop.db\"", "ulr: \"jdbc:sqlite:shop.db\"");
    assertThat(findings())
        .containsExactly(
            "4: connection shop has no \"url\". Add its JDBC URL, such as \"jdbc:sqlite:shop.db\".",
            "4: unknown key \"ulr\" in connection shop. Did you mean \"url\"?");
  }

  @Test
  void noConfigurationAtAll() throws SQLException {
    Shell.Said said = new Shell(folder.resolve("..")).call("plan", "--config", "nowhere.yaml");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("nowhere.yaml").contains("syncline init");
  }

  @Test
  void aDatabaseThatIsNotThere() throws SQLException {
    change("jdbc:sqlite:shop.db", "jdbc:sqlite:missing/shop.db");
    refused(1, "shop", "missing/shop.db");
  }

  @Test
  void anUnreachableServer() throws SQLException {
    change(
        "shop: { type: sqlite, url: \"jdbc:sqlite:shop.db\" }",
        "shop: { type: postgresql, url: \"jdbc:postgresql://localhost:1/shop\", user: u, password: secret-word }");
    refused(1, "shop", "localhost:1");
    for (String command : List.of("check", "plan")) {
      assertThat(shops.shell.call(command, "--debug").toString()).doesNotContain("secret-word");
    }
  }

  @Test
  void aWrongPasswordIsNeverPrinted() throws SQLException {
    for (TestDatabase database : List.of(TestDatabases.postgres(), TestDatabases.mariadb())) {
      String type = database.url().startsWith("jdbc:postgresql") ? "postgresql" : "mariadb";
      shops.shell.environment.put("SHOP_PASSWORD", "wrong-secret-word");
      change(
          "shop: { type: sqlite, url: \"jdbc:sqlite:shop.db\" }",
          "shop: { type: %s, url: \"%s\", user: %s, password: \"${SHOP_PASSWORD}\" }"
              .formatted(type, database.url(), database.user()));
      refused(1, "shop", database.user());
      for (String output : List.of("text", "json")) {
        assertThat(shops.shell.call("plan", "--debug", "--output", output).toString())
            .doesNotContain("wrong-secret-word");
      }
    }
  }

  @Test
  void aPasswordThatIsNotSet() throws SQLException {
    change(
        "shop: { type: sqlite, url: \"jdbc:sqlite:shop.db\" }",
        "shop: { type: postgresql, url: \"jdbc:postgresql://localhost/shop\", password: \"${NOT_SET}\" }");
    refused(1, "syncline.yaml:4", "NOT_SET", "export NOT_SET=");
  }

  @Test
  void aMissingPermission() throws SQLException {
    TestDatabase database = TestDatabases.postgres();
    database.run(
        "CREATE TABLE client (client_id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
            + " mail varchar(60) NOT NULL UNIQUE, name varchar(40), city varchar(20))",
        "CREATE TABLE bill (bill_id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
            + " number varchar(20) NOT NULL UNIQUE, client_id int NOT NULL REFERENCES client, total"
            + " numeric(10,2))");
    database
        .asAdmin()
        .run(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN"
                + " CREATE ROLE reader LOGIN PASSWORD 'reads-only'; END IF; END $$",
            "GRANT SELECT ON client, bill TO reader");
    change(
        "shop: { type: sqlite, url: \"jdbc:sqlite:shop.db\" }",
        "shop: { type: postgresql, url: \"%s\", user: reader, password: reads-only }"
            .formatted(database.url()));
    for (String command : List.of("check", "run")) {
      Shell.Said said = shops.shell.call(command);
      assertThat(said.exit()).as("%s", said).isEqualTo(1);
      assertThat((said.out() + said.err()).replaceAll("\\s+", " "))
          .as("%s names all at once", command)
          .contains(
              "syncline.yaml:15:17 task customers: shop: user \"reader\" lacks INSERT, UPDATE,")
          .contains("GRANT INSERT, UPDATE, DELETE ON \"public\".\"client\" TO \"reader\"")
          .contains("GRANT INSERT, UPDATE, DELETE ON \"public\".\"bill\" TO \"reader\"")
          .contains("syncline.yaml:9:13 Syncline's own tables: shop: user \"reader\" lacks CREATE")
          .doesNotContain("at dev.");
    }
    Shell.Said plan = shops.shell.call("plan");
    assertThat(plan.exit()).as("%s", plan).isEqualTo(3);
    assertThat(plan.out())
        .contains("A run would be refused for want of rights")
        .contains("GRANT INSERT, UPDATE, DELETE ON \"public\".\"client\" TO \"reader\"")
        .contains("Nothing has been written.");
    assertThat(Shops.ask(database, "SELECT count(*) FROM client")).containsExactly("0");
    assertThat(shops.customers()).hasSize(3);
  }

  @Test
  void whatMayNotBeReadIsNotPlanned() throws SQLException {
    TestDatabase database = TestDatabases.postgres();
    database.run(
        "CREATE TABLE client (client_id int PRIMARY KEY, mail varchar(60) NOT NULL UNIQUE,"
            + " name varchar(40), city varchar(20))",
        "CREATE TABLE bill (bill_id int PRIMARY KEY, number varchar(20) NOT NULL UNIQUE,"
            + " client_id int NOT NULL REFERENCES client, total numeric(10,2))");
    database.asAdmin().run("CREATE ROLE stranger LOGIN PASSWORD 'reads-nothing'");
    change(
        "shop: { type: sqlite, url: \"jdbc:sqlite:shop.db\" }",
        "shop: { type: postgresql, url: \"%s\", user: stranger, password: reads-nothing }"
            .formatted(database.url()));
    String text = shops.shell.read("syncline.yaml");
    shops.shell.file(
        "syncline.yaml",
        text.replace("target: shop\n", "target: shop\n    direction: to-source\n"));
    for (String command : List.of("check", "plan", "run")) {
      Shell.Said said = shops.shell.call(command);
      assertThat(said.exit()).as("%s", said).isEqualTo(1);
      assertThat((said.out() + said.err()).replaceAll("\\s+", " "))
          .as("%s: a side that is only read needs no more", command)
          .contains("GRANT SELECT ON \"public\".\"client\" TO \"stranger\"")
          .contains("GRANT SELECT ON \"public\".\"bill\" TO \"stranger\"")
          .doesNotContain("INSERT")
          .doesNotContain("own tables");
    }
  }

  @Test
  void aUniqueKeyThatIsNot() throws SQLException {
    change(
        "        fields:\n          - email <-> mail",
        "        match: [ city <-> city ]\n        fields:\n          - email <-> mail");
    shops.crm.run("UPDATE customer SET city = 'Rome'");
    shops.shop.run("UPDATE client SET city = 'Rome'");
    before = shops.everything();
    Shell.Said checked = shops.shell.call("check");
    assertThat(checked.exit()).as("%s", checked).isEqualTo(3);
    assertThat(checked.out().replaceAll("\\s+", " "))
        .contains(
            "warning syncline.yaml:16:18 task customers: city is not unique in crm: 3 rows, 1 distinct value; more than once stands Rome");
    Shell.Said said = shops.shell.call("run");
    assertThat(said.exit()).as("%s", said).isEqualTo(4);
    assertThat(said.out().replaceAll("\\s+", " ")).contains("ambiguous").contains("Rome");
    assertThat(shops.everything()).as("nothing is guessed").hasSameSizeAs(before);
  }

  @Test
  void aTableWithoutAnyKey() throws SQLException {
    shops.crm.run("CREATE TABLE loose (a INTEGER, b VARCHAR(10))");
    shops.shop.run("CREATE TABLE loose (a INTEGER, b VARCHAR(10))");
    change(
        "      - name: invoices\n",
        "      - { name: loose, id: 9, source: loose, target: loose }\n      - name: invoices\n");
    refused(1, "syncline.yaml:20:", "loose has no key");
  }

  @Test
  void aValueOf100MegabytesIsLeftWithItsReason() throws SQLException {
    shops.crm.run("ALTER TABLE customer ADD COLUMN note TEXT");
    shops.shop.run("ALTER TABLE client ADD COLUMN note TEXT");
    change("- city <-> city", "- city <-> city\n          - note <-> note");
    try (Connection connection = shops.crm.open();
        PreparedStatement update =
            connection.prepareStatement("UPDATE customer SET note = ? WHERE email = 'ann@x.org'")) {
      update.setString(1, "x".repeat(100 << 20));
      update.executeUpdate();
    }
    Shell.Said said = shops.shell.call("run");
    assertThat(said.exit()).as("%s", said).isEqualTo(5);
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("1 unreadable")
        .contains("note: holds more than 16777216 bytes");
    assertThat(said.out().length()).isLessThan(5_000);
    assertThat(shops.clients()).noneMatch(c -> c.startsWith("ann"));
    assertThat(shops.clients()).as("the others came").anyMatch(c -> c.startsWith("cy"));
  }

  @Test
  void namesWithQuotesSpacesUnicodeAndSql() throws SQLException {
    String table = "Kunden \"Übersicht\"; DROP TABLE customer; --";
    String column = "Straße, 'Nr' -> \"b\"";
    for (TestDatabase database : List.of(shops.crm, shops.shop)) {
      database.run(
          "CREATE TABLE "
              + quoted(table)
              + " (\"id no\" INTEGER PRIMARY KEY AUTOINCREMENT, "
              + quoted(column)
              + " VARCHAR(80) NOT NULL UNIQUE, \"select\" TEXT)");
    }
    String value = "Robert'); DROP TABLE client; -- 東京 🎉 \u001b[31m";
    for (String each : List.of(value, "plain")) {
      try (Connection connection = shops.crm.open();
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO "
                      + quoted(table)
                      + " ("
                      + quoted(column)
                      + ", \"select\") VALUES (?, ?)")) {
        insert.setString(1, each);
        insert.setString(2, each);
        insert.executeUpdate();
      }
    }
    change(
        "      - name: invoices\n",
        "      - { name: '"
            + table
            + "', id: 9, source: '"
            + table
            + "', target: '"
            + table
            + "' }\n"
            + "      - name: invoices\n");
    Shell.Said plan = shops.shell.call("plan", "--task", table);
    assertThat(plan.exit()).as("%s", plan).isEqualTo(3);
    assertThat(plan.out()).doesNotContain("\u001b");
    assertThat(plan.out().lines()).allMatch(l -> Width.of(l) <= 100);
    assertThat(shops.shell.call("show", "record", "1", "--task", table).out())
        .doesNotContain("\u001b");
    Shell.Said said = shops.shell.call("run", "--verify");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(Shops.ask(shops.shop, "SELECT \"select\" FROM " + quoted(table) + " ORDER BY 1"))
        .containsExactly(value, "plain");
    assertThat(shops.customers()).isEqualTo(shops.clients());
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Test
  void aStateStoreThatIsSomethingElse() throws SQLException {
    Shell.Said said = shops.shell.call("plan", "--state", "crm.db");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().replaceAll("\\s+", " ")).contains("not one of Syncline's");
    assertThat(shops.everything()).isEqualTo(before);
  }

  /** A command line that is wrong: said in plain words, with what to do, and nothing done. */
  private void misused(String words, String... args) throws SQLException {
    Shell.Said said = shops.shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(2);
    assertThat(said.err().replaceAll("\\s+", " "))
        .startsWith("syncline: ")
        .contains(words)
        .doesNotContain("Exception")
        .doesNotContain("'long'")
        .doesNotContain("Error:");
    assertThat(shops.everything()).isEqualTo(before);
  }

  @Test
  void argumentsThatAreMissingOrOfTheWrongKind() throws SQLException {
    misused(
        "\"abc\" is not what syncline undo takes as RUN: it has to be a whole number, such as 7."
            + " See: syncline undo --help",
        "undo",
        "abc");
    misused("syncline undo needs RUN: The run's number; see: syncline runs.", "undo");
    misused("\"x\" is not what syncline runs takes as --limit", "runs", "--limit", "x");
    misused("syncline runs needs N after --limit.", "runs", "--limit");
    misused("takes as --side: it has to be one of source, target.", "erase", "1", "--side", "up");
    misused("syncline reset needs one of --links, --cursor, --tracking, --cdc.", "reset");
    misused(
        "syncline reset takes only one of --links, --cursor, --tracking, --cdc.",
        "reset",
        "--links",
        "--cdc");
    misused(
        "syncline conflicts resolve needs one of --source, --target.", "conflicts", "resolve", "1");
  }

  @Test
  void keysOfTheWrongType() throws SQLException {
    String why =
        "\"ann@x.org\" is no key of customer (id): key part ann@x.org is not a whole number, such as"
            + " 42. Name a record by what stands in id";
    misused(why, "show", "record", "ann@x.org", "--task", "customers");
    misused(why, "eval", "customers", "--key", "ann@x.org", "name");
    misused(why, "plan", "--task", "customers", "--record", "ann@x.org");
  }

  @Test
  void aBackupIntoAFolderThatIsNotThere() throws SQLException {
    shops.shell.call("run");
    before = shops.everything();
    misused("there is no folder " + folder.resolve("none/there"), "backup", "none/there/x.db");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void errorsAreJsonToo() {
    change("winner: hold", "winer: hold");
    Shell.Said said = shops.shell.call("plan", "--output", "json");
    assertThat(said.json().at("/error/kind").asString()).isEqualTo("configuration");
    assertThat(said.json().at("/error/findings/0/line").asInt()).isEqualTo(10);
    assertThat(said.json().get("exit").asInt()).isEqualTo(1);
    Shell.Said usage = shops.shell.call("plan", "--output", "json", "nope", "no");
    assertThat(usage.exit()).isEqualTo(2);
    assertThat(usage.json().at("/error/kind").asString()).isEqualTo("usage");
  }
}
