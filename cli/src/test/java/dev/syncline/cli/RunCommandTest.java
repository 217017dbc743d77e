package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Fence;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code syncline run}: both sides in step, and what is left when they are not. */
class RunCommandTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  @Test
  void bringsBothSidesInStep() throws SQLException {
    Shell.Said said = shops.shell.call("run");
    assertThat(said.out().replaceAll("run 1, [^\\n]*", "run 1, TIME"))
        .isEqualTo(
            """
            customers  crm ⇄ shop  run 1, TIME

                              rows          links                  in crm                 in shop
              task       crm  shop  before  added  create  update  delete  create  update  delete  due
              customers    3     3       ·      2       1       1       ·       1       ·       ·    ·
              invoices     2     1       ·      ·       1       ·       ·       2       ·       ·    ·
              total        5     4       ·      2       2       1       ·       3       ·       ·    ·

            Compared crm and shop in full: changes are not tracked.

            ✓ In step. 2 records linked, 3 written in crm and 3 written in shop.
            """);
    assertThat(said.exit()).isZero();
    assertThat(shops.customers())
        .isEqualTo(shops.clients())
        .containsExactly(
            "ann@x.org Ann Oslo", "bob@x.org Bob Rome", "cy@x.org Cy Bonn", "dee@x.org Dee Lima");
    assertThat(shops.bills())
        .isEqualTo(shops.invoices())
        .containsExactly("A-1 10.5 ann@x.org", "A-2 20 cy@x.org", "B-1 7.25 dee@x.org");
    assertThat(shops.shell.call("run").out()).contains("✓ In step. Nothing was written.");
  }

  @Test
  void aNewRecordKeepsWhatDoesNotFlowFromIt() throws SQLException {
    shops.shell.file(
        "syncline.yaml", Shops.configuration("").replace("city <-> city", "city -> city"));
    shops.crm.run("UPDATE customer SET city = 'Bonn' WHERE email = 'cy@x.org'");
    String there = "SELECT coalesce(city, 'none') FROM customer WHERE email = 'dee@x.org'";
    String here = "SELECT city FROM client WHERE mail = 'dee@x.org'";
    for (int run = 0; run < 2; run++) {
      Shell.Said said = shops.shell.call("run");
      assertThat(said.exit()).as("%s", said).isZero();
      assertThat(Shops.ask(shops.crm, there)).containsExactly("none");
      assertThat(Shops.ask(shops.shop, here)).containsExactly("Lima");
    }
    shops.crm.run("UPDATE customer SET city = 'Köln' WHERE email = 'dee@x.org'");
    assertThat(shops.shell.call("run").exit()).isZero();
    assertThat(Shops.ask(shops.shop, here)).containsExactly("Köln");
  }

  @Test
  void whatWaitsForARejectedRecordNamesItAndWhatToDo() throws SQLException {
    shops.shell.call("plan", "--save", "first.plan");
    shops.shop.run(
        "CREATE TRIGGER no_ann BEFORE INSERT ON client WHEN NEW.mail = 'ann@x.org'"
            + " BEGIN SELECT RAISE(ABORT, 'not her'); END");
    Shell.Said said = shops.shell.call("run", "--plan", "first.plan");
    assertThat(said.exit()).as("%s", said).isEqualTo(5);
    assertThat(shops.shell.call("status", "--due").out().replaceAll("\\s+", " "))
        .contains(
            "customer_id <-> client_id: refers to 1 of crm, which is not in shop yet. It can be"
                + " written when that record is there; what keeps that one is shown by: syncline"
                + " status --due");
  }

  @Test
  void aRecordWithoutItsKeyNamesItselfAndTheColumn() throws SQLException {
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            .replace(
                "        fields:\n          - email",
                "        match: city\n        fields:\n          - email"));
    assertThat(shops.shell.call("plan", "--task", "customers").out().replaceAll("\\s+", " "))
        .contains("customer 3 has no city: null matches nothing.");
  }

  @Test
  void certifiesAfterwardsWhenAsked() {
    Shell.Said said = shops.shell.call("run", "--verify");
    assertThat(said.out())
        .contains("✓ In step.")
        .endsWith("✓ Certified: all 7 pairs are equal through the mapping.\n");
    assertThat(said.exit()).isZero();
    JsonNode sync = shops.shell.call("run", "--verify", "--output", "json").sync();
    assertThat(sync.at("/verify/certified").asBoolean()).isTrue();
  }

  @Test
  void listsWhatIsRejectedWithReasonAndRemedy() throws SQLException {
    shops.crm.run(
        "UPDATE customer SET city = 'Llanfairpwllgwyngyllgogerychwyrndrobwll' WHERE email = 'ann@x.org'");
    Shell.Said said = shops.shell.call("run");
    assertThat(said.exit()).isEqualTo(5);
    assertThat(said.out())
        .contains("Left over, and still due:")
        .contains("✗ customers: 1 rejected\n      1 in crm  ")
        .contains("city")
        .contains("20")
        .contains("! Not yet in step.");
    assertThat(shops.clients()).noneMatch(c -> c.startsWith("ann"));
    assertThat(shops.bills()).as("its child waits").noneMatch(b -> b.startsWith("A-1"));
    shops.crm.run("UPDATE customer SET city = 'Llanfair' WHERE email = 'ann@x.org'");
    Shell.Said retried = shops.shell.call("retry");
    assertThat(retried.exit()).isZero();
    assertThat(retried.out()).endsWith("2 records were due before: 2 finished, 0 still due.\n");
    assertThat(shops.bills()).contains("A-1 10.5 ann@x.org");
  }

  @Test
  void stopsBeforeWhatTheGuardForbids() throws SQLException {
    shops.configure("guard: { creates: 1 }");
    List<String> before = shops.everything();
    Shell.Said said = shops.shell.call("run");
    assertThat(said.exit()).isEqualTo(4);
    assertThat(said.out()).contains("✗ The guard stopped this run:").contains("run --approve");
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(shops.shell.call("status").out().replaceAll("\\s+", " "))
        .contains("halted")
        .contains(
            "due all that the guard stopped (syncline plan customers shows it, syncline run customers"
                + " --approve does it)");
    Shell.Said approved = shops.shell.call("run", "--approve");
    assertThat(approved.exit()).as("%s", approved).isZero();
    assertThat(shops.customers()).isEqualTo(shops.clients());
    assertThat(shops.shell.call("status").out()).as("nobody has started it").contains("draft");
  }

  @Test
  void anEmptiedSideHalts() throws SQLException {
    shops.shell.call("run");
    shops.shop.run("DELETE FROM bill");
    Shell.Said said = shops.shell.call("run");
    assertThat(said.exit()).isEqualTo(4);
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("is empty, but 3 of its records are linked");
    assertThat(shops.invoices()).hasSize(3);
  }

  @Test
  void adoptsAPairAndWritesNothing() throws SQLException {
    List<String> before = shops.everything();
    Shell.Said said = shops.shell.call("run", "--adopt");
    assertThat(said.out()).contains("adopted in run 1").contains("2 records linked");
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(shops.shell.call("status", "--output", "json").sync().at("/tasks/0/links").asInt())
        .isEqualTo(2);
  }

  @Test
  void appliesASavedPlanOnceAndExactly() throws SQLException {
    shops.shell.call("plan", "--save", "a.plan");
    shops.crm.run("INSERT INTO customer (email, name) VALUES ('eve@x.org', 'Eve')");
    shops.crm.run("UPDATE customer SET name = 'Anna' WHERE email = 'ann@x.org'");
    Shell.Said said = shops.shell.call("run", "--plan", "a.plan");
    assertThat(said.out()).contains("plan applied in run 1");
    assertThat(shops.clients())
        .as("neither what is new nor what changed since")
        .noneMatch(c -> c.startsWith("eve") || c.startsWith("ann"));
    assertThat(shops.customers()).contains("dee@x.org Dee Lima", "cy@x.org Cy Bonn");
    assertThat(said.out()).contains("changed since it was planned");
    Shell.Said again = shops.shell.call("run", "--plan", "a.plan");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err().replaceAll("\\s+", " ")).contains("was applied before, by run 1");
  }

  @Test
  void countsWhatASavedPlanWantsInsteadOfRowsThatNobodyRead() throws SQLException {
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET name = 'Anna' WHERE email = 'ann@x.org'");
    shops.crm.run("UPDATE customer SET name = 'Boris' WHERE email = 'bob@x.org'");
    shops.shell.call("plan", "--save", "a.plan");
    shops.crm.run("UPDATE customer SET name = 'Bo' WHERE email = 'bob@x.org'");
    Shell.Said said = shops.shell.call("run", "--plan", "a.plan");
    assertThat(said.out().lines().map(l -> l.strip().replaceAll(" +", " ")))
        .contains("task planned before added create update delete create update delete due")
        .contains("customers 2 4 · · · · · 1 · 1")
        .contains("total 2 7 · · · · · 1 · 1");
    shops.shell.call("plan", "--save", "b.plan");
    JsonNode task =
        shops.shell.call("run", "--plan", "b.plan", "--output", "json").sync().at("/tasks/0");
    assertThat(task.get("reviewed").asLong()).isEqualTo(1);
    assertThat(task.at("/rows/source").isNull()).isTrue();
    assertThat(task.get("linked").asLong()).isEqualTo(4);
    JsonNode whole = shops.shell.call("run", "--output", "json").sync().at("/tasks/0");
    assertThat(whole.get("reviewed").isNull()).isTrue();
    assertThat(whole.at("/rows/source").asLong()).isEqualTo(4);
  }

  @Test
  void refusesAPlanOfWhichAByteChanged() throws SQLException {
    List<String> before = shops.everything();
    shops.shell.call("plan", "--save", "a.plan");
    shops.shell.file("a.plan", shops.shell.read("a.plan").replace("Lima", "Lama"));
    Shell.Said said = shops.shell.call("run", "--plan", "a.plan");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().replaceAll("\\s+", " "))
        .contains("a.plan is not the plan that was saved");
    assertThat(shops.everything()).isEqualTo(before);
  }

  @Test
  void refusesAPlanOfAnotherConfiguration() throws SQLException {
    List<String> before = shops.everything();
    shops.shell.call("plan", "--save", "a.plan");
    shops.configure("conflicts: source-wins");
    Shell.Said said = shops.shell.call("run", "--plan", "a.plan");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err().replaceAll("\\s+", " ")).contains("was made from another configuration");
    assertThat(shops.everything()).isEqualTo(before);
    assertThat(shops.shell.call("run", "--plan", "none.plan").err()).contains("none.plan");
    assertThat(shops.shell.call("run", "--plan", "a.plan", "--task", "customers").exit())
        .isEqualTo(2);
  }

  @Test
  void runsOneTaskOnly() throws SQLException {
    shops.shell.call("run", "--task", "customers");
    assertThat(shops.customers()).isEqualTo(shops.clients());
    assertThat(shops.bills()).containsExactly("B-1 7.25 dee@x.org");
  }

  @Test
  void refusesASyncThatAnotherStoreOwns() throws SQLException {
    shops.shell.call("run");
    shops.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    List<String> before = shops.everything();
    Shell.Said said = shops.shell.call("run", "--state", "other.db");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("--adopt");
    assertThat(shops.everything()).isEqualTo(before);
    Shell.Said adopted = shops.shell.call("run", "--state", "other.db", "--adopt");
    assertThat(adopted.exit()).as("%s", adopted).isIn(0, 3, 4);
    assertThat(shops.everything()).as("it only links").isEqualTo(before);
    assertThat(shops.shell.call("run").err()).as("the first is refused now").contains("--adopt");
    assertThat(shops.shell.call("run", "--state", "other.db").exit()).isIn(0, 4);
    assertThat(shops.shell.call("run", "--take-over").exit()).isIn(0, 4);
  }

  @Test
  void whoMayNotWriteIsToldOfOptionsThatThereAre() {
    String help = shops.shell.call("run", "--help").out();
    for (ConnectorException refused :
        List.of(Fence.foreign("shop", 1, "f00"), Fence.lost("shop", 1, "cafe", "f00"))) {
      assertThat(refused).hasMessageContaining("another").hasMessageContaining("(f00)");
      assertThat(Pattern.compile("run (--[a-z-]+)").matcher(refused.getMessage()).results())
          .extracting(option -> option.group(1))
          .containsExactly("--adopt", "--take-over")
          .allMatch(help::contains);
    }
  }

  @Test
  void runsAllSyncsAndEndsWithTheWorst() throws SQLException {
    shops.conflict();
    String one = Shops.configuration("");
    String two =
        one.substring(one.indexOf("  customers:"))
            .replace("  customers:\n", "  again:\n")
            .replace("id: 1\n    source", "id: 2\n    source")
            .replace("        id: 1", "        id: 3")
            .replace("        id: 2", "        id: 4");
    shops.shell.file("syncline.yaml", one + two);
    assertThat(shops.shell.call("run").err()).contains("there are 2 syncs: customers, again");
    Shell.Said said = shops.shell.call("run", "--all");
    assertThat(said.exit()).as("%s", said).isEqualTo(4);
    assertThat(said.out()).contains("customers  crm ⇄ shop").contains("again  crm ⇄ shop");
    assertThat(shops.shell.call("run", "--all", "customers").exit()).isEqualTo(2);
  }

  @Test
  void endsAfterTheCurrentBatchWhenAsked() {
    shops.shell.interrupt.ask();
    Shell.Said said = shops.shell.call("run");
    assertThat(said.out()).contains("! Stopped on request.");
    assertThat(said.exit()).isEqualTo(3);
  }

  @Test
  void quietSaysNothing() {
    Shell.Said said = shops.shell.call("run", "-q");
    assertThat(said.out() + said.err()).isEmpty();
    assertThat(said.exit()).isZero();
  }

  @Test
  void followsProgressOnATerminal() throws SQLException {
    shops.shell.answering();
    assertThat(shops.shell.call("run").err()).contains("\r\u001b[2K").contains("customers  ");
  }

  @Test
  void whatASavedPlanLeavesIsCountedAsItIsListed() throws SQLException {
    shops.crm.run("INSERT INTO invoice (number, customer_id, total) VALUES ('A-3', 1, 'many')");
    shops.shell.call("plan", "--save", "first.plan");
    shops.shell.call("run", "--plan", "first.plan");
    JsonNode status = shops.shell.call("status", "--due", "--output", "json").sync();
    assertThat(status.get("due")).hasSize(1);
    assertThat(status.at("/tasks/1/due/unreadable").asLong()).isEqualTo(1);
    assertThat(shops.shell.call("status").out()).contains("1 unreadable");
  }

  @Test
  void whatCouldNotBeReadIsNotVerifiedAsHeld() throws SQLException {
    shops.crm.run("INSERT INTO invoice (number, customer_id, total) VALUES ('A-3', 1, 'many')");
    shops.shell.call("run");
    Shell.Said said = shops.shell.call("verify", "--output", "json");
    JsonNode invoices = said.sync().at("/tasks/1");
    assertThat(invoices.get("unreadable").asLong()).isEqualTo(1);
    assertThat(invoices.get("held").asLong()).isZero();
  }

  @Test
  void onePairIsEqual() throws SQLException {
    shops.crm.run("DELETE FROM invoice", "DELETE FROM customer WHERE id > 1");
    shops.shop.run("DELETE FROM bill", "DELETE FROM client");
    assertThat(shops.shell.call("run", "--verify").out())
        .endsWith("✓ Certified: 1 pair is equal through the mapping.\n");
  }
}
