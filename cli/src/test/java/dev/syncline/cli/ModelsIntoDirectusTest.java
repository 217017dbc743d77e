package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.syncline.cli.walk.ChinookDatabase;
import dev.syncline.connect.testing.Directus;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What each customer of Chinook in PostgreSQL spent keeps a collection of a real Directus up to
 * date: once as an application that is read, and once as an endpoint that only takes.
 */
class ModelsIntoDirectusTest {
  private static final String CONFIGURATION =
      """
      version: 1
      connections:
        chinook: { type: postgresql, url: "%s", user: "%s", password: "${CHINOOK}" }
        cms:
          url: "%s"
          token: "${CMS_TOKEN}"
      %s
      models:
        lifetime_value:
          connection: chinook
          key: customer_id
          sql: |
            SELECT c.customer_id, c.email, sum(i.total)::float8 AS spent
            FROM customer c JOIN invoice i ON i.customer_id = c.customer_id GROUP BY c.customer_id
      syncs:
        value:
          id: 1
          source: chinook
          target: cms
          direction: to-target
          tasks: [ { name: clients, id: 1, source: lifetime_value, target: client_value } ]
      """;

  private static final String ENDPOINT =
      """
          type: http
          description:
            errors: { list: errors, message: message }
            objects:
              declared:
                client_value:
                  customer_id: { type: integer, key: true }
                  email: { type: text }
                  spent: { type: real 64 }
            records:
              create: { request: "POST /items/{object}", body: "{records}", each: "{after}", batch: { size: 25 } }
              update: { request: "PATCH /items/{object}/{id}", body: { email: "{after.email}", spent: "{after.spent}" } }
              delete: { request: "DELETE /items/{object}", body: "{keys}", batch: { size: 25 }, expect: [204] }
      """;

  @TempDir Path folder;
  private TestDatabase chinook;
  private Directus directus;
  private Shell shell;

  @BeforeEach
  void open() throws Exception {
    Path data = ChinookDatabase.folder();
    assumeTrue(data != null, "skipped: Chinook's files are not in ../shared/data");
    directus = Directus.shared();
    chinook = ChinookDatabase.POSTGRESQL.whole(data, folder);
    directus.makeCollection(
        "client_value",
        "{\"field\":\"customer_id\",\"type\":\"integer\",\"schema\":{\"is_primary_key\":true}}",
        "{\"field\":\"email\",\"type\":\"string\",\"schema\":{}}",
        "{\"field\":\"spent\",\"type\":\"float\",\"schema\":{}}");
    shell = new Shell(folder);
    shell.environment.put("CHINOOK", chinook.password());
    shell.environment.put("CMS_TOKEN", Directus.TOKEN);
  }

  @AfterEach
  void close() throws SQLException {
    if (chinook != null) {
      TestDatabases.drop(chinook);
    }
  }

  private void configure(String connection) {
    shell.file(
        "syncline.yaml",
        CONFIGURATION.formatted(chinook.url(), chinook.user(), directus.url(), connection));
  }

  private void call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
  }

  /** What each customer spent, in cents. */
  private List<String> spent() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = chinook.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT c.customer_id || ' ' || c.email || ' ' || round(sum(i.total) * 100)::int"
                    + " FROM customer c JOIN invoice i ON i.customer_id = c.customer_id"
                    + " GROUP BY c.customer_id")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  private List<String> kept() {
    List<String> rows = new ArrayList<>();
    for (JsonNode item : directus.ask("GET", "/items/client_value?limit=-1", null).get("data")) {
      rows.add(
          item.get("customer_id").intValue()
              + " "
              + item.get("email").stringValue()
              + " "
              + Math.round(item.get("spent").doubleValue() * 100));
    }
    return rows;
  }

  @Test
  void asAnApplication() throws SQLException {
    configure("    type: directus\n");
    inStep();
    call(0, "verify");
  }

  @Test
  void asAnEndpoint() throws SQLException {
    configure(ENDPOINT);
    inStep();
    call(3, "verify");
    directus.ask(
        "POST", "/items/client_value", "{\"customer_id\":700,\"email\":\"taken@x\",\"spent\":0}");
    chinook.run(
        "INSERT INTO customer OVERRIDING SYSTEM VALUE SELECT 700 + n, 'A', 'B', NULL, NULL, NULL,"
            + " NULL, NULL, NULL, NULL, NULL, 'n' || n || '@x', NULL FROM generate_series(0, 2) n",
        "INSERT INTO invoice (customer_id, invoice_date, total) SELECT 700 + n, now(), 1"
            + " FROM generate_series(0, 2) n");
    call(5, "run"); // of three in one request one is refused, and the others are taken
    assertThat(kept()).contains("701 n1@x 100", "702 n2@x 100").contains("700 taken@x 0");
    directus.ask("DELETE", "/items/client_value/700", null);
    call(0, "retry");
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(spent());
  }

  private void inStep() throws SQLException {
    call(0, "run", "--approve");
    assertThat(kept()).hasSize(59).containsExactlyInAnyOrderElementsOf(spent());
    chinook.run(
        "UPDATE invoice SET total = total + 1 WHERE customer_id = 5",
        "DELETE FROM invoice_line WHERE invoice_id IN (SELECT invoice_id FROM invoice WHERE"
            + " customer_id IN (7, 8))",
        "DELETE FROM invoice WHERE customer_id IN (7, 8)");
    call(0, "run", "--approve");
    assertThat(kept()).hasSize(57).containsExactlyInAnyOrderElementsOf(spent());
  }
}
