package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.walk.ChinookDatabase;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Models over Chinook in PostgreSQL, what each customer spent and which tracks sell best, keep
 * tables of MariaDB up to date. What came of it is asked in SQL.
 */
class ModelsTest {
  private static final String SYNCS =
      """
        value:
          id: 1
          source: chinook
          target: shop
          direction: to-target
          tasks:
            - { name: clients, id: 1, source: lifetime_value, target: client_value }
            - name: tracks
              id: 2
              source: top_tracks
              target: best_seller
              match: track_id <-> track
              fields: [track_id <-> track, name <-> title, sold]
      """;

  private static final String MODELS =
      """
      models:
        lifetime_value:
          connection: chinook
          key: customer_id
          sql: |
            SELECT c.customer_id, c.email, c.first_name || ' ' || c.last_name AS name,
                   count(*) AS invoices, sum(i.total)::numeric(20,2) AS spent
            FROM customer c JOIN invoice i ON i.customer_id = c.customer_id
            WHERE i.invoice_date >= {{since}}
            GROUP BY c.customer_id -- one row for each
          variables: { since: "2001-01-01" }
        top_tracks:
          connection: chinook
          key: track_id
          sql: |
            SELECT t.track_id, t.name, sum(l.quantity)::int AS sold
            FROM track t JOIN invoice_line l ON l.track_id = t.track_id
            GROUP BY t.track_id ORDER BY sold DESC, t.track_id LIMIT {{most}};
          variables: { most: 20 }
      """;

  private static final String SPENT =
      "SELECT concat_ws('|', c.customer_id, c.email, c.first_name || ' ' || c.last_name, count(*),"
          + " sum(i.total)) FROM customer c JOIN invoice i ON i.customer_id = c.customer_id"
          + " GROUP BY c.customer_id";

  private static final String SOLD =
      "SELECT concat_ws('|', t.track_id, t.name, sum(l.quantity)) FROM track t"
          + " JOIN invoice_line l ON l.track_id = t.track_id"
          + " GROUP BY t.track_id ORDER BY sum(l.quantity) DESC, t.track_id LIMIT ";

  private static final String KEPT =
      "SELECT concat_ws('|', customer_id, email, name, invoices, spent) FROM client_value";

  private static final String SOLD_KEPT =
      "SELECT concat_ws('|', track, title, sold) FROM best_seller";

  @TempDir Path folder;
  private TestDatabase chinook;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws Exception {
    Path data = ChinookDatabase.required();
    chinook = ChinookDatabase.POSTGRESQL.whole(data, folder);
    shop = TestDatabases.mariadb();
    shop.run(
        "CREATE TABLE client_value (customer_id int PRIMARY KEY, email varchar(60),"
            + " name varchar(80), invoices bigint, spent decimal(20,2))",
        "CREATE TABLE best_seller (track int PRIMARY KEY, title varchar(200), sold int)");
    shell = new Shell(folder);
    shell.environment.put("CHINOOK", chinook.password());
    shell.environment.put("SHOP", shop.password());
    configure(SYNCS, MODELS);
  }

  @AfterEach
  void close() throws SQLException {
    if (shop != null) {
      TestDatabases.drop(chinook);
      TestDatabases.drop(shop);
    }
  }

  private void configure(String syncs, String models) {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          chinook: { type: postgresql, url: "%s", user: "%s", password: "${CHINOOK}" }
          shop: { type: mariadb, url: "%s", user: "%s", password: "${SHOP}" }
        """
                .formatted(chinook.url(), chinook.user(), shop.url(), shop.user())
            + models
            + "syncs:\n"
            + syncs);
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  private void agree(int clients, int tracks) throws SQLException {
    assertThat(ask(shop, KEPT))
        .hasSize(clients)
        .containsExactlyInAnyOrderElementsOf(ask(chinook, SPENT));
    assertThat(ask(shop, SOLD_KEPT))
        .hasSize(tracks)
        .containsExactlyInAnyOrderElementsOf(ask(chinook, SOLD + tracks));
  }

  @Test
  void whatAQueryGivesKeepsATableUpToDate() throws Exception {
    call(0, "check");
    call(3, "plan");
    assertThat(ask(shop, KEPT)).isEmpty();
    call(0, "run");
    agree(59, 20);
    assertThat(call(0, "plan").out()).contains("In step: there is nothing to do.");

    chinook.run(
        "UPDATE customer SET email = 'new@example.org' WHERE customer_id = 3",
        "UPDATE invoice SET total = total + 1000 WHERE invoice_id = 7",
        "DELETE FROM invoice_line WHERE invoice_id IN"
            + " (SELECT invoice_id FROM invoice WHERE customer_id = 5)",
        "DELETE FROM invoice WHERE customer_id = 5",
        "INSERT INTO customer (customer_id, first_name, last_name, email)"
            + " OVERRIDING SYSTEM VALUE VALUES (1000, 'Ada', 'Lovelace', 'ada@example.org')",
        "INSERT INTO invoice (invoice_id, customer_id, invoice_date, total)"
            + " OVERRIDING SYSTEM VALUE VALUES (9000, 1000, '2026-01-01', 12.5)",
        "INSERT INTO invoice_line (invoice_line_id, invoice_id, track_id, unit_price, quantity)"
            + " OVERRIDING SYSTEM VALUE VALUES (90000, 9000, 3500, 0.99, 50)");
    List<String> before = ask(shop, KEPT);
    JsonNode planned = call(3, "plan", "--output", "json").json();
    assertThat(planned.toString()).contains("new@example.org");
    assertThat(ask(shop, KEPT)).isEqualTo(before);
    call(0, "run");
    agree(59, 20);
    assertThat(ask(shop, "SELECT count(*) FROM client_value WHERE customer_id IN (5, 1000)"))
        .containsExactly("1");
    assertThat(ask(shop, "SELECT title FROM best_seller WHERE sold >= 50")).hasSize(1);
    call(0, "verify");

    shop.run("CREATE TABLE touched (at int)");
    for (String table : List.of("client_value", "best_seller")) {
      for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
        shop.run(
            "CREATE TRIGGER %2$s_%1$s BEFORE %2$s ON %1$s FOR EACH ROW INSERT INTO touched VALUES (1)"
                .formatted(table, event));
      }
    }
    call(0, "run");
    assertThat(ask(shop, "SELECT count(*) FROM touched")).containsExactly("0");
  }

  @Test
  void whatIsSentDependsOnTypeAndMode() throws Exception {
    String kinds =
        SYNCS
            .replace("target: client_value }", "target: client_value, type: event }")
            .replace("match: track_id <-> track", "type: list\n        match: track_id <-> track");
    configure(kinds, MODELS);
    call(0, "run");
    agree(59, 20);
    List<String> written = ask(shop, KEPT);

    chinook.run("UPDATE invoice SET total = total + 1 WHERE customer_id = 7");
    configure(kinds, MODELS.replace("most: 20", "most: 12"));
    JsonNode run = call(0, "run", "--output", "json").json().get("syncs").get(0);
    JsonNode clients = run.get("tasks").get(0);
    JsonNode tracks = run.get("tasks").get(1);
    assertThat(clients.get("notSent").asInt()).isEqualTo(1);
    assertThat(tracks.get("rowChanges").get("removed").get("succeeded").asInt()).isEqualTo(8);
    assertThat(tracks.get("rowChanges").get("unchanged").asInt()).isEqualTo(12);
    assertThat(ask(shop, KEPT)).as("what happened, happened once").isEqualTo(written);
    assertThat(ask(shop, SOLD_KEPT)).containsExactlyInAnyOrderElementsOf(ask(chinook, SOLD + 12));
    assertThat(call(0, "plan").out()).contains("In step: there is nothing to do.");
    assertThat(call(0, "verify").out()).contains("1 not compared");
  }

  @Test
  void anEditedQueryIsToldAndComparedKeyByKey() throws Exception {
    call(0, "run");
    configure(SYNCS, MODELS.replace("most: 20", "most: 18"));
    Shell.Said plan = call(3, "plan");
    assertThat(plan.out() + plan.err())
        .contains("tracks: the model top_tracks asks something else than before.");
    call(0, "run");
    agree(59, 18);
  }

  @ParameterizedTest
  @CsvSource({"propagate, 0, 0", "keep, 1, 0", "clear-fields, 1, 1"})
  void whatBecomesOfARowThatLeavesIsAskedFor(String deletes, String kept, String cleared)
      throws Exception {
    configure(SYNCS.replace("to-target\n", "to-target\n    deletes: " + deletes + "\n"), MODELS);
    call(0, "run");
    chinook.run(
        "DELETE FROM invoice_line WHERE invoice_id IN"
            + " (SELECT invoice_id FROM invoice WHERE customer_id = 5)",
        "DELETE FROM invoice WHERE customer_id = 5");
    call(0, "run");
    String five = "SELECT count(*) FROM client_value WHERE customer_id = 5";
    assertThat(ask(shop, five)).containsExactly(kept);
    assertThat(ask(shop, five + " AND email IS NULL AND spent IS NULL")).containsExactly(cleared);
  }

  @Test
  void nothingIsCreatedWhereThatIsNotWanted() throws Exception {
    shop.run("INSERT INTO client_value (customer_id) VALUES (5)");
    String updating = "to-target\n    create: { to-target: false }\n";
    configure(SYNCS.replace("to-target\n", updating), MODELS);
    call(0, "run");
    assertThat(ask(shop, KEPT))
        .singleElement()
        .asString()
        .isIn(ask(chinook, SPENT))
        .startsWith("5|");
    assertThat(ask(shop, SOLD_KEPT)).isEmpty();
  }

  @Test
  void aMirrorTakesBackWhatWasEditedThere() throws Exception {
    configure(SYNCS.replace("to-target\n", "to-target\n    mode: mirror\n"), MODELS);
    call(0, "run");
    shop.run(
        "UPDATE client_value SET email = 'edited@example.org' WHERE customer_id = 1",
        "INSERT INTO client_value (customer_id, email) VALUES (7777, 'added@example.org')",
        "DELETE FROM best_seller LIMIT 2");
    call(0, "run");
    agree(59, 20);
  }

  @Test
  void relationsLeadFromOneModelToAnother() throws Exception {
    shop.run(
        "CREATE TABLE client (id int AUTO_INCREMENT PRIMARY KEY, no int NOT NULL UNIQUE)",
        "ALTER TABLE client AUTO_INCREMENT = 1001",
        "CREATE TABLE bill (id int AUTO_INCREMENT PRIMARY KEY, number int NOT NULL UNIQUE,"
            + " client int NOT NULL, FOREIGN KEY (client) REFERENCES client (id))");
    configure(
        """
          bills:
            id: 1
            source: chinook
            target: shop
            direction: to-target
            tasks:
              - name: bills
                id: 1
                source: bills
                target: bill
                match: number
                fields: [number, { relation: customer_id <-> client, through: clients }]
              - name: clients
                id: 2
                source: lifetime_value
                target: client
                match: customer_id <-> no
                fields: [customer_id <-> no]
        """,
        MODELS
            + "  bills: { connection: chinook, key: number, sql: \"SELECT invoice_id AS number,"
            + " customer_id FROM invoice\" }\n");
    call(0, "run");
    assertThat(
            ask(
                shop,
                "SELECT concat_ws('|', b.number, c.no) FROM bill b JOIN client c ON c.id = b.client"))
        .hasSize(412)
        .containsExactlyInAnyOrderElementsOf(
            ask(chinook, "SELECT concat_ws('|', invoice_id, customer_id) FROM invoice"));
  }

  @Test
  void aKeyThatTellsNoRowsApartEndsARunBeforeItWrites() throws Exception {
    String doubled =
        MODELS.replace("SELECT t.track_id, t.name", "SELECT t.track_id / 2 AS track_id, t.name");
    configure(SYNCS, doubled);
    assertThat(call(1, "run").err())
        .contains("chinook: the model top_tracks gives more than one row with the key track_id = ")
        .contains("GROUP BY, DISTINCT");
    assertThat(call(1, "check").out())
        .contains("the model top_tracks gives more than one row with the same key track_id: ");
    assertThat(ask(shop, KEPT)).isEmpty();
    assertThat(ask(shop, SOLD_KEPT)).isEmpty();

    String scoped = "filter: { source: sold * 1 > 1000 }\n        match: track_id";
    configure(SYNCS.replace("match: track_id", scoped), doubled);
    assertThat(call(1, "run").err()).contains("more than one row with the key track_id = ");
    assertThat(ask(shop, KEPT)).isEmpty();

    String without =
        MODELS.replace("SELECT t.track_id, t", "SELECT nullif(t.track_id, 2) AS track_id, t");
    configure(SYNCS, without);
    assertThat(call(1, "run").err())
        .contains("the model top_tracks gives a row whose key track_id is null");
    assertThat(ask(shop, KEPT)).isEmpty();

    configure(SYNCS, MODELS);
    call(0, "run");
    chinook.run("UPDATE customer SET email = 'new@example.org' WHERE customer_id = 3");
    for (String wrong : List.of(doubled, without)) {
      configure(SYNCS, wrong);
      call(1, "run");
      assertThat(ask(shop, "SELECT count(*) FROM client_value WHERE email = 'new@example.org'"))
          .containsExactly("0");
    }
    assertThat(ask(shop, SOLD_KEPT)).hasSize(20);
  }

  @Test
  void aModelThatGivesNothingIsAnEmptiedSide() throws Exception {
    call(0, "run");
    configure(SYNCS, MODELS.replace("2001-01-01", "2999-01-01"));
    call(4, "run");
    assertThat(ask(shop, KEPT)).hasSize(59);
  }

  /** What a check that finds errors says, on one line. */
  private String checked() {
    return call(1, "check").out().replaceAll("\\s+", " ");
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() throws Exception {
    configure(SYNCS.replace("direction: to-target", "direction: two-way"), MODELS);
    assertThat(checked())
        .contains(
            "task clients: lifetime_value is a model, which is read and never written"
                + " Set \"direction: to-target\" in sync value, or name a table.");
    configure(SYNCS, MODELS.replace("c.email, c.first_name", "c.emial, c.first_name"));
    assertThat(checked())
        .contains(
            "syncline.yaml:6:3 task clients: chinook: the model lifetime_value does not run: ")
        .contains("column c.emial does not exist, at line 1, column 23.");
    configure(SYNCS, MODELS.replace("key: customer_id", "key: costumer_id"));
    assertThat(checked())
        .contains("has no column \"costumer_id\", which its \"key\" names. Did you mean");
    configure(SYNCS.replace("name <-> title", "nam <-> title"), MODELS);
    assertThat(checked()).contains("\"nam\"", "Did you mean \"name\"?");
  }

  /** As a table's column that is dropped rests its task, and nothing else. */
  @Test
  void aModelThatRunsNoMoreLetsItsTaskRest() throws Exception {
    call(0, "run");
    chinook.run(
        "ALTER TABLE invoice RENAME COLUMN total TO amount",
        "UPDATE track SET name = 'Renamed' WHERE track_id IN (SELECT track_id FROM invoice_line"
            + " GROUP BY track_id ORDER BY sum(quantity) DESC, track_id LIMIT 3)");
    Shell.Said run = call(4, "run");
    assertThat(run.out() + run.err()).contains("lifetime_value does not run");
    assertThat(ask(shop, "SELECT count(*) FROM best_seller WHERE title = 'Renamed'"))
        .containsExactly("3");
    assertThat(ask(shop, KEPT)).hasSize(59);
  }

  @Test
  void aPreviewShowsWhatAModelGives() throws Exception {
    assertThat(call(0, "preview", "top_tracks", "--limit", "2").out())
        .contains("track_id  integer                 key")
        .contains("20 rows, 2 of them shown. The key track_id tells them apart.");
    JsonNode json = call(0, "preview", "lifetime_value", "--output", "json").json();
    assertThat(json.get("rows").asLong()).isEqualTo(59);
    assertThat(json.get("first")).hasSize(10);
    assertThat(json.at("/columns/4/type").asString()).isEqualTo("numeric(20,2)");
    assertThat(json.get("keyHolds").asBoolean()).isTrue();
    assertThat(call(2, "preview", "top_track").err()).contains("did you mean \"top_tracks\"?");

    configure(SYNCS, MODELS.replace("SELECT t.track_id,", "SELECT t.track_id / 1000 AS track_id,"));
    Shell.Said said = call(3, "preview", "top_tracks");
    assertThat(said.out()).contains("gives more than one row with the same key track_id: ");
    configure(SYNCS, MODELS.replace("count(*) AS invoices", "cuont(*) AS invoices"));
    assertThat(call(1, "preview", "lifetime_value").err()).contains("cuont");
    assertThat(Files.exists(folder.resolve(".syncline"))).isFalse();
  }

  @Test
  void formattingLeavesAQueryAsItIs() throws Exception {
    call(0, "fmt");
    String text = Files.readString(folder.resolve("syncline.yaml"));
    call(0, "fmt", "--check");
    assertThat(text).contains("WHERE i.invoice_date >= {{since}}\n");
    call(0, "run");
    agree(59, 20);
  }
}
