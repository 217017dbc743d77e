package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that the guard let pass once and that a system goes on refusing, with those that refer to
 * them: they are tried again by every run, and stop none of them.
 */
class RefusedAgainTest {
  private static final String TABLES =
      "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT)";
  private static final String ORDERS =
      "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL UNIQUE,"
          + " person INT NOT NULL REFERENCES person (id))";

  @TempDir Path folder;
  private Shell shell;
  private TestDatabase a;
  private TestDatabase b;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    a = TestDatabases.sqlite(folder.resolve("a.db"));
    b = TestDatabases.sqlite(folder.resolve("b.db"));
    a.run(TABLES, ORDERS);
    b.run(TABLES, ORDERS);
    add("a");
    assertThat(shell.call("init", "--name", "shop", "--source", "a.db", "--target", "b.db").exit())
        .isZero();
    run(0);
    b.run(
        "CREATE TRIGGER nobody BEFORE INSERT ON person WHEN NEW.email LIKE 'x%'"
            + " BEGIN SELECT RAISE(ABORT, 'no strangers'); END");
    add("x");
    run(4);
    assertThat(run(5, "--approve").sync().get("due")).as("people and their orders").hasSize(60);
  }

  /** Thirty people with an order each. */
  private void add(String letter) throws SQLException {
    a.run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
            + " INSERT INTO person (email, name) SELECT '%s' || i, 'N' FROM n".formatted(letter),
        "INSERT INTO orders (number, person) SELECT 'no ' || email, id FROM person"
            + " WHERE email LIKE '%s%%'".formatted(letter));
  }

  private Shell.Said run(int exit, String... options) {
    String[] arguments = new String[3 + options.length];
    arguments[0] = "run";
    arguments[1] = "--output";
    arguments[2] = "json";
    System.arraycopy(options, 0, arguments, 3, options.length);
    Shell.Said said = shell.call(arguments);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private long inB(String letter) throws SQLException {
    return Shops.ask(
            b,
            "SELECT number FROM orders JOIN person p ON p.id = person WHERE email LIKE '"
                + letter
                + "%'")
        .size();
  }

  @Test
  void whatIsRefusedAgainDoesNotStopTheOthers() throws SQLException {
    a.run("INSERT INTO person (email, name) VALUES ('new', 'New')");
    Shell.Said next = run(5);
    assertThat(next.sync().get("guard")).isEmpty();
    assertThat(next.sync().get("due")).hasSize(60);
    assertThat(Shops.ask(b, "SELECT name FROM person WHERE email = 'new'")).containsExactly("New");

    add("y");
    Shell.Said halted = run(4);
    assertThat(halted.sync().get("guard").toString())
        .contains(
            "person: would create 30 (and did 1 in the last hour) records, besides 30 that were refused before, in b")
        .contains("orders: would create 30 records, besides 30 that were refused before, in b");
    assertThat(halted.sync().get("due")).as("what was due is due").hasSize(60);
    assertThat(halted.sync().get("tasks").get(0).get("left").asInt()).isEqualTo(30);
    assertThat(inB("y")).isZero();
    run(5, "--approve");
    assertThat(inB("y")).isEqualTo(30);

    b.run("DROP TRIGGER nobody");
    assertThat(run(0, "--verify").sync().get("due")).isEmpty();
    assertThat(inB("x")).isEqualTo(30);
  }

  @Test
  void whatHasAnotherContentCountsAnew() throws SQLException {
    a.run("UPDATE person SET name = 'Other' WHERE email LIKE 'x%'");
    assertThat(run(4).sync().get("guard").toString())
        .contains("person: would create 30 records in b")
        .contains("orders: would create 30 records in b");
  }
}
