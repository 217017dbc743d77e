package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code syncline conflicts}: a person looks, decides, and the next run does it. */
class ConflictsTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
    shops.shell.call("run");
    shops.conflict();
    shops.shell.call("run");
  }

  @Test
  void listsBothSidesValues() {
    Shell.Said said = shops.shell.call("conflicts", "list");
    assertThat(said.out())
        .isEqualTo(
            """
            customers  crm ⇄ shop  1 conflict

              ! customers 2 ⇄ 1001
                field  crm (source)  shop (target)
                name   Bob of crm    Bob of shop

            Next:  syncline conflicts resolve KEY --source|--target [--field NAME]
            """);
    assertThat(said.exit()).isEqualTo(4);
    JsonNode conflict =
        shops.shell.call("conflicts", "list", "--output", "json").sync().at("/conflicts/0");
    assertThat(conflict.get("key").asString()).isEqualTo("2");
    assertThat(conflict.at("/fields/0/source").asString()).isEqualTo("Bob of crm");
  }

  @Test
  void takesADecisionAndTheNextRunDoesIt() throws SQLException {
    Shell.Said said = shops.shell.call("conflicts", "resolve", "2", "--target");
    assertThat(said.exit()).isZero();
    assertThat(said.out()).startsWith("✓ Decided for customers 2").contains("from the target");
    assertThat(shops.shell.call("conflicts", "list").out())
        .contains("decided: the whole record from shop");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.customers()).contains("bob@x.org Bob of shop Rome");
    assertThat(shops.shell.call("conflicts", "list").out())
        .isEqualTo("✓ customers: no conflicts.\n");
    assertThat(shops.shell.call("show", "record", "2", "--task", "customers").out())
        .contains("chosen by a person");
  }

  @Test
  void aRecordThatIsNowhereIsNotTakenForOneWithoutAConflict() {
    Shell.Said nowhere = shops.shell.call("conflicts", "resolve", "4711", "--source");
    assertThat(nowhere.exit()).as("%s", nowhere).isEqualTo(2);
    assertThat(nowhere.err()).contains("there is no record 4711 of task customers");
    Shell.Said settled = shops.shell.call("conflicts", "resolve", "1", "--source");
    assertThat(settled.exit()).as("%s", settled).isEqualTo(1);
    assertThat(settled.err()).contains("has no conflict that waits");
  }

  @Test
  void decidesOneFieldByAnyOfItsNames() throws SQLException {
    shops.crm.run("UPDATE customer SET city = 'here' WHERE id = 2");
    shops.shop.run("UPDATE client SET city = 'there' WHERE client_id = 1001");
    shops.shell.call("run");
    Shell.Said said =
        shops.shell.call(
            "conflicts", "resolve", "1001", "--side", "target", "--source", "--field", "city");
    assertThat(said.exit()).as("%s", said).isZero();
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    assertThat(shops.clients()).contains("bob@x.org Bob of shop here");
    assertThat(shops.shell.call("conflicts", "resolve", "2", "--source", "--field", "nope").exit())
        .isEqualTo(2);
  }

  @Test
  void aDecisionLapsesWhenTheRecordChanges() throws SQLException {
    shops.shell.call("conflicts", "resolve", "2", "--source");
    shops.shop.run("UPDATE client SET name = 'Robert' WHERE mail = 'bob@x.org'");
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    assertThat(shops.clients()).contains("bob@x.org Robert Rome");
  }

  @Test
  void decidesAllConflictsOfATask() throws SQLException {
    shops.crm.run("UPDATE customer SET city = 'here' WHERE id IN (1, 3)");
    shops.shop.run("UPDATE client SET city = 'there' WHERE client_id IN (1002, 1004)");
    shops.shell.call("run");
    assertThat(shops.shell.call("conflicts", "resolve", "--every", "--source").out())
        .contains("Decided for 3 conflicts of customers");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.customers()).isEqualTo(shops.clients());
  }

  @Test
  void decidesSeveralByTheirKeysOrByAText() throws SQLException {
    shops.crm.run("UPDATE customer SET city = 'here' WHERE id IN (1, 3)");
    shops.shop.run("UPDATE client SET city = 'there' WHERE client_id IN (1002, 1004)");
    shops.shell.call("run");
    assertThat(shops.shell.call("conflicts", "resolve", "1", "3", "--source").out())
        .contains("Decided for 2 conflicts of customers");
    assertThat(shops.shell.call("conflicts", "resolve", "1", "4711", "--target").exit())
        .as("all or nothing")
        .isEqualTo(2);
    assertThat(shops.shell.call("conflicts", "resolve", "1", "--target", "--search", "2").exit())
        .isEqualTo(2);
    assertThat(
            shops.shell.call("conflicts", "resolve", "--every", "--search", "2", "--target").out())
        .contains("Decided for customers 2");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.clients()).contains("bob@x.org Bob of shop Rome", "ann@x.org Ann here");
  }

  @Test
  void decidesAllConflictsOfAllTasksAndShowsThemPageByPage() throws SQLException {
    shops.crm.run("UPDATE invoice SET total = 1 WHERE number IN ('A-1', 'A-2')");
    shops.shop.run("UPDATE bill SET total = 2 WHERE number IN ('A-1', 'A-2')");
    shops.shell.call("run");
    JsonNode page =
        shops
            .shell
            .call("conflicts", "list", "--skip", "1", "--show", "1", "--output", "json")
            .sync();
    assertThat(page.get("total").asInt()).isEqualTo(3);
    assertThat(page.get("conflicts")).hasSize(1);
    assertThat(page.at("/conflicts/0/task").asString()).isEqualTo("invoices");
    assertThat(shops.shell.call("conflicts", "list", "--skip", "1", "--show", "1").out())
        .contains("3 conflicts", "and 1 more");
    assertThat(shops.shell.call("conflicts", "list", "--search", "nothing of that").out())
        .contains("no conflicts");
    assertThat(
            shops
                .shell
                .call("conflicts", "resolve", "--every", "--field", "name", "--source")
                .err())
        .contains("name one with --task");
    assertThat(shops.shell.call("conflicts", "resolve", "--every", "--source").out())
        .contains("Decided for 3 conflicts of customers and invoices");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.customers()).isEqualTo(shops.clients());
  }

  @Test
  void leavesWhatWasDecidedByItself() throws SQLException {
    shops.crm.run("UPDATE customer SET city = 'here' WHERE id IN (1, 3)");
    shops.shop.run("UPDATE client SET city = 'there' WHERE client_id IN (1002, 1004)");
    shops.shell.call("run");
    shops.shell.call("conflicts", "resolve", "2", "--target");
    assertThat(shops.shell.call("conflicts", "resolve", "--every", "--source").out())
        .contains("Decided for 2 conflicts of customers")
        .contains("Left as decided before: 1");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.customers()).isEqualTo(shops.clients()).contains("bob@x.org Bob of shop Rome");
    assertThat(shops.clients()).contains("ann@x.org Ann here");
  }

  @Test
  void refusesWhatIsNoConflict() {
    assertThat(shops.shell.call("conflicts", "resolve", "3", "--source").err())
        .contains("customers 3 has no conflict that waits");
    assertThat(shops.shell.call("conflicts", "resolve", "2").exit()).isEqualTo(2);
    assertThat(shops.shell.call("conflicts", "resolve", "2", "--source", "--target").exit())
        .isEqualTo(2);
    assertThat(shops.shell.call("conflicts", "resolve", "--source").exit()).isEqualTo(2);
    assertThat(shops.shell.call("conflicts").err())
        .contains("syncline conflicts needs one of list, resolve");
  }

  @Test
  void aKeyTellsTheTaskWhereOnlyOneHasItInConflict() throws SQLException {
    shops.configure("delete-conflicts: hold");
    shops.crm.run("DELETE FROM invoice WHERE number = 'B-1'");
    shops.shop.run("UPDATE bill SET total = 8 WHERE number = 'B-1'");
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    Shell.Said list = shops.shell.call("conflicts", "list");
    assertThat(list.out()).contains("customers 2", "syncline conflicts resolve KEY --task TASK");
    String invoice =
        shops
            .shell
            .call("conflicts", "list", "--task", "invoices", "--output", "json")
            .sync()
            .at("/conflicts/0/key")
            .asString();
    assertThat(invoice).isNotEqualTo("2");
    Shell.Said nowhere = shops.shell.call("conflicts", "resolve", "4711", "--source");
    assertThat(nowhere.exit()).isEqualTo(2);
    assertThat(nowhere.err()).contains("customers and invoices", "--task");
    assertThat(shops.shell.call("conflicts", "resolve", invoice, "--target").out())
        .contains("Decided for invoices " + invoice);
    assertThat(shops.shell.call("conflicts", "resolve", "2", "--source").out())
        .contains("Decided for customers 2");
  }

  @Test
  void decidesADeleteAgainstAnEdit() throws SQLException {
    shops.configure("delete-conflicts: hold");
    shops.crm.run("DELETE FROM invoice WHERE number = 'B-1'");
    shops.shop.run("UPDATE bill SET total = 8 WHERE number = 'B-1'");
    shops.crm.run("DELETE FROM invoice WHERE number = 'A-2'");
    shops.shop.run("UPDATE bill SET total = 9 WHERE number = 'A-2'");
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    JsonNode conflicts =
        shops.shell.call("conflicts", "list", "--task", "invoices", "--output", "json").sync();
    assertThat(conflicts.get("total").asInt()).isEqualTo(2);
    assertThat(conflicts.at("/conflicts/0/message").asString()).contains("deleted on the source");
    assertThat(shops.shell.call("conflicts", "list", "--task", "invoices").out())
        .contains("(no record)");
    String first = conflicts.at("/conflicts/0/key").asString();
    String second = conflicts.at("/conflicts/1/key").asString();
    shops.shell.call("conflicts", "resolve", first, "--task", "invoices", "--source");
    shops.shell.call("conflicts", "resolve", second, "--task", "invoices", "--target");
    shops.shell.call("conflicts", "resolve", "2", "--task", "customers", "--source");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(shops.bills()).isEqualTo(shops.invoices()).hasSize(2);
  }
}
