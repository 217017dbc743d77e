package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three databases of three brands, kept in step by several syncs: what is changed in one arrives in
 * all, and then it is quiet.
 */
class StarsTest {
  private static final int MOST_ROUNDS = 8;

  @TempDir Path folder;
  private final Map<String, TestDatabase> databases = new LinkedHashMap<>();
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    shell = new Shell(folder);
    databases.put("post", TestDatabases.postgres());
    databases.put("maria", TestDatabases.mariadb());
    databases.put("lite", TestDatabases.sqlite(folder.resolve("lite.db")));
    String columns =
        ", email varchar(60) NOT NULL UNIQUE, name varchar(40), city varchar(40), WRITTEN)";
    databases
        .get("post")
        .run(
            "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
                + columns.replace("WRITTEN", "updated timestamptz DEFAULT now()"),
            "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN NEW.updated := now(); RETURN NEW; END'",
            "CREATE TRIGGER stamp BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION stamp()");
    databases
        .get("maria")
        .run(
            "CREATE TABLE person (id bigint AUTO_INCREMENT PRIMARY KEY"
                + columns.replace(
                    "WRITTEN",
                    "updated timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE"
                        + " CURRENT_TIMESTAMP(6)")
                + " AUTO_INCREMENT = 1001");
    databases
        .get("lite")
        .run(
            "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT"
                + columns.replace("WRITTEN", "updated DATETIME DEFAULT CURRENT_TIMESTAMP"),
            "CREATE TRIGGER stamp AFTER UPDATE OF email, name, city ON person BEGIN UPDATE person SET"
                + " updated = CURRENT_TIMESTAMP WHERE id = NEW.id; END",
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('person', 5000)");
    databases.forEach((name, db) -> shell.environment.put(name + "_PASSWORD", db.password()));
  }

  /** Writes a configuration of syncs such as {@code post-maria}. */
  private List<String> configure(String capture, String... pairs) {
    StringBuilder text = new StringBuilder("version: 1\nconnections:\n");
    Map<String, String> types = Map.of("post", "postgresql", "maria", "mariadb", "lite", "sqlite");
    databases.forEach(
        (name, db) ->
            text.append("  %s: { type: %s, url: \"%s\"".formatted(name, types.get(name), db.url()))
                .append(
                    db.user().isEmpty()
                        ? ""
                        : ", user: \"%s\", password: \"${%s_PASSWORD}\"".formatted(db.user(), name))
                .append(", timestamps: { updated: updated } }\n"));
    text.append("syncs:\n");
    int id = 0;
    for (String pair : pairs) {
      String[] ends = pair.split("-");
      text.append("  " + pair + ":\n    id: " + ++id + "\n    source: " + ends[0])
          .append("\n    target: " + ends[1] + "\n    guard: off\n    capture: " + capture)
          .append("\n    tasks:\n      - name: person" + id + "\n        id: " + id)
          .append("\n        source: person\n        target: person")
          .append("\n        match: email\n        fields: [email, name, city]\n");
    }
    shell.file("syncline.yaml", text.toString().replace("[email, name, city]", FIELDS));
    return List.of(pairs);
  }

  private static final String FIELDS = "[email <-> email, name <-> name, city <-> city]";

  /** Runs all syncs in turn until none writes; returns how many rounds that took. */
  private int settle(List<String> syncs) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      long written = 0;
      for (String sync : syncs) {
        Shell.Said said = shell.call("run", sync, "--output", "json");
        assertThat(said.exit()).as("%s", said).isZero();
        for (var task : said.sync().get("tasks")) {
          for (String side : List.of("source", "target")) {
            for (var n : task.get("applied").get(side)) {
              written += n.asLong();
            }
          }
        }
      }
      if (written == 0) {
        return round;
      }
    }
    throw new AssertionError("it goes round and round: " + people());
  }

  private Map<String, List<String>> people() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    databases.forEach(
        (name, db) -> {
          try {
            all.put(
                name,
                Shops.ask(
                    db,
                    (name.equals("lite")
                            ? "SELECT email || ' ' || name || ' ' || city"
                            : "SELECT concat(email, ' ', name, ' ', city)")
                        + " FROM person ORDER BY email"));
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    return all;
  }

  private void allHold(String... people) {
    assertThat(new ArrayList<>(people().values()))
        .as("%s", people())
        .allMatch(rows -> rows.equals(List.of(people)));
  }

  private void aDayOfEdits(List<String> syncs) throws SQLException {
    TestDatabase post = databases.get("post");
    TestDatabase maria = databases.get("maria");
    TestDatabase lite = databases.get("lite");
    post.run("INSERT INTO person (email, name, city) VALUES ('ann@x', 'Ann', 'Oslo')");
    maria.run("INSERT INTO person (email, name, city) VALUES ('bob@x', 'Bob', 'Rome')");
    lite.run("INSERT INTO person (email, name, city) VALUES ('cy@x', 'Cy', 'Bonn')");
    settle(syncs);
    allHold("ann@x Ann Oslo", "bob@x Bob Rome", "cy@x Cy Bonn");

    // Different fields of one record, each in another database, and a record taken out.
    post.run("UPDATE person SET name = 'Anna' WHERE email = 'ann@x'");
    lite.run("UPDATE person SET city = 'Lima' WHERE email = 'ann@x'");
    maria.run("DELETE FROM person WHERE email = 'cy@x'");
    lite.run("INSERT INTO person (email, name, city) VALUES ('di@x', 'Di', 'Pisa')");
    settle(syncs);
    allHold("ann@x Anna Lima", "bob@x Bob Rome", "di@x Di Pisa");

    // The same field in all three.
    post.run("UPDATE person SET city = 'P' WHERE email = 'bob@x'");
    maria.run("UPDATE person SET city = 'M' WHERE email = 'bob@x'");
    lite.run("UPDATE person SET city = 'L' WHERE email = 'bob@x'");
    settle(syncs);
    assertThat(people().values().stream().distinct()).as("%s", people()).hasSize(1);
    assertThat(settle(syncs)).as("then it is quiet").isEqualTo(1);
    for (String sync : syncs) {
      assertThat(shell.call("verify", sync).exit()).isZero();
    }
  }

  @Test
  void aRingOfThreeByTriggersConverges() throws SQLException {
    aDayOfEdits(configure("triggers", "post-maria", "maria-lite", "lite-post"));
  }

  @Test
  void aRingOfThreeByTimestampsConverges() throws SQLException {
    aDayOfEdits(configure("timestamps", "post-maria", "maria-lite", "lite-post"));
  }

  @Test
  void aStarByTriggersConverges() throws SQLException {
    aDayOfEdits(configure("triggers", "maria-post", "maria-lite"));
  }

  @Test
  void aChainThatComparesEverythingConverges() throws SQLException {
    aDayOfEdits(configure("scan", "post-maria", "maria-lite"));
  }
}
