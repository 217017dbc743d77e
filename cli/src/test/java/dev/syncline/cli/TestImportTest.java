package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A run that is tried and taken back: what it says, and that nothing of it is anywhere. */
class TestImportTest {
  @TempDir Path folder;
  private OneToAny shops;

  private void open(String brand, String direction) throws SQLException {
    shops = new OneToAny(folder, brand, direction);
  }

  private Shell.Said call(int exit, String... args) {
    return shops.call(exit, args);
  }

  private Map<String, Map<String, List<String>>> everything() throws SQLException {
    return shops.everything();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "mariadb", "sqlite"})
  void childrenOfNewParentsSucceedAndNothingIsLeft(String brand) throws SQLException {
    open(brand, "two-way");
    shops.crm.run(
        "INSERT INTO customer VALUES (1, 'ann@x', 'Ann', 30), (2, 'bob@x', 'Bob', 200)",
        "INSERT INTO customer VALUES (3, 'cy@x', 'Cy', 5)",
        "INSERT INTO invoice VALUES (1, 'A-1', 1, 10), (2, 'A-2', 2, 20), (3, 'A-3', 3, 30)");
    shops.shop.run(
        "INSERT INTO client (mail, name, age) VALUES ('cy@x', 'Cy', 5), ('dee@x', 'Dee', 7)",
        "INSERT INTO bill (number, client_id, total) SELECT 'B-1', client_id, 7 FROM client"
            + " WHERE mail = 'dee@x'");
    Map<String, Map<String, List<String>>> before = everything();
    assertThat(before.get("state")).isEmpty();

    Shell.Said said = call(5, "run", "--test");
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("test import")
        .contains("1 record linked")
        .contains("Nothing was kept")
        .contains("2 in crm")
        .containsPattern("CHECK|check|constraint");
    assertThat(everything()).as("as before, in all tables").isEqualTo(before);

    JsonNode json = call(5, "run", "--test", "--output", "json").sync();
    assertThat(json.get("kept").asBoolean()).isFalse();
    assertThat(json.at("/tasks/0/applied/target/create").asInt()).isEqualTo(1);
    assertThat(json.at("/tasks/0/applied/source/create").asInt()).isEqualTo(1);
    assertThat(json.at("/tasks/1/applied/target/create").asInt()).isEqualTo(2);
    assertThat(json.at("/tasks/1/applied/source/create").asInt()).isEqualTo(1);
    assertThat(json.at("/due/0/reason").asString()).isEqualTo("rejected");
    assertThat(json.at("/due/0/key").asString()).isEqualTo("2");
    assertThat(json.at("/due/0/side").asString()).isEqualTo("source");
    assertThat(json.at("/due/1/reason").asString()).isEqualTo("blocked");
    assertThat(everything()).isEqualTo(before);

    shops.crm.run("UPDATE customer SET age = 20 WHERE id = 2");
    before = everything();
    Shell.Said good = call(3, "run", "--test");
    assertThat(good.out()).contains("syncline run customers");
    assertThat(everything()).isEqualTo(before);
    call(0, "run", "--verify");

    shops.shop.run(
        "DELETE FROM bill WHERE number = 'A-1'",
        "UPDATE client SET name = 'Bobby' WHERE mail = 'bob@x'");
    shops.crm.run("UPDATE customer SET name = 'much too long' WHERE id = 1");
    shops.crm.run("INSERT INTO customer VALUES (9, 'eve@x', 'Eve', 1)");
    before = everything();
    Shell.Said second = shops.shell.call("run", "--test");
    assertThat(second.exit()).as("%s", second).isEqualTo(5);
    assertThat(second.out()).contains("too long");
    assertThat(everything()).as("also when the sync has run").isEqualTo(before);
    call(3, "plan", "--save", "it.plan", "--task", "invoices");
    Map<String, Map<String, List<String>>> planned = everything();
    JsonNode applied = call(3, "run", "--test", "--plan", "it.plan", "--output", "json").sync();
    assertThat(applied.at("/tasks/1/applied/source/delete").asInt()).isEqualTo(1);
    assertThat(everything()).isEqualTo(planned);
    call(0, "run", "--plan", "it.plan");
  }

  @Test
  void deferredConstraintsAndTriggersSpeakBeforeTheEnd() throws SQLException {
    open("postgresql", "to-target");
    shops.shop.run(
        "CREATE TABLE allowed (mail VARCHAR(60) PRIMARY KEY)",
        "INSERT INTO allowed VALUES ('ann@x'), ('eve@x')",
        "ALTER TABLE client ADD FOREIGN KEY (mail) REFERENCES allowed DEFERRABLE INITIALLY DEFERRED",
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN IF NEW.name = ''Eve'' THEN RAISE ''no Eve here''; END IF; RETURN NEW; END'",
        "CREATE TRIGGER no BEFORE INSERT ON client FOR EACH ROW EXECUTE FUNCTION no()");
    shops.crm.run(
        "INSERT INTO customer VALUES (1, 'ann@x', 'Ann', 30), (2, 'bob@x', 'Bob', 20),"
            + " (3, 'eve@x', 'Eve', 3)");
    Map<String, Map<String, List<String>>> before = everything();
    JsonNode json = call(5, "run", "--test", "--output", "json").sync();
    assertThat(json.at("/tasks/0/applied/target/create").asInt()).isEqualTo(1);
    assertThat(json.get("due")).hasSize(2);
    assertThat(json.get("due").toString()).contains("no Eve here").contains("allowed");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void marksAreNeitherForgottenNorMade() throws SQLException {
    open("postgresql", "two-way");
    shops.shell.file(
        "syncline.yaml",
        shops.shell.read("syncline.yaml").replace("capture: scan", "capture: triggers"));
    shops.crm.run("INSERT INTO customer VALUES (1, 'ann@x', 'Ann', 30)");
    Map<String, Map<String, List<String>>> before = everything();
    call(3, "run", "--test");
    assertThat(everything()).isEqualTo(before);
    assertThat(Shops.ask(shops.crm, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
        .isEmpty();

    call(0, "run");
    shops.crm.run("UPDATE customer SET name = 'Anna'");
    shops.shop.run("INSERT INTO client (mail, name, age) VALUES ('bob@x', 'Bob', 4)");
    before = everything();
    JsonNode json = call(3, "run", "--test", "--output", "json").sync();
    assertThat(json.at("/tasks/0/looked/source").asInt()).as("by its mark").isEqualTo(1);
    assertThat(json.at("/tasks/0/applied/target/update").asInt()).isEqualTo(1);
    assertThat(json.at("/tasks/0/applied/source/create").asInt()).isEqualTo(1);
    assertThat(everything()).as("the marks are still there").isEqualTo(before);
    JsonNode run = call(0, "run", "--output", "json").sync();
    assertThat(run.at("/tasks/0/looked/source").asInt()).isEqualTo(1);
    assertThat(run.at("/tasks/0/applied/target/update").asInt()).isEqualTo(1);
    call(0, "verify");
  }

  @Test
  void aTransactionThatTheDatabaseEndsIsSaid() throws SQLException {
    open("postgresql", "to-target");
    shops.shop.run(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
            + " IF NEW.name = ''Bob'' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
            + " RETURN NEW; END'",
        "CREATE TRIGGER die BEFORE INSERT ON client FOR EACH ROW EXECUTE FUNCTION die()");
    shops.crm.run("INSERT INTO customer VALUES (1, 'ann@x', 'Ann', 30), (2, 'bob@x', 'Bob', 20)");
    Map<String, Map<String, List<String>>> before = everything();
    Shell.Said said = call(1, "run", "--test");
    assertThat(said.err()).contains("shop");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void theGuardAndWrongCallsSpeakAsInARun() throws SQLException {
    open("sqlite", "two-way");
    for (int i = 0; i < 30; i++) {
      shops.crm.run("INSERT INTO customer VALUES (" + i + ", 'mail" + i + "', 'Ann', 30)");
    }
    call(0, "run");
    shops.crm.run("DELETE FROM customer");
    Map<String, Map<String, List<String>>> before = everything();
    Shell.Said halted = call(4, "run", "--test");
    assertThat(halted.out()).contains("The guard would stop this run");
    assertThat(everything()).isEqualTo(before);
    call(3, "run", "--test", "--approve");
    assertThat(everything()).isEqualTo(before);
    call(2, "run", "--test", "--watch");
    call(2, "run", "--test", "--adopt");
    call(0, "stop");
    assertThat(call(4, "run", "--test").out()).contains("is stopped");
  }
}
