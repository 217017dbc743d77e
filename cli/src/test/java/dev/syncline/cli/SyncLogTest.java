package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.LogTable;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What syncs write into a database for people to read: looked at by SQL only. */
class SyncLogTest {
  private static final String SECRET = "Xanthippopolis";
  private static final String OTHER = "Yggdrasilheim";

  @TempDir Path folder;
  private Shops shops;
  private Warehouse warehouse;

  /** Databases that take logs. */
  enum Brand {
    POSTGRESQL,
    MARIADB,
    SQLITE
  }

  /** Where the log is, and how its tables are named there. */
  private record Warehouse(Brand brand, TestDatabase database) {
    static Warehouse of(Brand brand, Path folder) {
      return new Warehouse(
          brand,
          switch (brand) {
            case POSTGRESQL -> TestDatabases.postgres();
            case MARIADB -> TestDatabases.mariadb();
            case SQLITE -> TestDatabases.sqlite(folder.resolve("warehouse.db"));
          });
    }

    String table(String name) {
      return brand == Brand.POSTGRESQL ? "syncline.log_" + name : "syncline_log_" + name;
    }

    /** Rows as texts, their columns joined by bars; a table's name stands between braces. */
    List<String> ask(String sql) throws SQLException {
      String named = sql;
      for (String table : List.of("runs", "changes", "snapshot", "position")) {
        named = named.replace("{" + table + "}", table(table));
      }
      List<String> answer = new ArrayList<>();
      try (Connection connection = database.open();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(named)) {
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            row.add(String.valueOf(rows.getString(i)));
          }
          answer.add(String.join("|", row));
        }
      }
      return answer;
    }

    /** All that is written in it, as one text. */
    String everything() throws SQLException {
      return ask("SELECT * FROM {runs}")
          + ""
          + ask("SELECT * FROM {changes}")
          + ask("SELECT * FROM {snapshot}");
    }
  }

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.fill();
  }

  private void log(Brand brand) throws SQLException {
    log(brand, "");
  }

  /** Has the log written into a new database of a brand. */
  private void log(Brand brand, String more) throws SQLException {
    warehouse = Warehouse.of(brand, folder);
    warehouse.database.run(); // a file of SQLite is there once somebody opened it
    shops.shell.environment.put("LOG", warehouse.database.password());
    configure(more, Shops.configuration(""));
  }

  private void configure(String more, String configuration) {
    String connection =
        warehouse.brand == Brand.SQLITE
            ? "warehouse: { type: sqlite, url: \"jdbc:sqlite:warehouse.db\" }"
            : "warehouse: { type: %s, url: \"%s\", user: \"%s\", password: \"${LOG}\" }"
                .formatted(
                    warehouse.brand.name().toLowerCase(Locale.ROOT),
                    warehouse.database.url(),
                    warehouse.database.user());
    shops.shell.file(
        "syncline.yaml",
        configuration.replace("syncs:\n", "  " + connection + "\nsyncs:\n")
            + "sync-log: { connection: warehouse"
            + more
            + " }\n");
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shops.shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    return said;
  }

  /** Runs the sync, and has all of it logged. */
  private void run(String... options) {
    List<String> command = new ArrayList<>(List.of("run"));
    command.addAll(List.of(options));
    assertThat(call(0, command.toArray(String[]::new)).err()).doesNotContain("sync log");
  }

  /** What the journal holds of all runs, as the log would show it. */
  private List<String> journal() {
    List<String> all = new ArrayList<>();
    for (JsonNode run : call(0, "runs", "--limit", "1000", "--output", "json").json().get("runs")) {
      String id = run.get("run").asString();
      JsonNode shown = call(0, "show", "run", id, "--show", "100000", "--output", "json").json();
      for (JsonNode operation : shown.get("operations")) {
        all.add(
            String.join(
                "|",
                id,
                operation.get("kind").asString(),
                operation.get("side").asString(),
                key(operation.get("source")),
                key(operation.get("target")),
                operation.get("outcome").asString()));
      }
    }
    return all.stream().sorted().toList();
  }

  private static String key(JsonNode node) {
    return node.isNull() ? "null" : node.asString();
  }

  private List<String> logged() throws SQLException {
    return warehouse
        .ask("SELECT run, operation, side, source_key, target_key, outcome FROM {changes}")
        .stream()
        .sorted()
        .toList();
  }

  /** How often each status occurs. */
  private Map<String, String> states() throws SQLException {
    Map<String, String> states = new TreeMap<>();
    warehouse
        .ask("SELECT status, count(*) FROM {snapshot} GROUP BY status")
        .forEach(row -> states.put(row.split("\\|")[0], row.split("\\|")[1]));
    return states;
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void runsChangesAndHowEachRecordStands(Brand brand) throws SQLException {
    log(brand);
    run();
    assertThat(
            warehouse.ask(
                "SELECT run, sync, kind, status, added_planned, added_attempted, added_succeeded,"
                    + " added_failed, changed_succeeded, left_over, error FROM {runs}"))
        .containsExactly("1|customers|run|done|5|5|5|0|1|0|");
    assertThat(logged()).hasSize(6).isEqualTo(journal());
    assertThat(
            warehouse.ask(
                "SELECT changed_columns, before_values, after_values FROM {changes}"
                    + " WHERE operation = 'update'"))
        .containsExactly("city|{\"city\":null}|{\"city\":\"Bonn\"}");
    assertThat(states()).isEqualTo(Map.of("in-step", "7"));

    shops.crm.run("UPDATE customer SET city = 'Paris' WHERE email = 'ann@x.org'");
    shops.shop.run("DELETE FROM bill WHERE number = 'B-1'");
    shops.conflict();
    call(4, "run");
    assertThat(logged()).hasSize(8).isEqualTo(journal());
    assertThat(states()).isEqualTo(Map.of("in-step", "5", "conflict", "1"));
    assertThat(
            warehouse.ask(
                "SELECT task, source_key, status, run FROM {snapshot} WHERE run = 2 ORDER BY 2"))
        .containsExactly("customers|1|in-step|2", "customers|2|conflict|2");
    assertThat(warehouse.ask("SELECT reason FROM {snapshot} WHERE status = 'conflict'").getFirst())
        .contains("name");

    call(0, "conflicts", "resolve", "2", "--task", "customers", "--source");
    run();
    call(0, "undo", "2", "--yes");
    assertThat(logged()).isEqualTo(journal());
    assertThat(warehouse.ask("SELECT kind FROM {runs} ORDER BY run"))
        .containsExactly("run", "run", "run", "undo");
    assertThat(states().keySet()).doesNotContain("conflict");

    call(0, "reset", "--links", "--yes");
    call(4, "run");
    assertThat(logged()).isEqualTo(journal());
    assertThat(warehouse.ask("SELECT DISTINCT run FROM {snapshot} WHERE task = 'customers'"))
        .containsExactly("5");
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void whatCannotBeWrittenIsWrittenLater(Brand brand) throws SQLException {
    log(brand);
    run();
    // The second of the next rows cannot be written, after the first was sent.
    shops.crm.run(
        "UPDATE customer SET city = 'Paris' WHERE email = 'ann@x.org'",
        "INSERT INTO customer (email, name) VALUES ('eve@x.org', 'Eve')");
    rename("log_snapshot", "elsewhere");
    Shell.Said said = away(0, "run");
    assertThat(said.err()).contains("The sync log was not written: warehouse");
    assertThat(shops.clients()).contains("ann@x.org Ann Paris", "eve@x.org Eve -");
    shops.crm.run("UPDATE customer SET city = 'Nice' WHERE email = 'ann@x.org'");
    away(0, "run");
    rename("elsewhere", "log_snapshot");
    shops.crm.run("DELETE FROM invoice WHERE number = 'A-2'");
    run();
    assertThat(logged()).isEqualTo(journal());
    assertThat(warehouse.ask("SELECT run FROM {runs} ORDER BY run"))
        .containsExactly("1", "2", "3", "4");
    assertThat(states()).isEqualTo(Map.of("in-step", "7"));
  }

  /** A command while the log cannot be written, because nobody may log in. */
  private Shell.Said away(int exit, String... args) {
    if (warehouse.brand == Brand.SQLITE) {
      configureUrl("jdbc:sqlite:nowhere/warehouse.db");
    } else {
      shops.shell.environment.put("LOG", "wrong");
    }
    try {
      return call(exit, args);
    } finally {
      shops.shell.environment.put("LOG", warehouse.database.password());
      configure("", Shops.configuration(""));
    }
  }

  private void configureUrl(String url) {
    shops.shell.file(
        "syncline.yaml",
        shops.shell.read("syncline.yaml").replace("jdbc:sqlite:warehouse.db", url));
  }

  private void rename(String from, String to) throws SQLException {
    String prefix = warehouse.brand == Brand.POSTGRESQL ? "" : "syncline_";
    String schema = warehouse.brand == Brand.POSTGRESQL ? "syncline." : "";
    warehouse.database.run("ALTER TABLE " + schema + prefix + from + " RENAME TO " + prefix + to);
  }

  @Test
  void aProcessThatIsKilledWhileItWritesLeavesNothingTwice() throws Exception {
    shops.shell.now = System.currentTimeMillis(); // as the other process has it
    log(Brand.POSTGRESQL);
    run();
    StringBuilder many = new StringBuilder("INSERT INTO customer (email, name) VALUES ");
    for (int i = 0; i < 1_300; i++) {
      many.append(i == 0 ? "" : ", ").append("('n%d@x.org', 'N%d')".formatted(i, i));
    }
    shops.crm.run(many.toString());
    // The last of the new rows waits for a lock that the test has.
    warehouse.database.run(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
            + " IF NEW.after_values LIKE '%n1299@%' THEN PERFORM pg_advisory_xact_lock(1); END IF;"
            + " RETURN NEW; END$$",
        "CREATE TRIGGER wait BEFORE INSERT ON syncline.log_changes FOR EACH ROW"
            + " EXECUTE FUNCTION wait()");
    try (Connection connection = warehouse.database.open();
        Statement lock = connection.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(1)");
      Process process = Child.start(shops.shell, "run.log", "run", "--approve");
      try {
        while (process.isAlive()
            && warehouse
                .ask("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                .isEmpty()) {
          Thread.sleep(20);
        }
        assertThat(process.isAlive()).as(Child.said(shops.shell, "run.log")).isTrue();
      } finally {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
      }
      assertThat(logged().size()).isGreaterThan(6).isLessThan(1_306);
    }
    warehouse.database.run("DROP TRIGGER wait ON syncline.log_changes");
    run();
    assertThat(logged()).hasSize(1_306).isEqualTo(journal());
    assertThat(states()).isEqualTo(Map.of("in-step", "1307"));
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void holdsNothingThatIsNeverJournaledOrWasErased(Brand brand) throws SQLException {
    log(brand);
    String usual = Shops.configuration("");
    configure(
        "", usual.replace("target: client\n", "target: client\n        never-journaled: city\n"));
    shops.crm.run("UPDATE customer SET city = '" + SECRET + "' WHERE email = 'ann@x.org'");
    run();
    shops.crm.run("UPDATE customer SET city = '" + OTHER + "' WHERE email = 'ann@x.org'");
    run();
    assertThat(shops.clients()).contains("ann@x.org Ann " + OTHER);
    assertThat(warehouse.everything()).contains("never journaled");
    assertThat(warehouse.everything()).doesNotContain(SECRET).doesNotContain(OTHER);

    configure("", usual);
    shops.crm.run("UPDATE customer SET city = '" + SECRET + "' WHERE email = 'ann@x.org'");
    run();
    assertThat(warehouse.everything()).contains(SECRET);
    shops.shell.environment.put("LOG", "wrong");
    if (brand != Brand.SQLITE) {
      assertThat(call(1, "erase", "1", "--task", "customers", "--yes").err())
          .contains("nothing was erased");
      shops.shell.environment.put("LOG", warehouse.database.password());
    }
    Shell.Said erased = call(0, "erase", "1", "--task", "customers", "--yes");
    assertThat(erased.out()).contains("rows of the sync log");
    assertThat(warehouse.everything())
        .doesNotContain(SECRET)
        .contains("erased")
        .contains("dee@x.org");
    assertThat(call(0, "erase", "1", "--task", "customers", "--yes").out())
        .contains("Nothing is remembered");
    run();
    assertThat(warehouse.everything()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void thePageNamesEachColumnAndItsQuestionsCanBeAsked(Brand brand) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "sync-log.md"));
    for (LogTable table : List.of(LogTable.RUNS, LogTable.CHANGES, LogTable.SNAPSHOT)) {
      assertThat(table.names()).allSatisfy(c -> assertThat(page).contains("`" + c + "`"));
    }
    log(brand);
    run();
    shops.crm.run("UPDATE customer SET city = 'Paris' WHERE email = 'ann@x.org'");
    shops.conflict();
    call(4, "run");
    List<String> asked = new ArrayList<>();
    Matcher block = Pattern.compile("(?s)```sql\n(.*?)```").matcher(page);
    while (block.find()) {
      String named = "";
      for (String statement : block.group(1).split(";\n")) {
        Matcher name = Pattern.compile("-- (\\w+).*").matcher(statement);
        named = name.find() ? name.group(1).toUpperCase(Locale.ROOT) : named;
        if (!statement.isBlank() && (named.isEmpty() || named.equals(brand.name()))) {
          String sql = statement.replace("now()", "timestamp '2023-11-15 00:00:00+00'");
          sql = sql.replace("utc_timestamp()", "timestamp '2023-11-15 00:00:00'");
          sql = sql.replace("'now'", "'2023-11-15'");
          sql = brand == Brand.POSTGRESQL ? sql : sql.replace("syncline.log_", "syncline_log_");
          asked.add(sql + " " + warehouse.ask(sql.replace("'4711'", "'1'")));
        }
      }
    }
    assertThat(asked).hasSize(4);
    assertThat(asked.get(0)).contains("[customers|in-step||null|null]");
    assertThat(asked.get(1)).contains("[customers|conflict|1]");
    assertThat(asked.get(2)).contains("customers|source|city|1", "customers|target|city|1");
    assertThat(asked.get(3)).contains("{\"city\":\"Oslo\"}|{\"city\":\"Paris\"}");
  }

  @Test
  void aWatchLogsEachOfItsRuns() throws Exception {
    shops.shell.now = System.currentTimeMillis();
    log(Brand.POSTGRESQL);
    call(0, "start", "--yes");
    Process process = Child.start(shops.shell, "watch.log", "run", "--watch");
    try {
      for (String city : List.of("Paris", "Nice", "Lyon")) {
        shops.crm.run("UPDATE customer SET city = '" + city + "' WHERE email = 'ann@x.org'");
        String sent = "SELECT 1 FROM {changes} WHERE after_values = '{\"city\":\"" + city + "\"}'";
        while (process.isAlive() && warehouse.ask(sent).isEmpty()) {
          Thread.sleep(20);
        }
        assertThat(process.isAlive()).as(Child.said(shops.shell, "watch.log")).isTrue();
      }
    } finally {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
    run();
    assertThat(logged()).isEqualTo(journal());
    assertThat(states()).isEqualTo(Map.of("in-step", "7"));
  }

  @Test
  void withoutValuesItHoldsNone() throws SQLException {
    log(Brand.SQLITE, ", values: false");
    run();
    assertThat(warehouse.ask("SELECT DISTINCT before_values, after_values FROM {changes}"))
        .containsExactly("null|null");
    assertThat(warehouse.ask("SELECT changed_columns FROM {changes} WHERE operation = 'update'"))
        .containsExactly("city");
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void anotherTableOfTheNameIsLeftAlone(Brand brand) throws SQLException {
    log(brand);
    if (brand == Brand.POSTGRESQL) {
      warehouse.database.run("CREATE SCHEMA syncline");
    }
    warehouse.database.run("CREATE TABLE " + warehouse.table("runs") + " (mine int)");
    assertThat(call(3, "check").out().replaceAll("\\s+", " "))
        .contains("the sync log cannot be written")
        .contains("has other columns than the sync log (mine)");
    assertThat(call(0, "run").err()).contains("has other columns than the sync log (mine)");
    warehouse.database.run("DROP TABLE " + warehouse.table("runs"));
    run();
    assertThat(logged()).isEqualTo(journal());
    assertThat(states()).isEqualTo(Map.of("in-step", "7"));
  }

  @ParameterizedTest
  @EnumSource(Brand.class)
  void whatIsOldIsRemovedButNotHowRecordsStand(Brand brand) throws SQLException {
    log(brand, ", keep: 1h");
    run();
    shops.shell.now += TimeUnit.HOURS.toMillis(2);
    shops.crm.run("UPDATE customer SET city = 'Paris' WHERE email = 'ann@x.org'");
    run();
    assertThat(warehouse.ask("SELECT run FROM {runs}")).containsExactly("2");
    assertThat(warehouse.ask("SELECT DISTINCT run FROM {changes}")).containsExactly("2");
    assertThat(states()).isEqualTo(Map.of("in-step", "7"));
    run();
    assertThat(logged()).hasSize(1);
  }

  @Test
  void aTestWritesNothingAndASyncMayBeLeftOut() throws SQLException {
    log(Brand.SQLITE);
    call(3, "run", "--test");
    call(3, "plan");
    assertThat(
            Shops.ask(
                warehouse.database, "SELECT name FROM sqlite_schema WHERE name LIKE 'syncline%'"))
        .isEmpty();
    run();
    configure(", except: customers", Shops.configuration(""));
    shops.crm.run("UPDATE customer SET city = 'Paris' WHERE email = 'ann@x.org'");
    run();
    assertThat(warehouse.ask("SELECT run FROM {runs}")).containsExactly("1");
    configure("", Shops.configuration(""));
    run();
    assertThat(logged()).isEqualTo(journal());
    assertThat(states()).isEqualTo(Map.of("in-step", "7"));
  }

  @Test
  void itsTablesAreNoObjectsOfSyncs() throws SQLException {
    warehouse = new Warehouse(Brand.SQLITE, shops.shop);
    shops.shell.file("syncline.yaml", Shops.configuration("") + "sync-log: { connection: shop }\n");
    run();
    assertThat(logged()).hasSize(6).isEqualTo(journal());
    call(
        0,
        "init",
        "--source",
        "crm.db",
        "--target",
        "shop.db",
        "--force",
        "--pair",
        "customer=client");
    assertThat(shops.shell.read("syncline.yaml")).doesNotContain("log_");
    assertThat(call(4, "uninstall").out()).contains("syncline_log_changes");
  }
}
