package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Foreign keys to a unique column that is not its table's primary key. */
class ValueReferencesTest {
  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  private static void tables(TestDatabase database, String key, String customers)
      throws SQLException {
    database.run(
        "CREATE TABLE cust (id "
            + key
            + ", no integer NOT NULL UNIQUE, name varchar(20) NOT NULL UNIQUE)",
        "CREATE TABLE bill (id "
            + key
            + ", num integer NOT NULL UNIQUE, cust_no integer, FOREIGN KEY (cust_no) REFERENCES cust (no))",
        "INSERT INTO cust (id, no, name) VALUES " + customers);
  }

  /** The same customers and numbers on both sides, under ids that mean somebody else. */
  private static void fill(TestDatabase here, String hereKey, TestDatabase there, String thereKey)
      throws SQLException {
    tables(here, hereKey, "(1, 3, 'Ann'), (2, 1, 'Bob'), (3, 2, 'Cid'), (4, 9, 'Dan')");
    tables(there, thereKey, "(1, 2, 'Cid'), (2, 1, 'Bob'), (3, 3, 'Ann')");
    here.run("INSERT INTO bill (num, cust_no) VALUES (1, 3), (2, 1), (3, 2), (4, NULL), (5, 9)");
  }

  private static Map<Integer, String> whose(TestDatabase database) throws SQLException {
    Map<Integer, String> whose = new LinkedHashMap<>();
    try (Connection connection = database.open();
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT num, name FROM bill LEFT JOIN cust ON cust.no = bill.cust_no"
                        + " ORDER BY num")) {
      while (row.next()) {
        whose.put(row.getInt(1), row.getString(2));
      }
    }
    return whose;
  }

  @Test
  void initKeepsThemByValue() throws SQLException {
    TestDatabase here = TestDatabases.sqlite(folder.resolve("here.db"));
    TestDatabase there = TestDatabases.sqlite(folder.resolve("there.db"));
    fill(here, "INTEGER PRIMARY KEY AUTOINCREMENT", there, "INTEGER PRIMARY KEY AUTOINCREMENT");
    shell.call("init", "--source", "here.db", "--target", "there.db");
    assertThat(shell.call("check").exit()).isZero();
    assertThat(shell.call("run", "--approve").exit()).isZero();
    assertThat(whose(there)).hasSize(5).isEqualTo(whose(here));
  }

  @Test
  void whatTheyReferToHasToBeKeptToo() throws SQLException {
    for (String side : List.of("here", "there")) {
      TestDatabases.sqlite(folder.resolve(side + ".db"))
          .run(
              "CREATE TABLE cust (id INTEGER PRIMARY KEY AUTOINCREMENT, no INTEGER UNIQUE,"
                  + " name TEXT NOT NULL UNIQUE)",
              "CREATE TABLE bill (id INTEGER PRIMARY KEY AUTOINCREMENT, num INTEGER NOT NULL UNIQUE,"
                  + " cust_no INTEGER REFERENCES cust (no))");
    }
    String cust = "- { name: cust, id: 2, source: cust, target: cust, match: [name]";
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          here: { type: sqlite, url: "jdbc:sqlite:here.db" }
          there: { type: sqlite, url: "jdbc:sqlite:there.db" }
        syncs:
          bills:
            id: 1
            source: here
            target: there
            tasks:
              - { name: bills, id: 1, source: bill, target: bill, match: [num] }
              CUST, fields: [name] }
        """
            .replace("CUST", cust));
    Shell.Said check = shell.call("check");
    assertThat(check.exit()).as("%s", check).isEqualTo(3);
    assertThat(check.out().replaceAll("\\s+", " "))
        .contains("\"cust_no\" is kept by value, and refers to no of cust on the source")
        .contains("task cust does not keep in step")
        .contains("Add no and its pair to the \"fields\" of task cust");
    shell.file("syncline.yaml", shell.read("syncline.yaml").replace("[name] }", "[name, no] }"));
    assertThat(shell.call("check").out()).doesNotContain("by value");
  }

  private void configure(TestDatabase here, TestDatabase there, String reference) {
    shell.environment.put("HERE", here.password());
    shell.environment.put("THERE", there.password());
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          here: { type: postgresql, url: "%s", user: "%s", password: "${HERE}" }
          there: { type: mariadb, url: "%s", user: "%s", password: "${THERE}" }
        syncs:
          bills:
            id: 1
            source: here
            target: there
            tasks:
              - { name: bills, id: 1, source: bill, target: bill, match: [num], fields: [num, %s] }
              - { name: cust, id: 2, source: cust, target: cust, match: [name] }
        """
            .formatted(here.url(), here.user(), there.url(), there.user(), reference));
  }

  @Test
  void areNeverLinkedByKeysThatTheyAreNot() throws SQLException {
    TestDatabase here = TestDatabases.postgres();
    TestDatabase there = TestDatabases.mariadb();
    fill(here, "serial PRIMARY KEY", there, "integer AUTO_INCREMENT PRIMARY KEY");
    configure(here, there, "{ relation: cust_no, through: cust }");
    Shell.Said said = shell.call("run", "--approve");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out() + said.err()).contains("refers to no of cust, but its records are");
    assertThat(whose(there)).isEmpty();

    configure(here, there, "cust_no");
    assertThat(shell.call("run", "--approve").exit()).isZero();
    assertThat(whose(there)).hasSize(5).isEqualTo(whose(here));
    assertThat(shell.call("verify").exit()).isZero();
  }
}
