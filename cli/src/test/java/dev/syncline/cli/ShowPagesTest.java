package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Long lists that are read page by page, and what is said before it is done. */
class ShowPagesTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void fill() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  private JsonNode json(String... words) {
    String[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--output";
    all[words.length + 1] = "json";
    Shell.Said said = shops.shell.call(all);
    assertThat(said.exit()).as("%s", said).isIn(0, 4);
    return said.json();
  }

  @Test
  void whatIsDueComesPageByPage() throws SQLException {
    shops.shell.call("run");
    shops.conflict();
    shops.crm.run("UPDATE customer SET name = 'Cy of crm' WHERE email = 'cy@x.org'");
    shops.shop.run("UPDATE client SET name = 'Cy of shop' WHERE mail = 'cy@x.org'");
    shops.shell.call("run");
    JsonNode first = json("show", "due", "--show", "1");
    assertThat(first.get("total").asInt()).isEqualTo(2);
    assertThat(first.get("due")).hasSize(1);
    JsonNode second = json("show", "due", "--show", "1", "--skip", "1");
    assertThat(second.at("/due/0/key")).isNotEqualTo(first.at("/due/0/key"));
    assertThat(json("show", "due", "--reason", "conflict").get("total").asInt()).isEqualTo(2);
    assertThat(json("show", "due", "--reason", "rejected").get("total").asInt()).isZero();
    assertThat(json("show", "due", "--task", "invoices").get("total").asInt()).isZero();
    String key = first.at("/due/0/key").asString();
    assertThat(json("show", "due", "--search", key).at("/due/0/key").asString()).isEqualTo(key);
    assertThat(shops.shell.call("show", "due").out()).contains("1 to 2 of 2 due");
    assertThat(shops.shell.call("show", "due", "--reason", "nonsense").exit()).isEqualTo(2);
    assertThat(shops.shell.call("show", "due", "--task", "nonsense").exit()).isEqualTo(2);
  }

  @Test
  void aJournalComesPageByPage() {
    shops.shell.call("run");
    JsonNode whole = json("show", "run", "1", "--show", "100");
    int total = whole.get("total").asInt();
    assertThat(whole.get("operations")).hasSize(total);
    JsonNode last = json("show", "run", "1", "--skip", String.valueOf(total - 1));
    assertThat(last.get("operations")).hasSize(1);
    assertThat(last.at("/operations/0")).isEqualTo(whole.at("/operations/" + (total - 1)));
    JsonNode invoices = json("show", "run", "1", "--task", "invoices");
    assertThat(invoices.get("matching").asInt()).isEqualTo(3);
    assertThat(invoices.get("total").asInt()).isEqualTo(total);
    assertThat(json("show", "run", "1", "--outcome", "rejected").get("matching").asInt()).isZero();
    assertThat(json("show", "run", "1", "--search", "5001").get("matching").asInt()).isPositive();
    long succeeded = 0;
    for (JsonNode outcome : whole.get("outcomes")) {
      succeeded += outcome.get("succeeded").asLong();
    }
    assertThat(succeeded).isEqualTo(whole.get("written").asLong());
    assertThat(shops.shell.call("show", "run", "1", "--sync", "other").exit()).isEqualTo(2);
    assertThat(shops.shell.call("undo", "1", "--sync", "other").exit()).isEqualTo(2);
  }

  @Test
  void whatASyncJoinsIsToldByTheConfigurationAndByTheSystems() {
    shops.shell.call("run");
    for (JsonNode joined :
        new JsonNode[] {json("show", "sync", "--stored"), json("show", "sync")}) {
      assertThat(joined.at("/sourceObjects/1/object").asString()).isEqualTo("invoice");
      assertThat(joined.at("/sourceObjects/1/references/0/to").asString()).isEqualTo("customer");
      assertThat(joined.at("/targetObjects/1/references/0/columns/0").asString())
          .isEqualTo("client_id");
      assertThat(joined.at("/tasks/0/links").asInt()).isEqualTo(4);
      assertThat(joined.at("/tasks/1/source/0").asString()).isEqualTo("invoice");
    }
    assertThat(json("show", "sync").at("/sourceObjects/0/columns").asInt()).isEqualTo(4);
    assertThat(shops.shell.call("show", "sync").out())
        .contains("customers  customer ⇄ client, 3 fields, 4 links")
        .contains("crm invoice (customer_id) → customer");
  }

  @Test
  void aTestedRowIsPlannedAndNotSent() throws SQLException {
    shops.shell.call("run");
    JsonNode planned =
        json("test-row", "--plan", "--task", "customers", "--record", "1", "--set", "city=Turku");
    assertThat(planned.at("/records/0/fields/0/after").asString()).isEqualTo("Turku");
    assertThat(shops.clients()).contains("ann@x.org Ann Oslo");
    JsonNode added =
        json(
            "test-row",
            "--plan",
            "--rollback",
            "--task",
            "customers",
            "--record",
            "1",
            "--as",
            "added");
    assertThat(added.at("/as").asString()).isEqualTo("added");
    assertThat(json("test-row", "--plan", "--task", "customers", "--random").at("/key").asString())
        .isIn("1", "2", "3", "4");
    assertThat(json("show", "sync", "--stored").at("/tasks/0/links").asInt()).isEqualTo(4);
    assertThat(json("runs").get("runs")).as("nothing ran").hasSize(1);
  }

  @Test
  void aResyncSaysWhatItWouldDo() {
    shops.shell.call("run");
    Shell.Said said = shops.shell.call("resync", "--explain");
    assertThat(said.exit()).isEqualTo(4);
    assertThat(said.out()).contains("would be looked at again, 7 linked pairs");
    assertThat(shops.shell.call("show", "run", "2").exit()).as("nothing ran").isEqualTo(2);
  }

  @Test
  void sequencesAreListed() {
    assertThat(shops.shell.call("sequences").out()).contains("There are no sequences.");
    shops.shell.file(
        "syncline.yaml",
        Shops.configuration("")
            + "sequences:\n  nightly: { syncs: [customers], on-failure: continue }\n");
    JsonNode json = json("sequences");
    assertThat(json.at("/sequences/0/sequence").asString()).isEqualTo("nightly");
    assertThat(json.at("/sequences/0/onFailure").asString()).isEqualTo("continue");
    assertThat(shops.shell.call("sequences").out()).contains("goes on where one fails");
  }
}
