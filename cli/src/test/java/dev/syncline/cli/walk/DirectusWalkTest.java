package dev.syncline.cli.walk;

import static dev.syncline.connect.testing.Directus.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.syncline.connect.testing.Directus;
import dev.syncline.connect.testing.FaultProxy;
import dev.syncline.connect.testing.FaultProxy.Fault;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.engine.RunResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chinook's customers, two-way between PostgreSQL and a Directus that is throttled, cut off and
 * restarted while it is written; what came of it is read by SQL and by HTTP, not through Syncline.
 */
class DirectusWalkTest {
  private static final List<String> FIELDS =
      List.of(
          "first_name",
          "last_name",
          "company",
          "address",
          "city",
          "state",
          "country",
          "postal_code",
          "phone",
          "fax",
          "email");

  private static final String SYNC =
      """
      syncs:
        customers:
          id: 1
          source: source
          target: target
          guard: { creates: { share: 100%, floor: 100 } }
          tasks:
            - name: customers
              id: 1
              source: customer
              target: customers
              match: [email]
              fields: [first_name, last_name, company, address, city, state, country,
                postal_code, phone, fax, email]
      """;

  @TempDir Path folder;
  private TestDatabase postgres;
  private Directus directus;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws Exception {
    Path data = ChinookDatabase.folder();
    assumeTrue(data != null, "the Chinook data is not beside the checkout");
    directus = Directus.fresh(Map.of());
    proxy = new FaultProxy(directus.url());
    postgres = ChinookDatabase.POSTGRESQL.whole(data, folder);
    List<String> fields = new ArrayList<>();
    fields.add(field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"));
    for (String name : FIELDS) {
      fields.add(field(name, "string", name.equals("email") ? "\"is_unique\":true" : ""));
    }
    fields.add(field("changed", "timestamp", "", "\"special\":[\"date-updated\"]"));
    directus.makeCollection("customers", fields.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (directus != null) {
      directus.close();
    }
  }

  private Walk walk() {
    String target =
        "  target: { type: directus, url: \"" + proxy.url() + "\", token: \"${CMS_TOKEN}\" }\n";
    return new Walk(
        folder,
        Walk.connection("source", postgres) + target,
        Map.of("source_PASSWORD", postgres.password(), "CMS_TOKEN", Directus.TOKEN),
        SYNC);
  }

  @Test
  void customersStayTheSameOnBothSides() throws Exception {
    Map<String, List<String>> chinook = inPostgres();
    assertThat(chinook).hasSize(59);
    List<Map<String, String>> known = new ArrayList<>();
    chinook.values().stream().limit(20).forEach(values -> known.add(item(values, "fax")));
    known.add(Map.of("first_name", "Only", "last_name", "Here", "email", "only@here.example"));
    post(known);

    proxy.next(2, "POST /items/customers.*", Fault.throttled(1));
    proxy.next(1, "POST /items/customers.*", new Fault.First(this::restart));
    proxy.next(1, "POST /items/customers.*", new Fault.CutAfter());
    proxy.next(1, "PATCH /items/customers.*", new Fault.CutBefore());
    try (Walk walk = walk()) {
      settle(walk);
      assertThat(inPostgres()).hasSize(60).containsAllEntriesOf(chinook);
      assertThat(inDirectus()).isEqualTo(inPostgres());
      walk.isInStep(0);

      edit();
      proxy.next(1, "PATCH /items/customers.*", new Fault.CutAfter());
      proxy.next(1, "POST /items/customers.*", new Fault.CutAfter());
      proxy.next(1, "DELETE /items/customers.*", Fault.throttled(1));
      proxy.next(3, "SEARCH /items/customers.*", Fault.throttled(1));
      settle(walk);
      Map<String, List<String>> now = inPostgres();
      assertThat(inDirectus()).isEqualTo(now);
      assertThat(now).hasSize(61).doesNotContainKey("only@here.example");
      assertThat(value(now, "luisg@embraer.com.br", "phone")).isEqualTo("+55 1");
      assertThat(value(now, "luisg@embraer.com.br", "city")).isEqualTo("Campinas");
      assertThat(value(now, "leonekohler@surfeu.de", "company")).isEqualTo("Surf");
      assertThat(now).containsKeys("new@postgres.example", "new@directus.example");
      walk.isInStep(0);
    }
  }

  /** Runs until nothing is left; a lost answer may leave something for the next run. */
  private static void settle(Walk walk) {
    RunResult result = walk.run();
    for (int i = 0; i < 3 && !result.due().isEmpty(); i++) {
      result = walk.run();
    }
    assertThat(result.halted()).isEmpty();
    assertThat(walk.due(result)).isEmpty();
  }

  /** The server dies at once and is back after a while; whoever asks meanwhile hears nothing. */
  private void restart() {
    directus.stop();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                directus.start();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** Edits on both sides, some of one record. */
  private void edit() throws SQLException {
    postgres.run(
        "UPDATE customer SET phone = '+55 1' WHERE email = 'luisg@embraer.com.br'",
        "UPDATE customer SET fax = NULL WHERE customer_id BETWEEN 5 AND 9",
        "INSERT INTO customer (first_name, last_name, email) VALUES ('New', 'Ü',"
            + " 'new@postgres.example')");
    patch("luisg@embraer.com.br", "{\"city\":\"Campinas\"}");
    patch("leonekohler@surfeu.de", "{\"company\":\"Surf\"}");
    directus.ask("DELETE", "/items/customers/" + id("only@here.example"), null);
    post(List.of(Map.of("first_name", "New", "last_name", "D", "email", "new@directus.example")));
  }

  private void patch(String email, String body) {
    directus.ask("PATCH", "/items/customers/" + id(email), body);
  }

  private void post(List<Map<String, String>> items) {
    directus.ask("POST", "/items/customers", JsonMapper.shared().writeValueAsString(items));
  }

  private long id(String email) {
    return directus.items("customers").stream()
        .filter(i -> i.get("email").stringValue().equals(email))
        .findFirst()
        .orElseThrow()
        .get("id")
        .longValue();
  }

  private static Map<String, String> item(List<String> values, String without) {
    Map<String, String> item = new TreeMap<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      if (values.get(i) != null && !FIELDS.get(i).equals(without)) {
        item.put(FIELDS.get(i), values.get(i));
      }
    }
    return item;
  }

  private static String value(Map<String, List<String>> all, String email, String field) {
    return all.get(email).get(FIELDS.indexOf(field));
  }

  /** Every customer by e-mail address. */
  private Map<String, List<String>> inPostgres() throws SQLException {
    Map<String, List<String>> all = new TreeMap<>();
    try (Connection connection = postgres.open();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT " + String.join(", ", FIELDS) + " FROM customer")) {
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (String name : FIELDS) {
          values.add(rows.getString(name));
        }
        assertThat(all.put(rows.getString("email"), values)).as("one of each").isNull();
      }
    }
    return all;
  }

  private Map<String, List<String>> inDirectus() {
    Map<String, List<String>> all = new TreeMap<>();
    for (JsonNode item : directus.items("customers")) {
      List<String> values = new ArrayList<>();
      for (String name : FIELDS) {
        values.add(item.get(name).isNull() ? null : item.get(name).stringValue());
      }
      assertThat(all.put(item.get("email").stringValue(), values)).as("one of each").isNull();
    }
    return all;
  }
}
