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

  @Test
  void oneRecordIsSentAndNothingIsTriedThatCouldNotBeTakenBack() throws Exception {
    Directus directus = Directus.shared();
    Shell shell = new Shell(folder);
    TestDatabase crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    crm.run(
        "CREATE TABLE buyer (id INTEGER PRIMARY KEY AUTOINCREMENT, email VARCHAR(80) NOT NULL"
            + " UNIQUE, name VARCHAR(20))",
        "INSERT INTO buyer (id, email, name) VALUES (7, 'ann@x', 'Ann'), (9, 'bob@x', 'Bob')");
    shell.environment.put("DIRECTUS_TOKEN", Directus.TOKEN);
    String url = "directus:" + directus.url();
    Shell.Said init =
        shell.call("init", "--source", "crm.db", "--target", url, "--create-tables", "--yes");
    assertThat(init.exit()).as("%s", init).isZero();

    Shell.Said test = shell.call("run", "--test");
    assertThat(test.exit()).as("%s", test).isEqualTo(1);
    assertThat(test.err().replaceAll("\\s+", " "))
        .contains("not available", "has no transactions", "Nothing was sent", "syncline plan");
    Shell.Said row = shell.call("test-row", "--first", "--rollback");
    assertThat(row.exit()).as("%s", row).isEqualTo(1);
    assertThat(row.err()).contains("not available");
    assertThat(directus.items("buyer")).isEmpty();

    Shell.Said sent =
        shell.call("test-row", "--record", "7", "--set", "name=Anna", "--yes", "--output", "json");
    assertThat(sent.exit()).as("%s", sent).isZero();
    assertThat(sent.toString()).doesNotContain(Directus.TOKEN);
    JsonNode post =
        sent.json()
            .get("exchanges")
            .valueStream()
            .filter(e -> e.get("method").asString().equals("POST"))
            .filter(e -> e.get("url").asString().contains("/items/buyer"))
            .findFirst()
            .orElseThrow();
    assertThat(post.get("status").asInt()).isEqualTo(200);
    assertThat(post.get("body").asString()).contains("ann@x", "Anna");
    assertThat(post.at("/headers/Authorization").asString()).isEqualTo("***");
    assertThat(post.get("answer").asString()).contains("Anna");
    Shell.Said said = shell.call("test-row", "--record", "7", "--set", "name=Anne", "--yes");
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("PATCH", "Authorization: ***", "HTTP 200", "stays due");

    assertThat(shell.call("run", "--verify").exit()).isZero();
    assertThat(directus.items("buyer").stream().map(b -> b.get("name").stringValue()))
        .as("each once, as it is")
        .containsExactlyInAnyOrder("Ann", "Bob");
  }
}
