package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code syncline init}: from two databases to a configuration that runs. */
class InitTest {
  @TempDir Path folder;
  private Shell shell;
  private TestDatabase crm;
  private TestDatabase shop;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    shop = TestDatabases.sqlite(folder.resolve("shop.db"));
    crm.run(
        "CREATE TABLE customer (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name"
            + " TEXT)",
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE,"
            + " customer_id INTEGER NOT NULL REFERENCES customer (id), total NUMERIC(10,2))",
        "INSERT INTO customer (email, name) VALUES ('ann@x', 'Ann'), ('bob@x', 'Bob')",
        "INSERT INTO invoice (number, customer_id, total) VALUES ('A-1', 1, 9.5)");
  }

  private void fillShop() throws SQLException {
    shop.run(
        "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name"
            + " TEXT)",
        "INSERT INTO customers (id, email, name) VALUES (100, 'Bob@x', 'Bob'), (101, 'cy@x', 'Cy'),"
            + " (102, 'bob@x', 'Bob')",
        "CREATE TABLE invoices (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE,"
            + " customer_id INTEGER NOT NULL REFERENCES customers (id), total NUMERIC(10,2))");
  }

  @Test
  void proposesWithFiguresAndWritesAConfigurationThatRuns() throws SQLException {
    fillShop();
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "jdbc:sqlite:shop.db");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(said.out())
        .startsWith("crm-shop  crm (SQLite ")
        .contains(
            """
                                                               only in
              crm       rows  shop       rows  matched by  links  crm  shop  held
              customer     2  customers     3  email           1    1     2     ·
              invoice      1  invoices      ·  number          ·    1     ·     ·
            """)
        .contains("✓ Wrote 2 tasks to syncline.yaml");
    assertThat(shell.read("syncline.yaml"))
        .contains("# would link 1, create 1 in shop, create 2 in crm")
        .contains("through: customer");
    assertThat(folder.resolve("syncline.schema.json")).exists();
    assertThat(shell.call("check").exit()).isZero();
    assertThat(shell.call("run", "--approve", "--verify").exit()).isZero();
    assertThat(
            Shops.ask(
                shop, "SELECT email FROM invoices JOIN customers ON customers.id = customer_id"))
        .containsExactly("ann@x");
    assertThat(Shops.ask(crm, "SELECT count(*) FROM customer")).containsExactly("4");
  }

  @Test
  void pairsTablesOfOtherNamesAndSaysWhy() throws SQLException {
    crm.run(
        "CREATE TABLE dept (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
        "CREATE TABLE staff (id INTEGER PRIMARY KEY AUTOINCREMENT, badge TEXT NOT NULL UNIQUE)");
    shop.run(
        "CREATE TABLE CUSTOMER_TBL (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE)",
        "CREATE TABLE departments (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
        "CREATE TABLE employee (id INTEGER PRIMARY KEY AUTOINCREMENT, card TEXT NOT NULL UNIQUE)");
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(said.out())
        .contains("paired with departments, since one name seems short for the other")
        .contains("staff");
    assertThat(shell.read("syncline.yaml"))
        .contains("source: customer\n        target: CUSTOMER_TBL")
        .contains("# One name seems short for the other, and they share columns: is it so?\n")
        .doesNotContain("target: employee");
    Shell.Said given =
        shell.call(
            "init",
            "--force",
            "--source",
            "crm.db",
            "--target",
            "shop.db",
            "--pair",
            "staff=employee");
    assertThat(given.exit()).as("%s", given).isEqualTo(3);
    assertThat(shell.read("syncline.yaml")).contains("target: employee");
    for (String wrong : java.util.List.of("staff", "=employee", "staff=", "staff=nobody")) {
      Shell.Said refused =
          shell.call(
              "init", "--force", "--source", "crm.db", "--target", "shop.db", "--pair", wrong);
      assertThat(refused.exit()).as("%s", refused).isIn(1, 2);
    }
  }

  /** Only a person knows whether a badge's number is that of a card. */
  @Test
  void uniqueKeysOfOtherNamesAreOfferedWithTheirFiguresAndNotTaken() throws SQLException {
    crm.run(
        "CREATE TABLE staff (id INTEGER PRIMARY KEY AUTOINCREMENT, badge TEXT NOT NULL UNIQUE, area"
            + " INTEGER, desk TEXT, UNIQUE (area, desk))",
        "INSERT INTO staff (badge, area, desk) VALUES ('a', 1, 'x'), ('b', 1, 'y')");
    shop.run(
        "CREATE TABLE employee (id INTEGER PRIMARY KEY AUTOINCREMENT, card TEXT NOT NULL UNIQUE, floor"
            + " INTEGER, seat TEXT, tall INTEGER UNIQUE, UNIQUE (floor, seat))",
        "INSERT INTO employee (card, floor, seat) VALUES ('b', 1, 'x'), ('c', 2, 'y')");
    Shell.Said said =
        shell.call("init", "--source", "crm.db", "--target", "shop.db", "--pair", "staff=employee");
    assertThat(said.exit()).as("%s", said).isEqualTo(3);
    assertThat(said.out()).containsPattern("staff +2 +employee +2 +nothing: left out");
    String written = shell.read("syncline.yaml");
    assertThat(written)
        .contains(
            "    #   # perhaps by badge <-> card:\n"
                + "    #   #   nothing but that both sides keep it unique says that these columns are"
                + " the same\n"
                + "    #   #   crm: 2 rows, 2 distinct, each once\n"
                + "    #   #   shop: 2 rows, 2 distinct, each once\n"
                + "    #   #   would link 1, create 1 in shop, create 1 in crm\n")
        .contains("perhaps by area <-> floor and desk <-> seat:\n")
        .doesNotContain("tall:");
  }

  /** What an index overlooks is a matter of the key's texts; numbers have no upper case. */
  @ParameterizedTest
  @ValueSource(strings = {"COLLATE NOCASE", "collate nocase"})
  void whatAnIndexTakesForTheSameIsMatchedSo(String collation) throws SQLException {
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run(
          "CREATE TABLE part (id INTEGER PRIMARY KEY AUTOINCREMENT, no TEXT NOT NULL "
              + collation
              + ", pos INTEGER NOT NULL, words TEXT, UNIQUE (no, pos))",
          "CREATE TABLE country (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE "
              + collation
              + ", words TEXT)");
    }
    crm.run(
        "INSERT INTO part (no, pos, words) VALUES ('A', 1, 'x'), ('A', 2, 'x')",
        "INSERT INTO country (code, words) VALUES ('A', 'x'), ('B', 'x')");
    shop.run(
        "INSERT INTO part (no, pos, words) VALUES ('a', 1, 'x'), ('b', 1, 'y')",
        "INSERT INTO country (code, words) VALUES ('a', 'x'), ('c', 'y')");
    assertThat(shell.call("init", "--source", "crm.db", "--target", "shop.db").exit()).isZero();
    assertThat(shell.read("syncline.yaml"))
        .contains("          - { key: \"no\", form: case-insensitive }\n")
        .contains("          - pos\n")
        .contains("- { key: code, form: case-insensitive }\n");
    Shell.Said check = shell.call("check");
    assertThat(check.exit()).as("%s", check).isZero();
    Shell.Said run = shell.call("run", "--approve");
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(Shops.ask(shop, "SELECT count(*) FROM part")).containsExactly("3");
    assertThat(Shops.ask(crm, "SELECT count(*) FROM country")).containsExactly("3");
  }

  @Test
  void numbersThatAgreeByChanceAreNoKeyUnlessTheyConvince() throws SQLException {
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run(
          "CREATE TABLE step (id INTEGER PRIMARY KEY AUTOINCREMENT, rank INTEGER, words TEXT)",
          "CREATE TABLE ticket (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_number INTEGER, words TEXT)",
          "INSERT INTO step (rank, words) VALUES (1, 'x'), (2, 'x'), (3, 'x'), (4, 'x')",
          "INSERT INTO ticket (ticket_number, words) VALUES (8151, 'x'), (4711, 'x'), (903, 'x')");
    }
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(said.exit()).as("%s", said).isEqualTo(3);
    assertThat(shell.read("syncline.yaml"))
        .contains("# Nothing tells the records of these two apart. Add a match")
        .contains("#   # perhaps by rank:\n      #   #   neither side keeps it unique")
        .contains("        # neither side keeps it unique")
        .contains("        match:\n          - ticket_number\n");
    assertThat(shell.call("check").exit()).isZero();
  }

  /** One side makes the numbers, the other has to be given them. */
  @Test
  void aKeyThatOnlyOneSideGeneratesIsWrittenSoThatCheckAcceptsIt() throws SQLException {
    TestDatabase server = TestDatabases.postgres();
    server.run(
        "CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    TestDatabase file = TestDatabases.sqlite(folder.resolve("b.db"));
    file.run(
        "CREATE TABLE t (id integer PRIMARY KEY NOT NULL, v text)",
        "INSERT INTO t VALUES (2, 'b'), (3, 'c')");
    shell.environment.put("P_PASSWORD", server.password());
    Shell.Said said =
        shell.call(
            "init",
            "--source",
            server.url(),
            "--source-user",
            server.user(),
            "--source-name",
            "p",
            "--target",
            "b.db");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(said.out()).contains("same-ids: true");
    String written = shell.read("syncline.yaml");
    assertThat(written).contains("        same-ids: true\n").doesNotContain("never by id");
    Shell.Said check = shell.call("check");
    assertThat(check.exit()).as("%s", check).isZero();
    Shell.Said run = shell.call("run", "--approve", "--verify");
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(Shops.ask(server, "SELECT id || v FROM t ORDER BY id"))
        .containsExactly("1a", "2b", "3c");
    assertThat(Shops.ask(file, "SELECT id || v FROM t ORDER BY id"))
        .containsExactly("1a", "2b", "3c");

    shell.file(
        "syncline.yaml",
        written.replace("        same-ids: true\n", "").replace("          - id\n", ""));
    Shell.Said wrong = shell.call("check");
    assertThat(wrong.exit()).as("%s", wrong).isEqualTo(1);
    assertThat(wrong.toString().replaceAll("\\s+", " "))
        .contains("Add it to \"fields\", with \"same-ids: true\"");
  }

  /** Nothing tells the children apart, and into the new tables everything can be copied. */
  @Test
  void aTableWithoutAKeyIsCopiedIntoTheTablesThatWereMade() throws SQLException {
    crm.run(
        "CREATE TABLE place (a TEXT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b))",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, p TEXT, q INT, FOREIGN KEY (p, q) REFERENCES"
            + " place (a, b))",
        "INSERT INTO place VALUES ('x', 1), ('y', 2)",
        "INSERT INTO child VALUES (1, 'x', 1), (2, NULL, NULL), (3, 'x', 1)");
    shop.run("PRAGMA user_version = 1"); // an empty file is none
    Shell.Said made =
        shell.call("init", "--source", "crm.db", "--target", "shop.db", "--create-tables", "--yes");
    assertThat(made.exit()).as("%s", made).isZero();
    assertThat(made.out())
        .contains("nothing: copied")
        .contains("configuration says first-sync: copy")
        .contains("Wrote 4 tasks")
        .doesNotContain("?");
    assertThat(shell.read("syncline.yaml"))
        .contains("    first-sync: copy #")
        .contains("\n      - name: child\n");
    assertThat(shell.call("check").exit()).isZero();
    Shell.Said run = shell.call("run", "--verify");
    assertThat(run.exit()).as("%s", run).isZero();
    crm.run("INSERT INTO child (p, q) VALUES ('y', 2)");
    assertThat(shell.call("run", "--verify").exit()).isZero();
    String children = "SELECT coalesce(p, '-') || coalesce(q, '-') FROM child ORDER BY 1";
    assertThat(Shops.ask(crm, children)).containsExactly("--", "x1", "x1", "y2");
    assertThat(Shops.ask(shop, children)).containsExactly("--", "x1", "x1", "y2");
  }

  /** Where both sides hold records, what has no key is left out, with a reason and a remedy. */
  @Test
  void aTableThatIsLeftOutIsCountedAndSaysWhatHelps() throws SQLException {
    fillShop();
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run(
          "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)",
          "INSERT INTO log (words) VALUES ('x'), ('x'), ('x')",
          "CREATE TABLE heap (words TEXT)");
    }
    crm.run("CREATE TABLE draft (words TEXT)");
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(said.exit()).as("%s", said).isEqualTo(3);
    assertThat(said.out())
        .containsPattern("log +3 +log +3 +nothing: left out")
        .contains("  left out of both\n    heap  it has no key")
        .contains("  left out of crm\n    draft  it has no key")
        .containsOnlyOnce("heap")
        .doesNotContain("left out of shop")
        .contains("add a match in the configuration")
        .doesNotContain("only in crm");
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("give it a primary key on both")
        .contains("give it a primary key there");
    assertThat(shell.read("syncline.yaml"))
        .contains("# Not kept in step, of both:\n#   heap: ")
        .contains("# Not kept in step, of crm:\n#   draft: ")
        .containsOnlyOnce("heap");
    JsonNode json =
        shell
            .call(
                "init", "--source", "crm.db", "--target", "shop.db", "--force", "--output", "json")
            .json();
    assertThat(json.at("/keyless/0/target").asString()).isEqualTo("heap");
    assertThat(json.get("onlySource").toString()).isEqualTo("[\"draft\"]");
    assertThat(json.get("onlyTarget")).isEmpty();
  }

  @Test
  void namesThePairsOptionWhenItFindsNone() throws SQLException {
    shop.run("CREATE TABLE unrelated (x INTEGER PRIMARY KEY)");
    Shell.Said none = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(none.err()).contains("--pair SOURCE=TARGET");
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run("CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)");
      database.run("INSERT INTO log (words) VALUES ('x'), ('x'), ('x')");
    }
    Shell.Said keyless = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(keyless.out()).contains("Next:").contains("--pair SOURCE=TARGET --force");
  }

  @Test
  void aJoinTableIsMatchedByBothItsReferences() throws SQLException {
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run(
          "CREATE TABLE tag (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL UNIQUE)",
          "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT NOT NULL UNIQUE)",
          "CREATE TABLE item_tag (item_id INTEGER NOT NULL REFERENCES item (id), tag_id INTEGER NOT"
              + " NULL REFERENCES tag (id), since TEXT, PRIMARY KEY (item_id, tag_id))",
          "CREATE TABLE item_line (item_id INTEGER NOT NULL REFERENCES item (id), line_no INTEGER"
              + " NOT NULL, words TEXT, PRIMARY KEY (item_id, line_no))");
    }
    crm.run(
        "INSERT INTO tag VALUES (1, 'red'), (2, 'blue')",
        "INSERT INTO item VALUES (1, 'A'), (2, 'B')",
        "INSERT INTO item_tag VALUES (1, 1, 'x'), (1, 2, 'x'), (2, 1, 'y')",
        "INSERT INTO item_line VALUES (1, 1, 'x'), (1, 2, 'y'), (2, 1, 'x')");
    shop.run(
        "INSERT INTO tag VALUES (1, 'blue'), (2, 'red')",
        "INSERT INTO item VALUES (7, 'B'), (8, 'C')",
        "INSERT INTO item_tag VALUES (7, 2, 'y'), (8, 2, 'z')",
        "INSERT INTO item_line VALUES (7, 1, 'x'), (8, 1, 'x')");
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(shell.read("syncline.yaml"))
        .contains("match:\n          - item_id\n          - tag_id\n")
        .contains("match:\n          - item_id\n          - line_no\n");
    assertThat(shell.call("run", "--approve", "--verify").exit()).isZero();
    assertThat(
            Shops.ask(
                shop,
                "SELECT sku || ' ' || label FROM item_tag JOIN item ON item.id = item_id JOIN tag ON"
                    + " tag.id = tag_id ORDER BY 1"))
        .containsExactly("A blue", "A red", "B red", "C red");
  }

  @Test
  void findsColumnsByWhatTheirNamesMeanAndSaysWhichItLeavesOut() throws SQLException {
    crm.run(
        "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL UNIQUE,"
            + " phone TEXT, descr TEXT, loose)");
    shop.run(
        "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE,"
            + " tel TEXT, description TEXT, loose TEXT, rank INTEGER NOT NULL)");
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(shell.read("syncline.yaml"))
        .contains("- mail <-> email", "- phone <-> tel", "- descr <-> description");
    assertThat(said.out())
        .contains("left out of crm, since nothing in shop pairs with it: loose\n")
        .containsIgnoringWhitespaces(
            "loose and rank; but new records need rank: name what they are filled from");
  }

  @Test
  void ofTwoEnforcedKeysTheOneWithoutNullsIsTaken() throws SQLException {
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run(
          "CREATE TABLE item (company TEXT NOT NULL, sku TEXT NOT NULL, code TEXT UNIQUE, PRIMARY"
              + " KEY (company, sku))",
          "INSERT INTO item VALUES ('a', 'x', 'ax'), ('a', 'y', 'ay'), ('b', 'x', 'bx')");
    }
    shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(shell.read("syncline.yaml"))
        .contains("match:\n          - company\n          - sku\n");
  }

  @Test
  void aReferenceThatNobodyDeclaresIsNotTakenForANumber() throws SQLException {
    for (TestDatabase database : java.util.List.of(crm, shop)) {
      database.run(
          "CREATE TABLE tag (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL UNIQUE)",
          "CREATE TABLE items (item_id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT NOT NULL UNIQUE)",
          "CREATE TABLE item_tag (item_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,"
              + " PRIMARY KEY (item_id, tag_id))");
    }
    crm.run(
        "INSERT INTO tag VALUES (1, 'red'), (2, 'blue')",
        "INSERT INTO items VALUES (1, 'A'), (2, 'B')",
        "INSERT INTO item_tag VALUES (1, 1), (2, 2)");
    shop.run(
        "INSERT INTO tag VALUES (1, 'blue'), (2, 'red')",
        "INSERT INTO items VALUES (1, 'B'), (2, 'C')",
        "INSERT INTO item_tag VALUES (1, 1), (2, 2)");
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(shell.read("syncline.yaml"))
        .contains("match:\n          - item_id\n          - tag_id\n")
        .contains(
            "{ relation: tag_id, through: tag } # by its name: not every side has a foreign key");
    assertThat(shell.call("run", "--approve", "--verify").exit()).isZero();
    assertThat(
            Shops.ask(
                shop,
                "SELECT sku || ' ' || label FROM item_tag JOIN items USING (item_id) JOIN tag ON"
                    + " tag.id = tag_id ORDER BY 1"))
        .containsExactly("A red", "B blue", "C red");
  }

  @Test
  void givesTheFiguresAsJson() throws SQLException {
    fillShop();
    JsonNode json =
        shell.call("init", "--source", "crm.db", "--target", "shop.db", "--output", "json").json();
    JsonNode key = json.at("/pairs/0/keys/0");
    assertThat(key.get("chosen").asBoolean()).isTrue();
    assertThat(key.get("links").asInt()).isEqualTo(1);
    assertThat(key.get("createsInTarget").asInt()).isEqualTo(1);
    assertThat(key.at("/target/distinct").asInt()).isEqualTo(3);
  }

  @Test
  void showsAndMakesMissingTables() throws SQLException {
    shop.run("CREATE TABLE unrelated (x INTEGER PRIMARY KEY)");
    Shell.Said asked =
        shell.call(
            "init",
            "--source",
            "crm.db",
            "--target",
            "shop.db",
            "--direction",
            "to-target",
            "--create-tables");
    assertThat(asked.exit()).isEqualTo(4);
    assertThat(asked.err()).contains("CREATE TABLE \"customer\"").contains("nothing was made");
    assertThat(Shops.ask(shop, "SELECT name FROM sqlite_master WHERE type = 'table'"))
        .containsExactly("unrelated");
    assertThat(folder.resolve("syncline.yaml")).doesNotExist();
    Shell.Said made =
        shell.call(
            "init",
            "--source",
            "crm.db",
            "--target",
            "shop.db",
            "--direction",
            "to-target",
            "--create-tables",
            "--yes");
    assertThat(made.exit()).as("%s", made).isZero();
    assertThat(shell.call("run").exit()).isZero();
    assertThat(
            Shops.ask(
                shop,
                "SELECT number || ' ' || email FROM invoice JOIN customer ON customer.id = customer_id"))
        .containsExactly("A-1 ann@x");
  }

  @Test
  void neverReplacesAFileUnasked() throws SQLException {
    fillShop();
    shell.file("syncline.yaml", "mine");
    Shell.Said said = shell.call("init", "--source", "crm.db", "--target", "shop.db");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("exists already; replace it with --force");
    assertThat(shell.read("syncline.yaml")).isEqualTo("mine");
    assertThat(shell.call("init", "--source", "crm.db", "--target", "shop.db", "--force").exit())
        .isZero();
  }

  @Test
  void asksForWhatIsMissing() throws SQLException {
    fillShop();
    assertThat(shell.call("init").err()).contains("--source is missing");
    Shell.Said said = shell.answering("crm.db", "shop.db").call("init", "--no-color");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(said.err()).contains("URL of the source").contains("URL of the target");
    assertThat(said.err()).contains("or the path of an SQLite file");
  }

  @Test
  void keepsPasswordsOutOfTheFile() throws Exception {
    TestDatabase server = TestDatabases.postgres();
    server.run("CREATE TABLE customer (id int PRIMARY KEY, email text NOT NULL UNIQUE, name text)");
    shell.environment.put("PG_SECRET", server.password());
    Shell.Said said =
        shell.call(
            "init",
            "--source",
            "crm.db",
            "--target",
            server.url(),
            "--target-user",
            server.user(),
            "--target-password-env",
            "PG_SECRET",
            "--target-name",
            "pg");
    assertThat(said.exit()).as("%s", said).isIn(0, 3);
    assertThat(shell.read("syncline.yaml")).contains("password: \"${PG_SECRET}\"");
    Shell.Said inUrl =
        shell.call(
            "init", "--force", "--source", "crm.db", "--target", server.url() + "?password=abcdef");
    assertThat(inUrl.exit()).isEqualTo(2);
    assertThat(inUrl.err()).contains("--target-password-env").doesNotContain("abcdef");
    Shell.Said account =
        shell.call(
            "init", "--force", "--source", "crm.db", "--target", "mariadb://app:abc/def@shop/shop");
    assertThat(account.exit()).isEqualTo(2);
    assertThat(account.err()).contains("--target-user").doesNotContain("abc");
    Files.delete(folder.resolve("syncline.yaml"));
    Shell.Said unset =
        shell.call(
            "init",
            "--source",
            "crm.db",
            "--target",
            server.url(),
            "--target-user",
            server.user(),
            "--target-password-env",
            "NOT_SET");
    assertThat(unset.err()).contains("export NOT_SET=");
    shell.environment.put("WRONG", "wrong-secret-word");
    Shell.Said wrong =
        shell.call(
            "init",
            "--source",
            "crm.db",
            "--target",
            server.url(),
            "--target-user",
            server.user(),
            "--target-password-env",
            "WRONG",
            "--debug");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.toString()).doesNotContain("wrong-secret-word");
    assertThat(folder.resolve("syncline.yaml")).doesNotExist();
  }

  @Test
  void refusesWhatIsNoSystem() {
    assertThat(shell.call("init", "--source", "oracle://x/y", "--target", "shop.db").err())
        .contains("is no system that is known");
    assertThat(
            shell
                .call(
                    "init", "--source", "crm.db", "--target", "shop.db", "--direction", "sideways")
                .exit())
        .isEqualTo(2);
  }
}
