package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New records are written in the order of a column: the target numbers them as they come, more of
 * them than go into one batch, and on several connections where no order is asked for.
 */
@SuppressWarnings("NullAway.Init") // databases are opened before each test
class OrderTest {
  private static final int MANY = 13_000;

  @TempDir private Path folder;
  private Shell shell;
  private TestDatabase shop;
  private TestDatabase ledger;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    shop = TestDatabases.sqlite(folder.resolve("shop.db"));
    ledger = TestDatabases.postgres();
    shell.environment.put("LEDGER", ledger.password());
    shop.run(
        "CREATE TABLE bill (no INT NOT NULL PRIMARY KEY, placed TIMESTAMP, spent DECIMAL(10,2), note VARCHAR(9))",
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
        INSERT INTO bill SELECT i, datetime(1700000000 + (i * 7919) %% %d, 'unixepoch'),
        (i * 104729) %% 5000 / 4.0, 'n' || i FROM n"""
            .formatted(MANY, MANY),
        "UPDATE bill SET placed = NULL, spent = NULL WHERE no IN (1, 6000)");
    ledger.run(
        "CREATE TABLE entry (id SERIAL PRIMARY KEY, no INT NOT NULL UNIQUE, placed TIMESTAMP,"
            + " spent NUMERIC(10,2))");
  }

  private void configure(String source, String order) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
          ledger: { type: postgresql, url: "%s", user: %s, password: "${LEDGER}" }
        models:
          bills: { connection: shop, key: no, sql: "SELECT no, placed, spent, note FROM bill" }
        syncs:
          bills:
            id: 1
            source: shop
            target: ledger
            direction: to-target
            tasks:
              - name: bills
                id: 1
                source: %s
                target: entry
                match: "no <-> no"
                fields: [ no -> no, placed -> placed, spent -> spent ]
                order: %s
        """
            .formatted(ledger.url(), ledger.user(), source, order));
  }

  private void run() {
    Shell.Said said = shell.call("run");
    assertThat(said.exit()).as("%s", said).isZero();
  }

  private String ask(String sql) throws SQLException {
    return Shops.ask(ledger, sql).getFirst();
  }

  @Test
  void aTablesRecordsAreNumberedInTheOrderOfAColumn() throws SQLException {
    configure("bill", "placed");
    run();

    assertThat(ask("SELECT count(*) FROM entry")).isEqualTo("" + MANY);
    assertThat(
            ask(
                "SELECT count(*) FROM (SELECT placed, lag(placed) OVER (ORDER BY id) AS earlier"
                    + " FROM entry) e WHERE earlier > placed OR earlier IS NULL AND placed IS NOT NULL"))
        .as("only the first of all has none before it")
        .isEqualTo("1");
    assertThat(
            ask(
                "SELECT string_agg(no::text, ' ' ORDER BY id DESC) FROM entry WHERE id > "
                    + (MANY - 2)))
        .as("without a value, by their keys")
        .isEqualTo("6000 1");
  }

  @Test
  void aModelsRecordsAreWrittenTheHighestFirstAlsoThoseThatComeLater() throws SQLException {
    configure("bills", "spent desc");
    run();
    shop.run(
        "INSERT INTO bill VALUES (20001, NULL, 3, ''), (20002, NULL, 300000.5, ''), (20003, NULL, 10, ''),"
            + " (20004, NULL, 10, '')");
    run();

    assertThat(
            ask(
                "SELECT count(*) FROM (SELECT spent, lag(spent) OVER (ORDER BY id) AS higher FROM entry"
                    + " WHERE no <= "
                    + MANY
                    + ") e WHERE higher < spent"))
        .isEqualTo("0");
    assertThat(ask("SELECT string_agg(no::text, ' ' ORDER BY id) FROM entry WHERE no > 20000"))
        .isEqualTo("20002 20003 20004 20001");
  }

  @Test
  void aColumnThatIsNotThereOrHasNoOrderIsRefused() throws SQLException {
    shop.run("ALTER TABLE bill ADD COLUMN extra JSON");
    configure("bill", "placd");
    assertThat(shell.call("check").err() + shell.call("check").out())
        .contains("task bills: bill has no column \"placd\"");
    configure("bill", "extra");
    assertThat(shell.call("check").err() + shell.call("check").out())
        .contains("task bills: column extra of bill is JSON and has no order")
        .contains("Name a column of numbers, texts, dates or times.");
  }
}
