package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code syncline plan}: everything that would happen, and nothing that does. */
class PlanCommandTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  @Test
  void aPlanOfAFirstSyncSaysThatSidesDifferAndCreatesNothing() throws SQLException {
    shops.shell.file(
        "syncline.yaml", Shops.configuration("").replace("winner: hold", "winner: source"));
    shops.shop.run("UPDATE client SET name = 'Robert' WHERE mail = 'bob@x.org'");
    Shell.Said said = shops.shell.coloured().call("plan", "--no-color");
    assertThat(said.out())
        .contains("both sides differ, the source wins")
        .doesNotContain("changed it");
    assertThat(said.err()).contains("deciding creates in shop").doesNotContain("creating");
  }

  @Test
  void showsEachKindOfChangePerTaskAndSide() throws SQLException {
    List<String> before = shops.everything();
    Shell.Said said = shops.shell.call("plan");
    assertThat(said.out())
        .isEqualTo(
            """
            customers  crm ⇄ shop  two-way

                              rows        links                  in crm                 in shop
              task       crm  shop  now  to add  create  update  delete  create  update  delete  held
              customers    3     3    ·       2       1       1       ·       1       ·       ·     ·
              invoices     2     1    ·       ·       1       ·       ·       2       ·       ·     ·
              total        5     4    ·       2       2       1       ·       3       ·       ·     ·

            Compared crm and shop in full: changes are not tracked.

              customers
              + create 1 in crm
                  1003  email: dee@x.org, name: Dee, city: Lima
              + create 1 in shop
                  1  mail: ann@x.org, name: Ann, city: Oslo
              ~ update 1 in crm
                  3 ⇄ 1002  city  null → Bonn  filled an empty field

              invoices
              + create 1 in crm
                  5001  number: B-1, total: 7.25, customer_id: (new, for customers 1003)
              + create 2 in shop
                  1  number: A-1, total: 10.5, client_id: (new, for customers 1)
                  2  number: A-2, total: 20, client_id: 1002

            2 links to add, 3 changes in crm and 3 changes in shop. Nothing has been written.
            Next:  syncline run customers
            """);
    assertThat(said.exit()).isEqualTo(3);
    assertThat(said.err()).isEmpty();
    assertThat(shops.everything()).isEqualTo(before);
  }

  @Test
  void inStepIsZero() {
    shops.shell.call("run");
    Shell.Said said = shops.shell.call("plan");
    assertThat(said.out()).endsWith("\n✓ In step: there is nothing to do.\n");
    assertThat(said.exit()).isZero();
  }

  @Test
  void showsAnUpdateFieldByFieldAndADelete() throws SQLException {
    shops.shell.call("run");
    shops.crm.run(
        "UPDATE customer SET name = 'Anna', city = NULL WHERE email = 'ann@x.org'",
        "DELETE FROM invoice WHERE number = 'A-2'");
    Shell.Said said = shops.shell.call("plan");
    assertThat(said.out())
        .contains(
            """
              customers
              ~ update 1 in shop
                  1 ⇄ 1004  name  Ann → Anna   the only change
                            city  Oslo → null
            """)
        .contains(
            """
              invoices
              - delete 1 in shop
                  2 ⇄ 5003  bill_id: 5003, number: A-2, client_id: 1002, total: 20  deleted on the source
            """);
    assertThat(said.exit()).isEqualTo(3);
  }

  @Test
  void showsAConflictWithTheValuesOfBothSides() throws SQLException {
    shops.shell.call("run");
    shops.conflict();
    Shell.Said said = shops.shell.call("plan");
    assertThat(said.out())
        .contains(
            """
              customers
              ! 1 conflict
                  2 ⇄ 1001  name  crm: Bob of crm  shop: Bob of shop
            """);
    assertThat(said.exit()).isEqualTo(4);
  }

  @Test
  void saysWhatTheGuardWouldStop() throws SQLException {
    shops.configure("guard: { creates: 1 }");
    Shell.Said said = shops.shell.call("plan");
    assertThat(said.out())
        .contains("✗ The guard stops this:\n    invoices: would create 2 records in shop")
        .contains("Next:  syncline run customers --approve");
    assertThat(said.exit()).isEqualTo(4);
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void looksAtOneTaskOneRecordOrTheFirstOnly() {
    JsonNode task = shops.shell.call("plan", "--task", "customers", "--output", "json").sync();
    assertThat(task.get("tasks").size()).isEqualTo(1);
    JsonNode record =
        shops
            .shell
            .call("plan", "--task", "customers", "--record", "1", "--output", "json")
            .sync()
            .get("tasks")
            .get(0);
    assertThat(record.at("/planned/target/create").asInt()).isEqualTo(1);
    assertThat(record.at("/planned/source/create").asInt()).isZero();
    JsonNode first =
        shops.shell.call("plan", "--limit", "1", "--output", "json").sync().get("tasks").get(1);
    assertThat(
            first.at("/planned/target/create").asInt() + first.at("/planned/source/create").asInt())
        .isEqualTo(1);
  }

  @Test
  void saysWhatItsJsonLeavesOut() {
    JsonNode short_ = shops.shell.call("plan", "--show", "1", "--output", "json").sync();
    assertThat(short_.at("/tasks/1/truncated").asBoolean()).isTrue();
    assertThat(short_.at("/tasks/1/leftOut").asLong()).isEqualTo(1);
    assertThat(short_.at("/tasks/1/records").size()).isEqualTo(2);
    String[] all = short_.get("all").asString().split(" ");
    JsonNode whole = shops.shell.call("plan", all[0], all[1], "--output", "json").sync();
    assertThat(whole.get("all").isNull()).isTrue();
    assertThat(whole.at("/tasks/1/truncated").asBoolean()).isFalse();
    assertThat(whole.at("/tasks/1/leftOut").asLong()).isZero();
    assertThat(whole.at("/tasks/1/records").size()).isEqualTo(3);
    assertThat(shops.shell.call("plan", "--show", "1").out())
        .contains("      and 1 more; --show 2 shows all\n");
    assertThat(shops.shell.call("plan", "--show", "2").out()).doesNotContain(" more");
  }

  @Test
  void namesTheSideOfWhatIsHeld() throws SQLException {
    shops.crm.run(
        "DROP TABLE invoice",
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY AUTOINCREMENT, number VARCHAR(20) NOT NULL,"
            + " customer_id INTEGER NOT NULL REFERENCES customer (id), total NUMERIC(10,2))",
        "INSERT INTO invoice (number, customer_id, total) VALUES ('C-1', 1, 1), ('C-1', 1, 2)");
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace(
                "        source: invoice\n", "        source: invoice\n        match: [number]\n"));
    assertThat(shops.shell.call("plan").out()).contains("1 in crm  ").contains("2 in crm  ");
  }

  @Test
  void checkTakesTheNameOfASync() {
    Shell.Said said = shops.shell.call("check", "customers");
    assertThat(said.exit()).as("%s", said).isZero();
    Shell.Said nobody = shops.shell.call("check", "nobody");
    assertThat(nobody.exit()).isEqualTo(2);
    assertThat(nobody.err()).contains("there is no sync \"nobody\"").contains("customers");
  }

  @Test
  void isCompleteAsJson() {
    Shell.Said said = shops.shell.call("plan", "--output", "json");
    JsonNode sync = said.sync();
    assertThat(sync.get("sync").asString()).isEqualTo("customers");
    assertThat(sync.get("direction").asString()).isEqualTo("two-way");
    assertThat(sync.at("/source/connection").asString()).isEqualTo("crm");
    JsonNode records = sync.at("/tasks/0/records");
    assertThat(records)
        .anySatisfy(
            r -> {
              assertThat(r.get("kind").asString()).isEqualTo("update");
              assertThat(r.get("source").asString()).isEqualTo("3");
              assertThat(r.get("target").asString()).isEqualTo("1002");
              assertThat(r.at("/fields/0/field").asString()).isEqualTo("city");
              assertThat(r.at("/fields/0/before").isNull()).isTrue();
              assertThat(r.at("/fields/0/after").asString()).isEqualTo("Bonn");
              assertThat(r.at("/fields/0/rule").asString()).isEqualTo("filled an empty field");
            });
    assertThat(sync.get("exit").asInt()).isEqualTo(3);
    assertThat(said.json().get("exit").asInt()).isEqualTo(said.exit()).isEqualTo(3);
  }

  @Test
  void savesAPlanWithItsHash() {
    Shell.Said said = shops.shell.call("plan", "--save", "a.plan");
    assertThat(said.out())
        .contains("Saved as a.plan  sha256 ")
        .contains("syncline run --plan a.plan");
    String hash = said.out().replaceAll("(?s).*sha256 ([0-9a-f]{64}).*", "$1");
    assertThat(shops.shell.read("a.plan")).endsWith(hash + "\"}\n");
  }

  @Test
  void refusesWhatDoesNotExist() {
    assertThat(shops.shell.call("plan", "nope"))
        .satisfies(s -> assertThat(s.exit()).isEqualTo(2))
        .satisfies(
            s ->
                assertThat(s.err())
                    .isEqualTo("syncline: there is no sync \"nope\". There is customers\n"));
    assertThat(shops.shell.call("plan", "--task", "nope").err())
        .contains("sync customers has no task \"nope\". It has customers, invoices");
    assertThat(shops.shell.call("plan", "--record", "1").err()).contains("Name one with --task");
    assertThat(shops.shell.call("plan", "--task", "customers", "--record", "one").err())
        .contains("\"one\" is no key of customer (id)");
    for (String command : java.util.List.of("plan", "run", "runs")) {
      for (String limit : java.util.List.of("0", "-1")) {
        Shell.Said refused = shops.shell.call(command, "--limit", limit);
        assertThat(refused.exit()).as("%s", refused).isEqualTo(2);
        assertThat(refused.err()).contains("--limit " + limit).contains("at least 1");
      }
    }
    assertThat(shops.shell.call("plan", "--save", "no/folder/p").exit()).isEqualTo(2);
  }

  @Test
  void coloursOnlyATerminalThatWantsThem() {
    assertThat(shops.shell.call("plan").out()).doesNotContain("\u001b");
    shops.shell.coloured();
    assertThat(shops.shell.call("plan").out()).contains("\u001b[32m+\u001b[0m");
    assertThat(shops.shell.call("plan", "--no-color").out()).doesNotContain("\u001b");
  }
}
