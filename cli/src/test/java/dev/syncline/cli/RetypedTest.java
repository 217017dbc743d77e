package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of a live sync get other types, while edits are under way. Looked at by SQL only. */
class RetypedTest {
  private static final String CRM =
      "SELECT concat_ws(' ', id, name, price, pieces, gross, shop) FROM item";
  private static final String SHOP =
      "SELECT concat_ws(' ', id, name, price, pieces, net, shop_id) FROM item";

  @TempDir Path folder;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void live() throws SQLException {
    crm = TestDatabases.postgres();
    shop = TestDatabases.mariadb();
    crm.run(
        "CREATE TABLE item (id int PRIMARY KEY, name varchar(50), price numeric(10,2), pieces int,"
            + " gross numeric(10,2), shop varchar(20))",
        "INSERT INTO item VALUES (1, 'cup', 2.5, 7, 12, 'a')");
    shop.run(
        "CREATE TABLE item (id int PRIMARY KEY, name varchar(50), price decimal(10,2), pieces int,"
            + " net decimal(10,2), shop_id int)",
        "CREATE TABLE shop (id int PRIMARY KEY, code varchar(20) UNIQUE)",
        "INSERT INTO shop VALUES (1, 'a'), (2, 'b')");
    shell = new Shell(folder);
    shell.environment.put("CRM", crm.password());
    shell.environment.put("SHOP", shop.password());
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          crm: { type: postgresql, url: "%s", user: %s, password: "${CRM}" }
          shop: { type: mariadb, url: "%s", user: %s, password: "${SHOP}" }
        syncs:
          items:
            id: 1
            source: crm
            target: shop
            tasks:
              - name: items
                id: 1
                source: item
                target: item
                fields:
                  - id
                  - name
                  - price
                  - pieces
                  - { to: net, sql: "gross / 2", from: gross, back: "net * 2" }
                  - { to: shop_id, lookup: shop.id, where: code = shop }
        """
            .formatted(crm.url(), crm.user(), shop.url(), shop.user()));
    call(0, "start", "--yes");
    assertThat(Shops.ask(shop, SHOP)).containsExactly("1 cup 2.50 7 6.00 1");
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  @Test
  void editsGoOnWhileColumnsAreWidened() throws SQLException {
    crm.run("UPDATE item SET name = 'mug', pieces = 8, gross = 14");
    shop.run("UPDATE item SET price = 3, shop_id = 2");
    crm.run(
        "ALTER TABLE item ALTER name TYPE varchar(80), ALTER price TYPE numeric(12,2),"
            + " ALTER pieces TYPE bigint, ALTER gross TYPE numeric(12,2), ALTER shop TYPE varchar(40),"
            + " ALTER id TYPE bigint");
    shop.run(
        "ALTER TABLE item MODIFY name varchar(80), MODIFY price decimal(12,2), MODIFY pieces bigint,"
            + " MODIFY net decimal(12,2), MODIFY shop_id bigint, MODIFY id bigint");
    call(0, "run");
    assertThat(Shops.ask(shop, SHOP)).containsExactly("1 mug 3.00 8 7.00 2");
    assertThat(Shops.ask(crm, CRM)).containsExactly("1 mug 3.00 8 14.00 b");
  }

  @Test
  void editsGoOnWhileColumnsTakeMoreDigits() throws SQLException {
    crm.run("UPDATE item SET price = 4");
    shop.run("UPDATE item SET pieces = 9");
    crm.run("ALTER TABLE item ALTER price TYPE numeric(12,4), ALTER pieces TYPE numeric(12,2)");
    shop.run("ALTER TABLE item MODIFY price decimal(12,4), MODIFY pieces decimal(12,2)");
    call(0, "run");
    assertThat(Shops.ask(shop, SHOP)).containsExactly("1 cup 4.0000 9.00 6.00 1");
    assertThat(Shops.ask(crm, CRM)).containsExactly("1 cup 4.0000 9.00 12.00 a");
    assertThat(call(0, "run").out()).contains("Nothing was written");
  }

  @Test
  void aColumnThatIsComparedOtherwiseIsNamedAsRetyped() throws SQLException {
    crm.run("ALTER TABLE item ALTER pieces TYPE varchar(20)");
    shop.run("ALTER TABLE item MODIFY pieces varchar(20)");
    assertThat(call(3, "plan").out().replaceAll("\\s+", " "))
        .contains(
            "What was edited or altered since the last run: items: pieces was retyped in the database, to character varying(20) of the"
                + " source and varchar(20) of the target, before integer of the source and int(11) of"
                + " the target: it is compared in 1 linked record")
        .doesNotContain("means something else");
    call(0, "run");
    assertThat(call(0, "plan").out()).doesNotContain("retyped");
  }

  /** What becomes of records for which nothing is found is no part of what is looked up. */
  @Test
  void editsGoOnWhenALookupIsToDoOtherwiseWithWhatIsMissing() throws SQLException {
    shop.run("UPDATE item SET shop_id = 2");
    crm.run("UPDATE item SET name = 'mug'");
    String text = shell.read("syncline.yaml");
    shell.file("syncline.yaml", text.replace("code = shop }", "code = shop, on-missing: null }"));
    assertThat(call(3, "plan").out())
        .contains("items: on-missing of shop_id is null.")
        .doesNotContain("means something else");
    call(0, "run");
    assertThat(Shops.ask(crm, CRM)).containsExactly("1 mug 2.50 7 12.00 b");
    crm.run("INSERT INTO item (id, name, shop) VALUES (2, 'pot', 'z')");
    call(0, "run");
    assertThat(Shops.ask(shop, "SELECT coalesce(shop_id, 'none') FROM item WHERE id = 2"))
        .containsExactly("none");
  }
}
