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
 * Customers of an SQLite source in several tables beside one flat table of PostgreSQL, both ways:
 * an address, and phones in fixed slots.
 */
class PartFieldsTest {
  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    shop = TestDatabases.postgres();
    crm.run(
        "CREATE TABLE person (id integer PRIMARY KEY AUTOINCREMENT, email text UNIQUE NOT NULL)",
        "CREATE TABLE address (person_id integer PRIMARY KEY REFERENCES person (id), street text,"
            + " city text, verified integer NOT NULL DEFAULT 0, remark text)",
        "CREATE TABLE phone (id integer PRIMARY KEY AUTOINCREMENT, person_id integer NOT NULL"
            + " REFERENCES person (id), slot integer NOT NULL, number text NOT NULL)",
        "INSERT INTO person VALUES (1, 'a@x'), (2, 'b@x'), (3, 'c@x')",
        "INSERT INTO address (person_id, street, city) VALUES (1, 'Main 1', 'Oslo'),"
            + " (2, NULL, 'Rome')",
        "INSERT INTO phone (person_id, slot, number) VALUES (1, 1, '11'), (1, 2, '12'),"
            + " (2, 2, '22')");
    shop.run(
        "CREATE TABLE customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " mail varchar(60) NOT NULL UNIQUE, street varchar(40), city varchar(40),"
            + " phone1 varchar(20), phone2 varchar(20))");
    shell = new Shell(folder);
    shell.environment.put("SHOP", shop.password());
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          crm: { type: sqlite, url: "%s" }
          shop: { type: postgresql, url: "%s", user: %s, password: "${SHOP}" }
        syncs:
          people:
            id: 1
            source: crm
            target: shop
            guard: off
            capture: triggers
            tasks:
              - name: people
                id: 1
                source: person
                target: customer
                parts:
                  source:
                    address: { object: address }
                    first: { object: phone, where: "slot = 1" }
                    second: { object: phone, where: "slot = 2" }
                match: email <-> mail
                fields:
                  - email <-> mail
                  - address.street <-> street
                  - address.city <-> city
                  - first.number <-> phone1
                  - second.number <-> phone2
        """
            .formatted(crm.url(), shop.url(), shop.user()));
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private String plain(int exit, String... args) {
    return call(exit, args).out().replaceAll("\\s+", " ");
  }

  private List<String> customers() throws SQLException {
    return Shops.ask(
        shop,
        "SELECT concat_ws(' ', mail, coalesce(street, '-'), coalesce(city, '-'),"
            + " coalesce(phone1, '-'), coalesce(phone2, '-')) FROM customer ORDER BY mail");
  }

  private List<String> addresses() throws SQLException {
    return Shops.ask(
        crm,
        "SELECT person_id || ' ' || coalesce(street, '-') || ' ' || coalesce(city, '-') || ' ' ||"
            + " coalesce(remark, '-') FROM address ORDER BY person_id");
  }

  private List<String> phones() throws SQLException {
    return Shops.ask(
        crm,
        "SELECT person_id || ' ' || slot || ' ' || number FROM phone ORDER BY person_id, slot");
  }

  @Test
  void recordsInSeveralTablesAreKeptAsOne() throws Exception {
    assertThat(plain(0, "check"))
        .contains("part first: several rows of phone may belong to one record")
        .contains("A unique key over person_id, slot would rule it out.");
    call(0, "start", "--yes");
    assertThat(customers())
        .containsExactly("a@x Main 1 Oslo 11 12", "b@x - Rome - 22", "c@x - - - -");
    assertThat(call(0, "verify").out()).contains("3 pairs are equal");

    shop.run(
        "UPDATE customer SET street = 'Back 2', phone1 = '13' WHERE mail = 'a@x'",
        "UPDATE customer SET phone1 = '21', phone2 = NULL, city = NULL WHERE mail = 'b@x'",
        "UPDATE customer SET city = 'Bern' WHERE mail = 'c@x'",
        "INSERT INTO customer (mail, phone2) VALUES ('d@x', '42')");
    crm.run(
        "UPDATE address SET city = 'Bergen' WHERE person_id = 1",
        "INSERT INTO phone (person_id, slot, number) VALUES (3, 1, '31'), (3, 7, '37')");
    assertThat(plain(3, "plan")).contains("address.street", "Back 2");
    call(0, "run");
    assertThat(customers())
        .containsExactly(
            "a@x Back 2 Bergen 13 12", "b@x - - 21 -", "c@x - Bern 31 -", "d@x - - - 42");
    assertThat(addresses()).containsExactly("1 Back 2 Bergen -", "3 - Bern -");
    assertThat(phones())
        .containsExactly("1 1 13", "1 2 12", "2 1 21", "3 1 31", "3 7 37", "4 2 42");
    assertThat(call(0, "run").out()).contains("Nothing was written");
    assertThat(call(0, "verify").out()).contains("4 pairs are equal");

    String undone = plain(0, "undo", "2", "--yes");
    assertThat(undone).contains("address.city");
    assertThat(customers())
        .containsExactly("a@x Back 2 Oslo 13 12", "b@x - - 21 -", "c@x - Bern - -", "d@x - - - 42");
    assertThat(addresses()).containsExactly("1 Main 1 Bergen -", "2 - Rome -");
    assertThat(phones()).containsExactly("1 1 11", "1 2 12", "2 2 22", "3 1 31", "3 7 37");
  }

  @Test
  void aFilterMayNameAColumnOfAPart() throws Exception {
    Path file = folder.resolve("syncline.yaml");
    String whole = Files.readString(file);
    String filter =
        "        filter: { source: \"address.city = 'Oslo' OR address.remark IS NULL\" }\n";
    Files.writeString(file, whole.replace("        match: email", filter + "        match: email"));
    crm.run("UPDATE address SET remark = 'dog' WHERE person_id = 2");
    call(0, "start", "--yes");
    assertThat(customers()).containsExactly("a@x Main 1 Oslo 11 12", "c@x - - - -");
    crm.run("UPDATE address SET remark = NULL WHERE person_id = 2");
    call(0, "run");
    assertThat(customers()).contains("b@x - Rome - 22").hasSize(3);
    assertThat(plain(0, "run")).contains("Nothing was written");
  }

  @Test
  void whatIsAmbiguousOrStandsInTheWayIsSaid() throws Exception {
    call(0, "start", "--yes");
    crm.run(
        "INSERT INTO phone (person_id, slot, number) VALUES (1, 1, '99'), (3, 7, '37')",
        "UPDATE address SET remark = 'dog' WHERE person_id = 2");
    shop.run(
        "DELETE FROM customer WHERE mail = 'c@x'",
        "UPDATE customer SET city = NULL WHERE mail = 'b@x'");
    assertThat(plain(5, "run"))
        .contains("is in 2 rows of phone: 1 and 4 (person_id = 1 and slot = 1); leave one of them")
        .contains("delete from person 3 rejected");
    assertThat(addresses()).containsExactly("1 Main 1 Oslo -", "2 - - dog");
    crm.run("DELETE FROM phone WHERE number IN ('11', '37')");
    call(0, "run");
    assertThat(customers()).containsExactly("a@x Main 1 Oslo 99 12", "b@x - - - 22");
    assertThat(Shops.ask(crm, "SELECT id FROM person")).containsExactly("1", "2");
    assertThat(call(0, "run").out()).contains("Nothing was written");
  }
}
