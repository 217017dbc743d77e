package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A record whose keys users change on both sides is the same record: its biography goes on, and
 * erasing it leaves nothing.
 */
class FormerKeysTest {
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
    shell = servers.shell;
    crm.run(
        "CREATE TABLE customer (id serial PRIMARY KEY, email text NOT NULL UNIQUE, name text)",
        "INSERT INTO customer VALUES (1, 'ann@x.org', 'Ann'), (2, 'bob@x.org', 'Bob')");
    shop.run(
        "CREATE TABLE customers (cid int AUTO_INCREMENT PRIMARY KEY, mail varchar(60) NOT NULL UNIQUE,"
            + " full_name varchar(60)) AUTO_INCREMENT = 500");
    servers.configure(
        """
          customers:
            id: 1
            source: crm
            target: shop
            capture: triggers
            guard: off
            tasks:
              - name: customer
                id: 1
                source: customer
                target: customers
                match: [ email <-> mail ]
                fields:
                  - email <-> mail
                  - name <-> full_name
        """);
    servers.call(0, "start");
    crm.run("UPDATE customer SET name = 'PersonalName' WHERE id = 1");
    servers.call(0, "run");
  }

  private String targetKey(String mail) throws SQLException {
    return Shops.ask(shop, "SELECT cid FROM customers WHERE mail = '" + mail + "'").getFirst();
  }

  private JsonNode record(String key) {
    return servers.call(0, "show", "record", key, "--task", "customer", "--output", "json").json();
  }

  /** The names that a record was given. */
  private List<String> history(String key) {
    return record(key).get("history").valueStream().map(FormerKeysTest::name).toList();
  }

  private static String name(JsonNode entry) {
    JsonNode name = entry.at("/after/full_name");
    return name.isObject() ? name.get("withheld").asString() : name.asString();
  }

  @Test
  void keysThatChangeOneAfterTheOther() throws SQLException {
    String cid = targetKey("ann@x.org");
    crm.run("UPDATE customer SET id = 101 WHERE id = 1");
    servers.call(0, "run");
    shop.run("UPDATE customers SET cid = 9100 WHERE mail = 'ann@x.org'");
    servers.call(0, "run");
    crm.run("UPDATE customer SET id = 102 WHERE id = 101");
    servers.call(0, "run");
    // Who comes later under a key that she had is somebody else.
    crm.run("INSERT INTO customer VALUES (1, 'cy@x.org', 'Cy')");
    servers.call(0, "run");

    assertThat(history("1")).as("somebody else's").containsExactly("Cy");
    Shell.Said shown = servers.call(0, "show", "record", "102", "--task", "customer");
    assertThat(shown.out().replaceAll("\\s+", " "))
        .contains("customer 102 ⇄ 9100")
        .contains("before 101 and 1 in crm (source)")
        .contains("before " + cid + " in shop (target)")
        .contains("PersonalName");
    assertThat(history("102")).containsExactly("Ann", "PersonalName");
    JsonNode json = record("102");
    assertThat(json.at("/formerSourceKeys/1").asString()).isEqualTo("1");
    assertThat(json.at("/formerTargetKeys/0").asString()).isEqualTo(cid);
    assertThat(record("101").get("sourceKey").asString()).as("a key it had").isEqualTo("102");
    assertThat(history("101")).containsExactly("Ann", "PersonalName");

    Shell.Said asked = shell.call("erase", "102", "--task", "customer");
    assertThat(asked.exit()).isEqualTo(4);
    assertThat(asked.out())
        .contains("customer 102, 101, 1 ⇄ 9100, " + cid)
        .contains("2 entries of 2 runs");
    assertThat(servers.call(0, "erase", "102", "--task", "customer", "--yes").out())
        .contains("Erased 2 entries");
    assertThat(servers.call(0, "show", "run", "2").out())
        .contains("(erased)")
        .doesNotContain("PersonalName");
    assertThat(history("1")).as("somebody else's").contains("Cy");
    assertThat(servers.call(0, "erase", "102", "--task", "customer", "--yes").out())
        .contains("Nothing is remembered of the values of customer 102 ⇄ 9100.");
    servers.call(0, "run", "--verify");
  }

  @Test
  void bothKeysChangeAtOnce() throws SQLException {
    crm.run("UPDATE customer SET id = 90001 WHERE id = 1");
    shop.run("UPDATE customers SET cid = 99001 WHERE mail = 'ann@x.org'");
    servers.call(0, "run");
    assertThat(servers.call(0, "show", "record", "90001", "--task", "customer").out())
        .contains("90001 ⇄ 99001")
        .contains("PersonalName");
    assertThat(
            servers
                .call(0, "erase", "99001", "--task", "customer", "--side", "target", "--yes")
                .out())
        .contains("Erased 2 entries of 2 runs");
    assertThat(servers.call(0, "show", "run", "2").out()).doesNotContain("PersonalName");
  }

  @Test
  void aKeyThatItHadFindsItToo() throws SQLException {
    crm.run("UPDATE customer SET id = 101 WHERE id = 1");
    shop.run("UPDATE customers SET cid = 9100 WHERE mail = 'ann@x.org'");
    servers.call(0, "run");
    crm.run("UPDATE customer SET name = 'LaterName' WHERE id = 101");
    servers.call(0, "run");
    assertThat(servers.call(0, "erase", "1", "--task", "customer", "--yes").out())
        .contains("Erased 3 entries of 3 runs");
  }
}
