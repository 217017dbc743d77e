package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Columns that are looked up, between PostgreSQL and MariaDB: countries named here and numbered
 * there, both ways; a region in two steps, and the name and city of whoever looks after a person,
 * one way.
 */
class LookupFieldsTest {
  private static final String COUNTRY =
      "{ to: country_id, lookup: countries.id, where: \"code = country\" }";
  private static final String ZONE =
      "{ to: zone_id, lookup: zones.id, on-missing: null,"
          + " where: \"label = (SELECT zone FROM countries WHERE code = country)\" }";
  private static final String AGENT =
      "{ to: agent, sql: \"rep.name || ' of ' || rep.office.city\" }";

  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    crm = TestDatabases.postgres();
    shop = TestDatabases.mariadb();
    crm.run(
        "CREATE TABLE office (id int PRIMARY KEY, city text)",
        "CREATE TABLE rep (id int PRIMARY KEY, name text, office_id int REFERENCES office)",
        "CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE, country varchar(2),"
            + " rep_id int REFERENCES rep)",
        "INSERT INTO office VALUES (1, 'Oslo'), (2, 'Rome')",
        "INSERT INTO rep VALUES (1, 'Ann', 1), (2, 'Bob', 2)",
        "INSERT INTO person VALUES (1, 'a@x', 'FR', 1), (2, 'b@x', 'DE', 2), (3, 'c@x', NULL, NULL),"
            + " (4, 'd@x', 'XX', 1)");
    shop.run(
        "CREATE TABLE zones (id int AUTO_INCREMENT PRIMARY KEY, label varchar(9) UNIQUE)",
        "CREATE TABLE countries (id int AUTO_INCREMENT PRIMARY KEY, code char(2) NOT NULL,"
            + " zone varchar(9))",
        "CREATE TABLE contact (id int AUTO_INCREMENT PRIMARY KEY, mail varchar(60) NOT NULL UNIQUE,"
            + " country_id int REFERENCES countries(id), zone_id int, agent varchar(40))",
        "INSERT INTO zones VALUES (70, 'west'), (80, 'east')",
        "INSERT INTO countries VALUES (7, 'FR', 'west'), (8, 'DE', 'east'), (9, 'SE', NULL)");
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    shell.environment.put("SHOP", shop.password());
    configure("capture: scan", COUNTRY, ZONE, AGENT);
  }

  private void configure(String more, String... fields) {
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
            guard: off
            create: { to-source: false }
            %s
            tasks:
              - name: people
                id: 1
                source: person
                target: contact
                match: email <-> mail
                fields:
                  - email <-> mail
                  - %s
        """
            .formatted(
                crm.url(),
                crm.user(),
                shop.url(),
                shop.user(),
                more,
                String.join("\n          - ", fields)));
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private String plain(int exit, String... args) {
    return call(exit, args).out().replaceAll("\\s+", " ");
  }

  private List<String> people() throws SQLException {
    return Shops.ask(crm, "SELECT concat_ws(' ', id, country) FROM person ORDER BY id");
  }

  private List<String> contacts() throws SQLException {
    return Shops.ask(
        shop,
        "SELECT concat_ws(' ', mail, ifnull(country_id, '-'), ifnull(zone_id, '-'),"
            + " ifnull(agent, '-')) FROM contact ORDER BY mail");
  }

  /** In step but for the person whose country nobody knows. */
  private void start() {
    call(5, "start", "--yes");
  }

  @Test
  void whatIsLookedUpIsKeptTheSame() throws Exception {
    start();
    assertThat(contacts())
        .containsExactly("a@x 7 70 Ann of Oslo", "b@x 8 80 Bob of Rome", "c@x - - -");
    assertThat(plain(5, "run"))
        .contains("Nothing was written")
        .contains("country <-> country_id: has no value: no record of countries has code = 'XX'.")
        .contains("Add it there, or correct the value.");
    assertThat(call(5, "verify").out()).contains("3 pairs are equal");

    crm.run("UPDATE person SET country = 'DE' WHERE id = 1");
    shop.run("UPDATE contact SET country_id = 9 WHERE mail = 'b@x'");
    shop.run("INSERT INTO countries VALUES (10, 'XX', 'west')");
    call(0, "run");
    assertThat(people()).containsExactly("1 DE", "2 SE", "3", "4 XX");
    assertThat(contacts())
        .containsExactly(
            "a@x 8 80 Ann of Oslo", "b@x 9 - Bob of Rome", "c@x - - -", "d@x 10 70 Ann of Oslo");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    call(0, "verify");
    assertThat(plain(0, "show", "task", "people"))
        .contains("shop country_id = countries.id where code = country")
        .contains("crm country = countries.code where id = country_id")
        .contains("zones.id where label = (countries.zone where code = country)");
  }

  /** A row that is looked up belongs to the target: so does its change. */
  @Test
  void aChangeOfWhatIsLookedUpIsCarried() throws Exception {
    configure("capture: scan", COUNTRY, AGENT);
    crm.run("DELETE FROM person WHERE id = 4");
    call(0, "start", "--yes");
    shop.run("UPDATE countries SET code = 'GB', zone = 'west' WHERE id = 8");
    crm.run(
        "UPDATE office SET city = 'Pisa' WHERE id = 2", "UPDATE rep SET name = 'Eve' WHERE id = 1");
    assertThat(call(3, "verify").out()).contains("DE ≠ 8", "agent");
    call(0, "run");
    assertThat(people()).containsExactly("1 FR", "2 GB", "3");
    assertThat(contacts())
        .containsExactly("a@x 7 - Eve of Oslo", "b@x 8 - Bob of Pisa", "c@x - - -");
    call(0, "verify");
    assertThat(call(0, "run").out()).contains("Nothing was written");

    String undone = plain(0, "undo", "2", "--yes");
    assertThat(undone).contains("GB → DE", "Eve of Oslo → Ann of Oslo");
    assertThat(people()).contains("2 DE");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    call(0, "verify");
  }

  @Test
  void whatIsAmbiguousIsRejectedAlone() throws Exception {
    shop.run("INSERT INTO countries VALUES (10, 'DE', 'west')");
    assertThat(plain(5, "start", "--yes"))
        .contains("2 rejected")
        .contains("country <-> country_id: has no value: 2 records of countries have code = 'DE'.")
        .contains("Leave one of them, or look it up by more columns.");
    assertThat(contacts()).containsExactly("a@x 7 70 Ann of Oslo", "c@x - - -");
    // A second one that fits takes nothing back from who has one.
    shop.run("INSERT INTO countries VALUES (11, 'FR', 'west')");
    call(5, "run");
    assertThat(contacts()).contains("a@x 7 70 Ann of Oslo");
    shop.run(
        "DELETE FROM countries WHERE id IN (8, 11)",
        "UPDATE countries SET code = 'XX' WHERE id = 9");
    call(0, "run");
    assertThat(contacts())
        .containsExactly(
            "a@x 7 70 Ann of Oslo", "b@x 10 70 Bob of Rome", "c@x - - -", "d@x 9 - Ann of Oslo");
    call(0, "verify");
  }

  @Test
  void aSavedPlanIsNotAppliedToWhatIsFoundElsewhere() throws Exception {
    start();
    crm.run("UPDATE person SET country = 'SE'");
    call(3, "plan", "--save", "people.plan");
    shop.run(
        "UPDATE countries SET code = 'DK' WHERE id = 9",
        "INSERT INTO countries VALUES (12, 'SE', NULL)");
    assertThat(plain(3, "run", "--plan", "people.plan"))
        .contains("4 changed meanwhile")
        .contains("country <-> country_id would be another value than when it was planned");
    assertThat(contacts())
        .containsExactly("a@x 7 70 Ann of Oslo", "b@x 8 80 Bob of Rome", "c@x - - -");
    call(0, "run");
    assertThat(contacts()).contains("a@x 12 - Ann of Oslo", "d@x 12 - Ann of Oslo");
  }

  @Test
  void oneWayWhatSomebodyElsePutsThereIsDrift() throws Exception {
    configure(
        "capture: scan",
        "{ to: country_id, lookup: countries.id, where: \"code = country\", direction: to-target }",
        AGENT);
    start();
    shop.run("UPDATE contact SET country_id = 9 WHERE mail = 'b@x'");
    assertThat(plain(5, "plan")).contains("country -> country_id").contains("drifted");
    shop.run(
        "UPDATE countries SET code = 'D' WHERE id = 8",
        "UPDATE countries SET code = 'DE' WHERE id = 9");
    crm.run("DELETE FROM person WHERE id = 4");
    call(0, "run");
    assertThat(people()).containsExactly("1 FR", "2 DE", "3");
    assertThat(contacts()).contains("b@x 9 - Bob of Rome");
    call(0, "verify");
  }

  @Test
  void whatIsMissingIsAddedOnce() throws Exception {
    String created =
        "{ to: country_id, lookup: countries.id, where: \"code = country\", on-missing: create }";
    configure("capture: scan", created, AGENT);
    crm.run("INSERT INTO person VALUES (5, 'e@x', 'XX', 2), (6, 'f@x', 'YY', 2)");
    assertThat(plain(3, "plan")).contains("country_id: (new in countries)");
    call(0, "start", "--yes");
    assertThat(Shops.ask(shop, "SELECT code FROM countries ORDER BY code"))
        .containsExactly("DE", "FR", "SE", "XX", "YY");
    assertThat(contacts()).hasSize(6);
    assertThat(call(0, "run").out()).contains("Nothing was written");
    call(0, "verify");

    crm.run("UPDATE person SET country = 'ZZ' WHERE id IN (1, 2)");
    call(3, "plan", "--save", "people.plan");
    call(0, "run", "--plan", "people.plan");
    assertThat(Shops.ask(shop, "SELECT count(*) FROM countries")).containsExactly("6");
    call(0, "verify");
    call(0, "undo", "3", "--yes");
    assertThat(people()).contains("1 ZZ");
    assertThat(contacts()).contains("a@x 7 - Ann of Oslo", "b@x 8 - Bob of Rome");
    // What was added stays, and the same once more finds it.
    crm.run("UPDATE person SET country = 'FR' WHERE id = 1");
    call(0, "run");
    crm.run("UPDATE person SET country = 'ZZ' WHERE id = 1");
    call(0, "run");
    assertThat(Shops.ask(shop, "SELECT count(*) FROM countries")).containsExactly("6");
  }

  @Test
  void whatCannotBeAddedRejectsItsRecordsAlone() throws Exception {
    configure(
        "capture: scan",
        "{ to: country_id, lookup: countries.id, where: \"code = country\", on-missing: create }");
    shop.run("ALTER TABLE countries ADD CONSTRAINT known CHECK (code <> 'XX')");
    assertThat(plain(5, "start", "--yes"))
        .contains("1 rejected")
        .contains("country <-> country_id: has no value: no record can be added to countries:");
    assertThat(contacts()).hasSize(3);
    shop.run("ALTER TABLE countries DROP CONSTRAINT known");
    call(0, "run");
    assertThat(contacts()).hasSize(4);
  }

  @Test
  void relatedColumnsCanBeTried() {
    assertThat(call(0, "eval", "people", "rep.name || ' of ' || rep_id.office.city").out())
        .contains("Ann of Oslo", "Bob of Rome");
    assertThat(call(2, "eval", "people", "boss.name").err())
        .contains("person has no foreign key \"boss\"", "has rep_id");
  }

  /** Triggers on what is looked up tell of it, and the records it concerns are found backwards. */
  @Test
  void whatIsLookedUpIsFollowed() throws Exception {
    crm.run("DELETE FROM person WHERE id = 4");
    configure("capture: triggers", COUNTRY, ZONE, AGENT);
    call(0, "start", "--yes");
    assertThat(plain(0, "check"))
        .contains("triggers: rep and office, to which records lead")
        .contains("triggers: countries and zones, to which records lead")
        .doesNotContain("full compare only");
    call(0, "run");

    crm.run(
        "UPDATE rep SET name = 'Eve' WHERE id = 1", "UPDATE office SET city = 'Pisa' WHERE id = 2");
    shop.run(
        "UPDATE countries SET code = 'GB' WHERE id = 8",
        "UPDATE zones SET label = 'far' WHERE id = 70");
    assertThat(plain(0, "status")).contains("2 marks wait");
    assertThat(plain(3, "plan")).doesNotContain("compared in full because");
    call(0, "run");
    assertThat(people()).containsExactly("1 FR", "2 GB", "3");
    assertThat(contacts())
        .containsExactly("a@x 7 - Eve of Oslo", "b@x 8 80 Bob of Pisa", "c@x - - -");
    shop.run("UPDATE countries SET zone = 'far' WHERE id = 8", "DELETE FROM zones WHERE id = 80");
    call(0, "run");
    assertThat(contacts()).contains("b@x 8 70 Bob of Pisa");
    assertThat(plain(0, "run")).contains("Nothing was written");
    call(0, "verify");

    call(0, "uninstall", "--yes");
    assertThat(Shops.ask(crm, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).isEmpty();
    assertThat(tracked()).isEmpty();
  }

  /** Tables of the target that have triggers. */
  private List<String> tracked() throws SQLException {
    return Shops.ask(
        shop,
        "SELECT DISTINCT event_object_table FROM information_schema.triggers"
            + " WHERE trigger_schema = database()");
  }

  @Test
  void whatCannotBeFollowedIsRefreshedByAFullCompareOnly() throws Exception {
    crm.run("DELETE FROM person WHERE id = 4");
    configure("capture: triggers", ZONE, AGENT);
    assertThat(plain(0, "check"))
        .contains("what its fields read in countries of shop is refreshed by full compare only")
        .contains("because which record was found by code is kept nowhere")
        .doesNotContain("in zones of shop is refreshed");
    call(0, "start", "--yes");
    assertThat(tracked()).containsExactlyInAnyOrder("contact", "zones");
    shop.run("UPDATE countries SET zone = 'east' WHERE id = 7");
    assertThat(plain(0, "run")).contains("Nothing was written");
    call(0, "resync");
    assertThat(contacts()).contains("a@x - 80 Ann of Oslo");
    call(0, "verify");

    // What leads there no more is not tracked any longer.
    configure("capture: triggers", AGENT);
    call(0, "run");
    assertThat(tracked()).containsExactly("contact");
  }

  @Test
  void whatIsAddedConcernsNobodyElse() throws Exception {
    configure(
        "capture: triggers", COUNTRY.replace("country\" }", "country\", on-missing: create }"));
    call(0, "start", "--yes");
    assertThat(Shops.ask(shop, "SELECT code FROM countries WHERE id > 9")).containsExactly("XX");
    call(0, "run");
    crm.run("UPDATE person SET country = 'YY' WHERE id = 1");
    call(0, "run");
    assertThat(call(0, "run", "--output", "json").out()).doesNotContain("\"rows\": 1");
    shop.run("UPDATE countries SET code = 'ZZ' WHERE code = 'YY'");
    call(0, "run");
    assertThat(people()).contains("1 ZZ");
    call(0, "verify");
  }

  @Test
  void aWatchCarriesANewCode() throws Exception {
    crm.run("DELETE FROM person WHERE id = 4");
    configure("capture: triggers", COUNTRY);
    call(0, "start", "--yes");
    FutureTask<Shell.Said> watch =
        new FutureTask<>(
            () -> {
              Shell other = new Shell(folder);
              other.environment.putAll(shell.environment);
              return other.call("run", "--watch");
            });
    new Thread(watch, "other terminal").start();
    shop.run("UPDATE countries SET code = 'GB' WHERE id = 8");
    while (!people().contains("2 GB")) {
      assertThat(watch.isDone()).as("the watch goes on").isFalse();
      Thread.sleep(20);
    }
    call(0, "stop");
    watch.get();
  }
}
