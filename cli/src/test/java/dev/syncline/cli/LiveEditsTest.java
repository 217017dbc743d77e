package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a sync is edited while it is live. Looked at by SQL only. */
class LiveEditsTest {
  private static final String CITY = "- city <-> city";

  @TempDir Path folder;
  private Shops shops;
  private Shell shell;

  @BeforeEach
  void live() throws SQLException {
    shops = new Shops(folder);
    shell = shops.shell;
    shops.fill();
    configure(Shops.configuration("").replace("winner: hold", "guard: off"));
    without(CITY);
    call(0, "start", "--yes");
  }

  private String configuration = "";

  private void configure(String text) {
    configuration = text;
    shell.file("syncline.yaml", text);
  }

  private void without(String field) {
    configure(configuration.replace("          " + field + "\n", ""));
  }

  private void replace(String before, String after) {
    assertThat(configuration).contains(before);
    configure(configuration.replace(before, after));
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private List<String> cities() throws SQLException {
    return Shops.ask(
        shops.crm, "SELECT email || ' ' || coalesce(city, '-') FROM customer ORDER BY email");
  }

  private List<String> citiesThere() throws SQLException {
    return Shops.ask(
        shops.shop, "SELECT mail || ' ' || coalesce(city, '-') FROM client ORDER BY mail");
  }

  /** Ann and Dee are on one side each, Bob is in Rome on both, Cy in Bonn or nowhere. */
  private void bobMoves() throws SQLException {
    shops.crm.run("UPDATE customer SET city = 'Lyon' WHERE email = 'bob@x.org'");
  }

  @Test
  void noDefaultDecidesOverValuesThatNobodyCompared() throws Exception {
    bobMoves();
    replace("name <-> name\n", "name <-> name\n          " + CITY + "\n");
    assertThat(call(4, "plan").out())
        .contains("filled an empty field", "new here, with no winner named");
    call(4, "run");
    assertThat(cities())
        .as("what is empty is filled, in the same run")
        .contains("ann@x.org Oslo", "bob@x.org Lyon", "cy@x.org Bonn", "dee@x.org Lima");
    assertThat(citiesThere()).contains("ann@x.org Oslo", "bob@x.org Rome");

    // The record goes on in its other fields, and nobody forgets that a person is asked.
    shops.crm.run("UPDATE customer SET name = 'Bobby' WHERE email = 'bob@x.org'");
    call(4, "run");
    call(4, "resync");
    assertThat(shops.clients()).contains("bob@x.org Bobby Rome");
    assertThat(cities()).contains("bob@x.org Lyon");

    call(0, "conflicts", "resolve", "2", "--task", "customers", "--target");
    call(0, "run");
    assertThat(cities()).contains("bob@x.org Rome").isEqualTo(citiesThere());
    assertThat(call(0, "run").out()).contains("Nothing was written");
    call(0, "verify");
  }

  @Test
  void whoIsNamedLaterDecides() throws Exception {
    bobMoves();
    replace("name <-> name\n", "name <-> name\n          " + CITY + "\n");
    call(4, "run");
    call(4, "resync");
    replace(CITY, "- { column: city <-> city, winner: target }");
    call(0, "run");
    assertThat(cities()).contains("bob@x.org Rome").isEqualTo(citiesThere());
    call(0, "verify");
  }

  @Test
  void whoIsNamedDecides() throws Exception {
    bobMoves();
    replace(
        "name <-> name\n",
        "name <-> name\n          - { column: city <-> city, winner: target }\n");
    call(0, "run");
    assertThat(cities()).contains("bob@x.org Rome").isEqualTo(citiesThere());
    assertThat(call(0, "run").out()).contains("Nothing was written");
    assertThat(call(0, "show", "task", "customers").out()).contains("winner: target");
  }

  @Test
  void whatGoesOneWayGoesThatWay() throws Exception {
    bobMoves();
    replace("name <-> name\n", "name <-> name\n          - city <- city\n");
    assertThat(call(3, "plan").out()).contains("the mapping of the field was changed");
    call(0, "run");
    assertThat(cities()).contains("bob@x.org Rome", "cy@x.org Bonn");
    assertThat(citiesThere()).contains("bob@x.org Rome", "cy@x.org Bonn");
  }

  /** The example that Skyvia's documentation gives: an e-mail here, a phone there. */
  @Test
  void anEditOfEachSideSurvivesUnlessWholeRecordsAreTaken() throws Exception {
    replace("name <-> name\n", "name <-> name\n          - { column: city, winner: source }\n");
    call(0, "run");
    String bobs = "UPDATE client SET name = 'Robert' WHERE mail = 'bob@x.org'";
    bobMoves();
    shops.shop.run(bobs);
    call(0, "run");
    assertThat(shops.customers()).contains("bob@x.org Robert Lyon").isEqualTo(shops.clients());

    replace("{ column: city, winner: source }", "city");
    replace("guard: off", "guard: off\n    conflicts: source-wins");
    shops.crm.run("UPDATE customer SET city = 'Nice' WHERE email = 'bob@x.org'");
    shops.shop.run(bobs.replace("Robert", "Bert"));
    call(0, "run");
    assertThat(shops.customers()).contains("bob@x.org Robert Nice").isEqualTo(shops.clients());
  }

  @Test
  void thePlanSaysWhatAnEditMeans() throws Exception {
    assertThat(call(0, "plan").out()).doesNotContain("edited");
    replace("  customers:\n", "  people:\n");
    replace("name: customers\n", "name: persons\n");
    replace("through: customers", "through: persons");
    replace("          - total <-> total\n", "");
    replace("target: client\n", "target: client\n        match: name\n");
    replace("name <-> name\n", "name <-> name\n          - city -> city\n");
    replace("guard: off", "guard: off\n    winner: hold");
    Shell.Said plan = call(3, "plan");
    assertThat(plan.out())
        .contains(
            "The sync is called people, before customers.",
            "Task customers is called persons; its links are the same.",
            "persons: city -> city is new: it is compared in 4 linked records",
            "persons: the unique key is name (exact), before email <-> mail (exact)",
            "persons: winner is hold, before named by nobody.",
            "invoices: total is kept the same no more");
    assertThat(plan.out()).contains("city  null → Oslo").doesNotContain("create 1");
    assertThat(shell.call("plan", "--output", "json").sync().get("edits")).hasSizeGreaterThan(5);
    call(0, "run");
    assertThat(call(0, "plan").out()).doesNotContain("edited");
    assertThat(shops.customers()).hasSize(4);
    assertThat(shops.clients()).contains("ann@x.org Ann Oslo").hasSize(4);

    // A task leaves and comes back: its records are known again.
    String whole = configuration;
    configure(whole.substring(0, whole.indexOf("      - name: invoices")));
    assertThat(call(0, "plan").out())
        .contains("Task invoices is gone: nothing of it is written any more; its 3 links are kept");
    call(0, "run");
    shops.crm.run("INSERT INTO invoice (number, customer_id, total) VALUES ('A-9', 1, 1)");
    call(0, "run");
    configure(whole);
    assertThat(call(3, "plan").out()).contains("Task invoices is back, with its 3 links");
    call(0, "run");
    assertThat(shops.bills()).hasSize(4);
    assertThat(shops.invoices()).hasSize(4);
  }

  @Test
  void anotherSystemBehindAConnectionIsNotTakenForTheSame() throws Exception {
    TestDatabase other = TestDatabases.sqlite(folder.resolve("other.db"));
    other.run(
        "CREATE TABLE client (client_id INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " mail VARCHAR(60) NOT NULL UNIQUE, name VARCHAR(40), city VARCHAR(20))",
        "CREATE TABLE bill (bill_id INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " number VARCHAR(20) NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES client"
            + " (client_id), total NUMERIC(10,2))",
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('client', 1000), ('bill', 5000)",
        "INSERT INTO client (mail, name) VALUES ('kim@x.org', 'Kim'), ('ann@x.org', 'Ann'),"
            + " ('bob@x.org', 'Bob'), ('cy@x.org', 'Cy')");
    List<String> before = shops.customers();
    replace("jdbc:sqlite:shop.db", "jdbc:sqlite:other.db");
    for (String command : List.of("plan", "run")) {
      assertThat(call(1, command).err())
          .contains(
              "shop does not hold the records of task customers that are linked: of 4 that",
              "--links");
    }
    assertThat(shops.customers()).isEqualTo(before);

    call(0, "reset", "customers", "--links", "--yes");
    call(0, "run", "--approve");
    assertThat(Shops.ask(other, "SELECT mail FROM client ORDER BY mail"))
        .containsExactly("ann@x.org", "bob@x.org", "cy@x.org", "dee@x.org", "kim@x.org");
    assertThat(shops.customers()).hasSize(5);
    call(0, "verify");
  }

  @Test
  void aSystemThatMovedIsTheSame() throws Exception {
    Files.copy(folder.resolve("shop.db"), folder.resolve("moved.db"));
    replace("jdbc:sqlite:shop.db", "jdbc:sqlite:moved.db");
    assertThat(call(0, "plan").out())
        .contains("The target is at jdbc:sqlite:", "moved.db, before", "by their keys.");
    TestDatabases.sqlite(folder.resolve("moved.db"))
        .run(
            "DROP TABLE syncline_owner",
            "UPDATE client SET name = 'Bobby' WHERE mail = 'bob@x.org'");
    call(0, "run");
    assertThat(shops.customers()).contains("bob@x.org Bobby Rome").hasSize(4);
  }

  /** A system that was filled anew has lost what Syncline keeps there. */
  @Test
  void recordsThatWereNumberedAnewAreNotTakenForTheSame() throws Exception {
    shops.shop.run(
        "DROP TABLE syncline_owner",
        "DELETE FROM bill",
        "UPDATE client SET client_id = client_id + 5000",
        "UPDATE client SET client_id = 2005 - (client_id - 5000)");
    List<String> before = shops.customers();
    assertThat(call(1, "run").err()).contains("0 are not there, and 4 are others now");
    assertThat(shops.customers()).isEqualTo(before);
  }

  /** Who removed what Syncline keeps there goes on working: a few deletes make no other system. */
  @Test
  void deletesAfterAnUninstallAreDeletes() throws Exception {
    call(0, "uninstall", "--yes");
    shops.shop.run("DELETE FROM client WHERE mail = 'bob@x.org'");
    call(0, "run");
    assertThat(shops.customers()).hasSize(3);
    assertThat(shops.clients()).hasSize(3);
  }

  @Test
  void aTaskThatADatabaseDoesNotFitAnyMoreRestsAlone() throws Exception {
    replace("name <-> name\n", "name <-> name\n          - city -> city\n");
    call(0, "run");
    shops.shop.run(
        "ALTER TABLE bill RENAME COLUMN total TO amount",
        "UPDATE client SET name = 'Bobby' WHERE mail = 'bob@x.org'",
        "UPDATE bill SET amount = 99");
    assertThat(call(4, "plan").out())
        .contains("Paused until this is mended", "bill has no column \"total\"", "Bob → Bobby");
    assertThat(call(4, "run").out())
        .contains("Paused until this is mended", "All other tasks are in step.")
        .doesNotContain("✓ In step");
    assertThat(shops.customers()).contains("bob@x.org Bobby Rome");
    assertThat(call(1, "check").out() + call(1, "check").err())
        .contains("bill has no column \"total\"");
    assertThat(call(4, "status").out().replaceAll("\\s+", " "))
        .contains("resting invoices: ", "bill has no column \"total\"", "syncline check customers");
    assertThat(shell.call("status", "--output", "json").sync().at("/paused/0/task").asString())
        .isEqualTo("invoices");
    assertThat(call(4, "verify").out().replaceAll("\\s+", " "))
        .contains("bill has no column \"total\"", "not proved: task invoices, which rests");
    assertThat(shell.call("verify", "--output", "json").sync().at("/paused/0/id").asInt())
        .isEqualTo(2);
    assertThat(call(0, "run", "--task", "customers").exit()).isZero();
    assertThat(call(1, "run", "--task", "invoices").err()).contains("bill has no column");
    call(4, "run");

    // Once the configuration follows, the task goes on where it stood.
    replace("total <-> total", "total <-> amount");
    assertThat(call(4, "plan").out())
        .contains("total <-> amount is new: it is compared in 3 linked records");
    replace("total <-> amount", "total <- amount");
    call(0, "run");
    assertThat(shops.invoices()).hasSize(3).allMatch(invoice -> invoice.contains(" 99"));
    assertThat(call(0, "status").out()).doesNotContain("resting");
    call(0, "verify");
  }

  @Test
  void whoRefersToATableThatIsGoneRestsWithIt() throws Exception {
    configure(
        configuration.substring(0, configuration.indexOf("      - name: customers"))
            + """
              - { name: invoices, id: 2, source: invoice, target: bill }
              - { name: customers, id: 1, source: customer, target: client, match: email <-> mail,
                  fields: [ email <-> mail, name <-> name ] }
        """);
    assertThat(call(0, "run").out()).contains("In step");
    shops.shop.run("ALTER TABLE client RENAME TO person");
    assertThat(call(4, "run").out())
        .contains(
            "shop has no object \"client\"", "task invoices rests, too: it refers to what rests");
    shops.shop.run("ALTER TABLE person RENAME TO client");
    assertThat(call(0, "run").out()).contains("In step");
  }

  /** Where the fields were chosen by their names, one that is gone would be missed by nobody. */
  @Test
  void aChosenFieldThatIsGoneIsMissed() throws Exception {
    configure(
        configuration.substring(0, configuration.indexOf("      - name: customers"))
            + """
              - { name: customers, id: 1, source: customer, target: client, match: email <-> mail }
        """);
    call(0, "run");
    shops.shop.run("ALTER TABLE client RENAME COLUMN city TO town");
    assertThat(call(4, "run").out())
        .contains("task customers has no field \"city\" any more", "No task can run.");
    replace("match: email <-> mail", "match: email <-> mail, fields: [ name, city <-> town ]");
    assertThat(call(3, "plan").out()).contains("city <-> town is new");
  }

  @Test
  void anotherTableIsNotTakenForTheSame() throws Exception {
    shops.shop.run(
        "CREATE TABLE lead (client_id INTEGER PRIMARY KEY, mail VARCHAR(60) NOT NULL UNIQUE,"
            + " name VARCHAR(40), city VARCHAR(20))",
        "INSERT INTO lead (client_id, mail, name) SELECT client_id, mail, name FROM client",
        "UPDATE lead SET mail = 'zoe@x.org', name = 'Zoe' WHERE mail = 'ann@x.org'");
    List<String> before = shops.customers();
    configure(
        configuration
            .substring(0, configuration.indexOf("      - name: invoices"))
            .replace("target: client\n", "target: lead\n"));
    assertThat(call(1, "run").err())
        .contains("of task customers that", "0 are not there, and 1 is another now", "--links");
    assertThat(shops.customers()).isEqualTo(before);
  }

  @Test
  void aMappingBringsNothingBackThatAPersonDeleted() throws Exception {
    shops.crm.run("DELETE FROM customer WHERE email = 'bob@x.org'");
    replace("name <-> name\n", "name <-> name\n          - city <-> city\n");
    assertThat(call(3, "plan").out()).contains("delete 1").doesNotContain("comes back");
    call(0, "run");
    assertThat(shops.customers()).hasSize(3);
    assertThat(shops.clients()).hasSize(3);
  }

  @Test
  void whatAPersonWroteWrongStopsEverything() throws Exception {
    shops.shop.run("UPDATE client SET name = 'Bobby' WHERE mail = 'bob@x.org'");
    replace("total <-> total", "total <-> sum");
    assertThat(call(1, "run").err()).contains("bill has no column \"sum\"");
    assertThat(shops.customers()).contains("bob@x.org Bob Rome");
  }
}
