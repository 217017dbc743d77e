package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Directus;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person does to bring a database's tables into a new Directus, command by command. */
class DirectusCommandsTest {
  @TempDir Path folder;

  @Test
  void anEmptyDirectusGetsTheTablesAndTheirRecords() throws Exception {
    Directus directus = Directus.shared();
    Shell shell = new Shell(folder);
    TestDatabase crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    crm.run(
        "CREATE TABLE customer (id INTEGER PRIMARY KEY AUTOINCREMENT, email VARCHAR(80) NOT NULL"
            + " UNIQUE, name TEXT)",
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY AUTOINCREMENT, number VARCHAR(9) NOT NULL"
            + " UNIQUE, customer_id INTEGER NOT NULL REFERENCES customer (id))",
        "INSERT INTO customer (id, email, name) VALUES (7, 'ann@x', 'Ann'), (9, 'bob@x', NULL)",
        "INSERT INTO invoice (number, customer_id) VALUES ('A-1', 9)");
    String url = "directus:" + directus.url();

    Shell.Said without = shell.call("init", "--source", "crm.db", "--target", url);
    assertThat(without.exit()).isEqualTo(1);
    assertThat(without.err()).contains("needs a login", "export DIRECTUS_TOKEN=");
    Shell.Said bare = shell.call("init", "--source", "crm.db", "--target", directus.url());
    assertThat(bare.exit()).isEqualTo(2);
    assertThat(bare.err()).contains("directus:http");

    shell.environment.put("DIRECTUS_TOKEN", Directus.TOKEN);
    Shell.Said init =
        shell.call("init", "--source", "crm.db", "--target", url, "--create-tables", "--yes");
    assertThat(init.toString())
        .contains("POST /collections {\"collection\":\"customer\"", "POST /relations", "Directus");
    assertThat(shell.read("syncline.yaml"))
        .contains("type: directus", "token: \"${DIRECTUS_TOKEN}\"", "through: customer")
        .doesNotContain(Directus.TOKEN);
    assertThat(shell.call("check").exit()).isZero();
    Shell.Said run = shell.call("run", "--approve", "--verify");
    assertThat(run.exit()).as("%s", run).isZero();

    JsonNode customers = directus.ask("GET", "/items/customer?sort=id", null).get("data");
    assertThat(customers.valueStream().map(c -> c.get("email").stringValue()))
        .containsExactly("ann@x", "bob@x");
    assertThat(directus.items("invoice").getFirst().get("customer_id"))
        .as("the key that Bob has there")
        .isEqualTo(customers.get(1).get("id"));

    assertThat(shell.call("uninstall", "--yes").exit()).isZero();
    assertThat(directus.ask("GET", "/collections", null).get("data").valueStream())
        .noneMatch(c -> c.get("collection").stringValue().startsWith("syncline"));
  }
}
