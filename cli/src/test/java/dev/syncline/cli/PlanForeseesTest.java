package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A plan says beforehand, in the words of the run, why a run would not begin. */
class PlanForeseesTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
  }

  /** What a command says in one line, with its exit code. */
  private String said(int exit, String... command) {
    Shell.Said said = shops.shell.call(command);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return (said.out() + said.err()).replaceAll("\\s+", " ");
  }

  @Test
  void thatCopyingWouldDoubleRecords() throws SQLException {
    shops.fill();
    shops.configure("direction: to-target\nfirst-sync: copy");
    String refused =
        "customers: first-sync: copy would double 2 records that both sides hold already by their"
            + " unique key.";
    assertThat(said(4, "plan"))
        .contains("The guard stops this: " + refused)
        .contains("syncline run customers --approve");
    assertThat(said(4, "run")).contains(refused);
    assertThat(shops.shell.call("plan", "--output", "json").sync().get("guard"))
        .isEqualTo(shops.shell.call("run", "--output", "json").sync().get("guard"))
        .hasSize(1);
    assertThat(shops.clients()).as("nothing is written").hasSize(3);

    shops.shell.call("run", "--approve");
    assertThat(shops.clients()).contains("bob@x.org Bob Rome", "ann@x.org Ann Oslo");
    assertThat(shops.shell.call("plan").out()).as("approved once").doesNotContain("would double");
  }

  @Test
  void thatAnotherStoreWritesTheSync() throws SQLException, IOException {
    shops.fill();
    shops.crm.run("UPDATE customer SET city = 'Bonn' WHERE email = 'cy@x.org'");
    shops.configure("direction: to-target");
    said(0, "run");
    Files.move(folder.resolve(".syncline"), folder.resolve("gone"));
    String refused = "shop: sync 1 is written here by another store (";
    assertThat(said(3, "plan"))
        .contains(
            "A run would be refused: " + refused,
            "take the sync over with: run --adopt, which only")
        .doesNotContain("crm: sync 1", "Next:");
    JsonNode plan = shops.shell.call("plan", "--output", "json").sync();
    assertThat(plan.get("refused")).hasSize(1);
    assertThat(said(1, "run")).contains(plan.at("/refused/0").asString());

    said(0, "run", "--adopt");
    assertThat(said(0, "plan")).doesNotContain("refused");
  }

  @Test
  void howMuchCopyingWouldCreateWithoutAskingAfterAKeyThatIsNotUsed() throws SQLException {
    shops.crm.run(
        "INSERT INTO customer (email) WITH RECURSIVE n (i) AS"
            + " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT 'c' || i FROM n");
    shops.shop.run("INSERT INTO client (mail) VALUES ('someone'), ('else')");
    assertThat(said(4, "plan")).contains("would create 300 records in shop", "Is the unique key");
    shops.configure("first-sync: copy");
    for (String command : new String[] {"plan", "run"}) {
      assertThat(said(4, command))
          .contains("would create 300 records in shop, which holds 2", "If that is right: run")
          .doesNotContain("unique key");
    }
  }
}
