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

/**
 * A task about some records of PostgreSQL and some of MariaDB: people of a country, and contacts
 * that are not put away and hold a constant. Changes are found by triggers.
 */
class FiltersTest {
  private static final String FILTER =
      "filter: { source: \"country <> 'XX'\", target: put_away IS NULL }";

  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    crm = TestDatabases.postgres();
    shop = TestDatabases.mariadb();
    crm.run(
        "CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE, name text, country text)",
        "INSERT INTO person VALUES (1, 'ann@x', 'Ann', 'DE'), (2, 'bob@x', 'Bob', 'XX'),"
            + " (3, 'cid@x', 'Cid', 'FR'), (4, 'dee@x', 'Dee', NULL)");
    shop.run(
        "CREATE TABLE contact (id int AUTO_INCREMENT PRIMARY KEY, mail varchar(60) NOT NULL,"
            + " name varchar(20), country varchar(4), origin varchar(10), put_away date)",
        "INSERT INTO contact (mail, name, country, origin) VALUES ('cid@x', 'Cid', 'FR', 'crm'),"
            + " ('ann@x', 'Other', 'DE', 'web'), ('bob@x', 'Bob', 'XX', 'crm')");
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    shell.environment.put("SHOP", shop.password());
    configure(FILTER, "{ to: origin, constant: crm }");
  }

  private void configure(String filter, String field) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          crm: { type: postgresql, url: "%s", user: %s, password: "${CRM}" }
          shop: { type: mariadb, url: "%s", user: %s, password: "${SHOP}" }
        syncs:
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
                fields: [email <-> mail, name, country, %s]
        """
            .formatted(crm.url(), crm.user(), shop.url(), shop.user(), filter, field));
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private List<String> people() throws SQLException {
    return Shops.ask(crm, "SELECT concat_ws(' ', email, name, country) FROM person ORDER BY id");
  }

  private List<String> contacts() throws SQLException {
    return Shops.ask(
        shop,
        "SELECT concat_ws(' ', mail, name, country, origin) FROM contact ORDER BY mail, origin");
  }

  private void start() {
    call(0, "start", "--yes");
  }

  @Test
  void onlyWhatIsInScopeIsKeptInStep() throws SQLException {
    start();
    assertThat(contacts())
        .containsExactly(
            "ann@x Ann DE crm", "ann@x Other DE web", "bob@x Bob XX crm", "cid@x Cid FR crm");
    assertThat(people())
        .containsExactly("ann@x Ann DE", "bob@x Bob XX", "cid@x Cid FR", "dee@x Dee");
    assertThat(call(0, "verify").out().replaceAll("\\s+", " "))
        .contains(
            "outside its filters are 2 in crm and 1 in shop", "2 pairs are equal", "filtered");
    assertThat(call(0, "show", "task", "people").out())
        .contains("only crm country <> 'XX'", "only shop origin = 'crm' AND put_away IS NULL");
    assertThat(call(0, "run").out()).contains("Nothing was written");
  }

  /** Tasks share a filter like anything else, and it reads texts as the sync's country writes. */
  @Test
  void aSharedFilterReadsInTheSyncsLocale() throws Exception {
    crm.run(
        "UPDATE person SET name = '0,5' WHERE id = 1",
        "UPDATE person SET name = '1,5'" + " WHERE id = 3",
        "DELETE FROM person WHERE id IN (2, 4)");
    configure("include: large", "{ to: origin, constant: crm }");
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file).replace("guard: off", "guard: off\n    locale: de-DE")
            + "mappings:\n  large:\n    filter: { source: \"CAST(name AS DECIMAL(9, 2)) > 1\" }\n");
    start();
    assertThat(contacts())
        .containsExactly("ann@x Other DE web", "bob@x Bob XX crm", "cid@x 1,5 FR crm");
    crm.run("UPDATE person SET name = '1,2' WHERE id = 1");
    call(0, "run");
    assertThat(contacts()).contains("ann@x 1,2 DE crm");
  }

  @Test
  void whatLeavesIsSetAsideAndComesBackWithAllEdits() throws SQLException {
    start();
    crm.run("UPDATE person SET country = 'XX', name = 'Anna' WHERE id = 1");
    shop.run("UPDATE contact SET put_away = '2024-02-29' WHERE mail = 'cid@x'");
    assertThat(call(3, "plan").out()).contains("2 out of scope", "2 records to set aside");
    assertThat(call(0, "run").out()).contains("2 records set aside");
    assertThat(contacts()).contains("ann@x Ann DE crm", "cid@x Cid FR crm");

    crm.run("UPDATE person SET name = 'Cyd' WHERE id = 3");
    shop.run("UPDATE contact SET country = 'AT' WHERE mail = 'ann@x' AND origin = 'crm'");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    crm.run("UPDATE person SET country = 'DE', email = 'anna@x' WHERE id = 1");
    shop.run("UPDATE contact SET put_away = NULL");
    call(0, "run");
    assertThat(people()).contains("anna@x Anna AT", "cid@x Cyd FR");
    assertThat(contacts())
        .containsExactly(
            "ann@x Other DE web", "anna@x Anna AT crm", "bob@x Bob XX crm", "cid@x Cyd FR crm");
    call(0, "verify");
  }

  @Test
  void whatIsDeletedOutOfScopeIsNoDelete() throws SQLException {
    start();
    crm.run("UPDATE person SET country = 'XX' WHERE id = 1");
    shop.run("UPDATE contact SET put_away = '2024-02-29' WHERE mail = 'cid@x'");
    call(0, "run");
    crm.run("DELETE FROM person WHERE id = 1");
    shop.run("DELETE FROM contact WHERE mail = 'cid@x'");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    assertThat(contacts()).contains("ann@x Ann DE crm");
    assertThat(people()).contains("cid@x Cid FR");
    call(0, "verify");
  }

  /** Its counterpart was deleted while it was away: it is a new record, in the run that sees it. */
  @Test
  void whatComesBackAloneIsCreatedAtOnce() throws SQLException {
    start();
    crm.run("UPDATE person SET country = 'XX' WHERE id = 3");
    call(0, "run");
    shop.run("DELETE FROM contact WHERE mail = 'cid@x'");
    crm.run("UPDATE person SET country = 'FR', name = 'Cyd' WHERE id = 3");
    assertThat(call(3, "plan").out()).contains("create 1 in shop");
    assertThat(call(0, "run").out()).doesNotContain("meanwhile");
    assertThat(contacts()).contains("cid@x Cyd FR crm");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    call(0, "verify");

    // One that has its unique key by then is its counterpart.
    crm.run("UPDATE person SET country = 'XX' WHERE id = 1");
    call(0, "run");
    shop.run("DELETE FROM contact WHERE mail = 'ann@x' AND origin = 'crm'");
    shop.run(
        "INSERT INTO contact (mail, name, country, origin) VALUES ('ann@x', 'Ann', 'DE', 'crm')");
    crm.run("UPDATE person SET country = 'DE' WHERE id = 1");
    call(0, "run");
    assertThat(contacts()).filteredOn("ann@x Ann DE crm"::equals).hasSize(1);
    call(0, "verify");
  }

  @Test
  void noWriteLeadsOutOfTheOtherSidesFilter() throws SQLException {
    configure("filter: { target: \"country <> 'XX'\" }", "{ to: origin, constant: crm }");
    assertThat(call(5, "start", "--yes").out().replaceAll("\\s+", " "))
        .contains("2 rejected", "outside the target's filter (country <> 'XX')");
    assertThat(contacts()).doesNotContain("dee@x Dee crm");
    crm.run("UPDATE person SET country = 'XX' WHERE id = 1");
    assertThat(call(5, "run").out()).contains("3 rejected");
    assertThat(contacts()).contains("ann@x Ann DE crm");
    crm.run("UPDATE person SET country = 'AT' WHERE id IN (1, 4)");
    call(5, "run");
    assertThat(contacts()).contains("ann@x Ann AT crm", "dee@x Dee AT crm");
  }

  @Test
  void aFilterMayBeChangedWhileLive() throws SQLException {
    start();
    configure(
        "filter: { source: \"country = 'FR' OR country = 'XX'\" }",
        "{ to: origin, constant: crm }");
    String plan = call(3, "plan").out();
    assertThat(plan).contains("1 out of scope", "the configuration was changed", "1 link to add");
    call(0, "run");
    assertThat(contacts())
        .containsExactly(
            "ann@x Ann DE crm", "ann@x Other DE web", "bob@x Bob XX crm", "cid@x Cid FR crm");
    crm.run("UPDATE person SET name = 'N'");
    call(0, "run");
    assertThat(contacts()).contains("ann@x Ann DE crm", "bob@x N XX crm", "cid@x N FR crm");

    configure("", "{ to: origin, constant: crm }");
    call(0, "run");
    assertThat(contacts())
        .contains("ann@x N DE crm", "bob@x N XX crm", "cid@x N FR crm", "dee@x N crm");
    call(0, "verify");
  }

  @Test
  void thePlanSaysWhatAnotherConstantDoes() throws SQLException {
    start();
    configure("filter: { target: origin = 'shop' }", "{ to: origin, constant: shop }");
    String plan = call(3, "plan").out().replaceAll("\\s+", " ");
    assertThat(plan)
        .contains(
            "'shop' -> origin is what records that the task creates hold from now on; nothing is"
                + " written over what others hold",
            "'crm' -> origin is no constant any more",
            "it is about those with origin = 'shop', before")
        .doesNotContain("written where it differs", "origin = 'shop' AND");
  }

  @Test
  void aRunThatWroteWhatIsSetAsideSinceCanBeUndone() throws SQLException {
    start();
    crm.run("UPDATE person SET name = 'N' WHERE id IN (1, 3)");
    call(0, "run");
    crm.run("UPDATE person SET country = 'XX' WHERE id = 1");
    call(0, "run");
    call(0, "undo", "2", "--yes");
    assertThat(contacts()).contains("ann@x Ann DE crm", "cid@x Cid FR crm");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    assertThat(people()).contains("ann@x N XX", "cid@x N FR");
  }

  @Test
  void aSavedPlanSetsAside() throws SQLException {
    start();
    crm.run("UPDATE person SET country = 'XX' WHERE id IN (1, 3)");
    call(3, "plan", "--save", "a.plan");
    crm.run("UPDATE person SET country = 'DE' WHERE id = 3");
    assertThat(call(3, "run", "--plan", "a.plan").out())
        .contains("1 record set aside", "1 changed meanwhile");
    call(0, "run");
    assertThat(contacts()).contains("ann@x Ann DE crm", "cid@x Cid DE crm");
    call(0, "verify");
  }

  /** By code point each of them comes before "c"; in a Swedish dictionary Ann and Bob do. */
  @Test
  void textsStandInTheOrderOfTheSync() throws Exception {
    configure("filter: { source: \"name < 'c'\" }", "{ to: origin, constant: crm }");
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("    guard: off", "    locale: sv-SE\n    collation: locale\n    guard: off"));
    call(0, "run");
    assertThat(contacts())
        .contains("ann@x Ann DE crm")
        .noneMatch(contact -> contact.startsWith("dee@x"));
    assertThat(call(0, "run").out()).contains("Nothing was written");
  }
}
