package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Columns that expressions make, between PostgreSQL and MariaDB: merged names one way, prices in
 * cents both ways, and a word that is the same for every record.
 */
class ExpressionFieldsTest {
  private static final String NAME = "coalesce(first_name || ' ', '') || last_name";
  private static final String PRICE =
      "{ to: price, sql: cents / 100.0, from: cents, back: cast(price * 100 as integer) }";

  @TempDir Path folder;
  private Servers servers;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    servers = new Servers(folder);
    crm = servers.crm;
    shop = servers.shop;
    crm.run(
        "CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE, first_name text, last_name text,"
            + " cents int NOT NULL)",
        "INSERT INTO person VALUES (1, 'ann@x', 'Ann', 'Lee', 1050), (2, 'bob@x', 'Bob', 'Ray', 999),"
            + " (3, 'zed@x', NULL, 'Zed', 100)");
    shop.run(
        "CREATE TABLE contact (id int AUTO_INCREMENT PRIMARY KEY, mail varchar(60) NOT NULL UNIQUE,"
            + " full_name varchar(12), price decimal(10,2) NOT NULL, origin varchar(10) NOT NULL)",
        "INSERT INTO contact (mail, full_name, price, origin) VALUES ('bob@x', 'Bob', 9.50, 'shop')");
    shell = servers.shell;
    configure("", "{ to: full_name, sql: \"" + NAME + "\" }", PRICE);
  }

  private void configure(String more, String... fields) {
    servers.configure(
        """
          people:
            id: 1
            source: crm
            target: shop
            create: { to-source: false }
            guard: off
            tasks:
              - name: people
                id: 1
                source: person
                target: contact
                match: email <-> mail
                %s
                fields:
                  - email <-> mail
                  - { to: origin, sql: "'crm'" }
                  - %s
        """
            .formatted(
                more.isEmpty() ? "conflicts: merge" : more, String.join("\n          - ", fields)));
  }

  private List<String> people() throws SQLException {
    return Shops.ask(
        crm, "SELECT concat_ws(' ', id, first_name, last_name, cents) FROM person ORDER BY id");
  }

  private List<String> contacts() throws SQLException {
    return Shops.ask(
        shop, "SELECT concat_ws(' ', mail, full_name, price, origin) FROM contact ORDER BY mail");
  }

  private void start() {
    servers.call(0, "start", "--yes");
  }

  @Test
  void whatExpressionsMakeIsKeptTheSame() throws Exception {
    start();
    assertThat(contacts())
        .containsExactly("ann@x Ann Lee 10.50 crm", "bob@x Bob Ray 9.99 crm", "zed@x Zed 1.00 crm");
    assertThat(servers.call(0, "run").out()).contains("Nothing was written");
    servers.call(0, "verify");
    assertThat(servers.call(0, "show", "task", "people").out())
        .contains("shop full_name = " + NAME, "crm cents = cast(price * 100 as integer)");

    crm.run("UPDATE person SET last_name = 'Lee-Fox' WHERE id = 1");
    shop.run("UPDATE contact SET price = 12.34 WHERE mail IN ('ann@x', 'bob@x')");
    servers.call(0, "run");
    assertThat(contacts()).contains("ann@x Ann Lee-Fox 12.34 crm", "bob@x Bob Ray 12.34 crm");
    assertThat(people()).contains("1 Ann Lee-Fox 1234", "2 Bob Ray 1234");
    servers.call(0, "verify");

    // Both sides at once, in fields that do not meet.
    crm.run("UPDATE person SET first_name = 'Anna' WHERE id = 1");
    shop.run("UPDATE contact SET price = 5 WHERE mail = 'ann@x'");
    servers.call(0, "run");
    assertThat(contacts()).contains("ann@x Anna Lee-Fox 5.00 crm");
    assertThat(people()).contains("1 Anna Lee-Fox 500");
    assertThat(servers.call(0, "run").out()).contains("Nothing was written");

    servers.call(0, "undo", "4", "--yes");
    assertThat(contacts()).contains("ann@x Ann Lee-Fox 5.00 crm");
    assertThat(people()).contains("1 Anna Lee-Fox 1234");
    assertThat(servers.call(0, "run").out()).contains("Nothing was written");
  }

  @Test
  void aRecordWithoutAValueIsRejectedAlone() throws Exception {
    configure(
        "", "{ to: price, sql: 5000.0 / (cents - 100) }", "{ to: full_name, sql: last_name }");
    Shell.Said said = servers.call(5, "start", "--yes");
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("1 rejected")
        .contains("cents -> price: has no value: /: division by zero")
        .contains("(line 1, column 1 of 5000.0 / (cents - 100), with cents = 100)");
    assertThat(contacts()).containsExactly("ann@x Lee 5.26 crm", "bob@x Ray 5.56 crm");
    crm.run("UPDATE person SET cents = 200 WHERE id = 3");
    servers.call(0, "run");
    assertThat(contacts()).contains("zed@x Zed 50.00 crm");
  }

  @Test
  void whatIsNeverJournaledIsInNoMessage() throws Exception {
    configure(
        "never-journaled: [cents]",
        "{ to: price, sql: 5000.0 / (cents - 100) }",
        "{ to: full_name, sql: last_name }");
    Shell.Said said = servers.call(5, "start", "--yes");
    assertThat(said.out().replaceAll("\\s+", " ")).contains("with cents = ***");
    crm.run("UPDATE person SET cents = 2100 WHERE id = 1");
    servers.call(5, "plan", "--save", "people.plan");
    servers.call(5, "run", "--plan", "people.plan");
    assertThat(contacts()).contains("ann@x Lee 2.50 crm");
  }

  @Test
  void anotherExpressionIsCarriedByTheNextRun() throws Exception {
    start();
    shop.run("UPDATE contact SET price = 7.77 WHERE mail = 'zed@x'");
    configure("", "{ to: full_name, sql: \"upper(" + NAME + ")\" }", PRICE);
    assertThat(servers.call(3, "plan").out())
        .contains("ANN LEE", "BOB RAY", "ZED")
        .contains("the configuration was changed");
    servers.call(0, "run");
    assertThat(contacts())
        .containsExactly("ann@x ANN LEE 10.50 crm", "bob@x BOB RAY 9.99 crm", "zed@x ZED 7.77 crm");
    assertThat(people()).contains("3 Zed 777");
    assertThat(servers.call(0, "run").out()).contains("Nothing was written");
  }

  @Test
  void aColumnThatSeveralFieldsReadIsWrittenAndRestoredOnce() throws Exception {
    String label = "{ to: full_name, sql: \"'EUR ' || cast(cents as varchar)\" }";
    configure("", label, PRICE);
    start();
    shop.run("UPDATE contact SET price = 7 WHERE mail = 'zed@x'");
    servers.call(0, "run");
    assertThat(people()).contains("3 Zed 700");
    assertThat(contacts()).contains("zed@x EUR 700 7.00 crm");
    String undone = servers.call(0, "undo", "2", "--yes").out();
    assertThat(undone).containsOnlyOnce("700 → 100").containsOnlyOnce("EUR 700 → EUR 100");
    assertThat(servers.call(0, "run").out()).contains("Nothing was written");
    assertThat(people()).contains("3 Zed 100");
    assertThat(contacts()).contains("zed@x EUR 100 7.00 crm");
  }

  @Test
  void driftIsSaidAndLeftAlone() throws Exception {
    start();
    shop.run("UPDATE contact SET full_name = 'Robert', origin = 'x' WHERE mail = 'bob@x'");
    assertThat(servers.call(3, "plan").out().replaceAll("\\s+", " "))
        .contains("first_name, last_name -> full_name")
        .contains("'crm' -> origin")
        .contains("does not carry back")
        .contains("1 record drifted. Nothing has been written.");
    assertThat(servers.call(0, "run").out())
        .contains("1 record drifted: changed where this sync only writes, and left so")
        .contains("syncline verify people")
        .doesNotContain("In step");
    assertThat(contacts()).contains("bob@x Robert 9.99 x");
    assertThat(servers.call(3, "verify").out()).contains("Robert");
  }

  @Test
  void whatHasNoWayBackIsRefusedWithTheRowThatShowsIt() throws Exception {
    String bad = "{ to: price, sql: cents / 100, from: cents, back: cast(price * 100 as integer) }";
    configure("", bad);
    for (String command : List.of("check", "plan", "run")) {
      Shell.Said said = servers.call(1, command);
      assertThat((said.out() + said.err()).replaceAll("\\s+", " "))
          .contains(
              "\"cents <-> price\" has no way back: of 1 of person, cents 1050 becomes price 10")
          .contains("which becomes cents 1000");
    }
    assertThat(contacts()).containsExactly("bob@x Bob 9.50 shop");
    // Of the other side's rows, too.
    crm.run("UPDATE person SET cents = 100 * id");
    shop.run("UPDATE contact SET price = 9.55");
    assertThat(servers.call(1, "check").out().replaceAll("\\s+", " "))
        .contains("of contact, price 9.55 becomes cents 955, which becomes price 9");
  }
}
