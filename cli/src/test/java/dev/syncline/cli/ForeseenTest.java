package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A plan rejects what the written database could not hold, with the words and numbers of the run.
 */
class ForeseenTest {
  private static final String TASKS =
      """
      syncs:
        readings:
          id: 1
          source: pg
          target: maria
          guard: off
          tasks:
            - name: readings
              id: 1
              source: reading
              target: reading
              match: [ code ]
      """;

  @Test
  void planAndRunRejectTheSame(@TempDir Path folder) throws SQLException, IOException {
    TestDatabase postgres = TestDatabases.postgres();
    TestDatabase mariadb = TestDatabases.mariadb();
    postgres.run(
        "CREATE TABLE reading (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL"
            + " UNIQUE, rate double precision, seen timestamptz, note text)",
        "INSERT INTO reading (code, rate, seen, note) VALUES ('fine', 1.5, '2024-01-01 00:00Z', 'a'),"
            + " ('nan', 'NaN', NULL, 'b'), ('late', 1, '2200-01-01 00:00Z', 'c'), ('both', 2, NULL, 'd')");
    mariadb.run(
        "CREATE TABLE reading (id int AUTO_INCREMENT PRIMARY KEY, code varchar(20) NOT NULL UNIQUE,"
            + " rate double, seen timestamp NULL, note text)",
        "INSERT INTO reading (code, rate, seen, note) VALUES ('nul', 3, NULL, CONCAT('x', CHAR(0))),"
            + " ('both', 2, NULL, 'd')");
    Shell shell = new Shell(folder);
    shell.environment.put("PG_PASSWORD", postgres.password());
    shell.environment.put("MARIA_PASSWORD", mariadb.password());
    Files.writeString(
        folder.resolve("syncline.yaml"),
        "version: 1\nconnections:\n"
            + connection("pg", "postgresql", postgres)
            + connection("maria", "mariadb", mariadb)
            + TASKS);

    agree(shell, 3, 1);
    String plan = shell.call("plan").out().replaceAll("\\s+", " ");
    assertThat(plan)
        .contains("3 rejected")
        .contains(
            "rate: maria cannot hold it: column \"rate\": NaN cannot be stored in MariaDB; correct it"
                + " at its origin")
        .contains("seen: maria cannot hold it: column \"seen\": point in time out of the range of")
        .contains("note: pg cannot hold it: column \"note\": text contains the character NUL");
    assertThat(shell.call("status", "--due").out().replaceAll("\\s+", " "))
        .contains("column \"rate\": NaN cannot be stored in MariaDB; correct it at its origin");

    // Both sides edited a record, and one of the edits fits nowhere: the other one travels.
    postgres.run("UPDATE reading SET rate = 'Infinity', seen = now() WHERE code = 'both'");
    mariadb.run("UPDATE reading SET note = 'edited' WHERE code = 'both'");
    agree(shell, 4, 1);
    assertThat(Shops.ask(postgres, "SELECT note FROM reading WHERE code = 'both'"))
        .containsExactly("edited");
    assertThat(Shops.ask(mariadb, "SELECT seen FROM reading WHERE code = 'both'"))
        .as("half an edit is no edit")
        .containsExactly((String) null);

    postgres.run(
        "UPDATE reading SET rate = 5 WHERE rate IN ('NaN', 'Infinity')",
        "UPDATE reading SET seen = '2030-01-01 00:00Z' WHERE code = 'late'");
    mariadb.run("UPDATE reading SET note = 'x' WHERE code = 'nul'");
    Shell.Said last = shell.call("run", "--verify");
    assertThat(last.exit()).as("%s", last).isZero();
  }

  /** What a column's type cannot hold is said with the side, the table and the column, too. */
  @Test
  void namesTheSideAndTheColumnOfWhatATypeCannotHold(@TempDir Path folder) throws SQLException {
    TestDatabase postgres = TestDatabases.postgres();
    postgres.run("CREATE TABLE visit (code text PRIMARY KEY, stay smallint, tags text[])");
    TestDatabases.sqlite(folder.resolve("desk.db"))
        .run(
            "CREATE TABLE visits (code text NOT NULL PRIMARY KEY, minutes integer, tags json)",
            "INSERT INTO visits VALUES ('a', 40000, '[]'), ('b', 1, '{}')");
    Shell shell = new Shell(folder);
    shell.environment.put("PG_PASSWORD", postgres.password());
    shell.file(
        "syncline.yaml",
        "version: 1\nconnections:\n"
            + "  desk: { type: sqlite, url: \"jdbc:sqlite:desk.db\" }\n"
            + connection("pg", "postgresql", postgres)
            + """
            syncs:
              visits:
                id: 1
                source: desk
                target: pg
                tasks:
                  - name: visits
                    id: 1
                    source: visits
                    target: visit
                    match: [ code ]
                    fields: [ code, minutes <-> stay, tags ]
            """);
    Shell.Said plan = shell.call("plan");
    assertThat(plan.exit()).as("%s", plan).isEqualTo(5);
    assertThat(plan.out().replaceAll("\\s+", " "))
        .contains(
            "minutes <-> stay: the target cannot hold it: column \"stay\" of visit: number out of"
                + " range (-32768 to 32767); correct it or widen the column")
        .contains(
            "tags: the target cannot hold it: column \"tags\" of visit: value is not a JSON array;"
                + " correct it at its origin");
  }

  private static String connection(String name, String type, TestDatabase database) {
    return "  %s: { type: %s, url: \"%s\", user: %s, password: \"${%s_PASSWORD}\" }\n"
        .formatted(
            name, type, database.url(), database.user(), name.toUpperCase(java.util.Locale.ROOT));
  }

  /** A plan, the plan as it is saved, and a run show the same numbers. */
  private static void agree(Shell shell, int rejected, int written) {
    Shell.Said plan = shell.call("plan", "--save", "saved.plan", "--output", "json");
    assertThat(plan.exit()).as("%s", plan).isEqualTo(5);
    Shell.Said run = shell.call("run", "--plan", "saved.plan", "--output", "json");
    assertThat(run.exit()).as("%s", run).isEqualTo(5);
    JsonNode planned = plan.sync().at("/tasks/0");
    JsonNode done = run.sync().at("/tasks/0");
    assertThat(planned.at("/held/rejected").asInt()).as("%s", plan).isEqualTo(rejected);
    assertThat(done.at("/held/rejected").asInt()).as("%s", run).isEqualTo(rejected);
    assertThat(sum(planned.get("planned"))).as("%s", plan).isEqualTo(written);
    assertThat(sum(done.get("applied"))).as("%s", run).isEqualTo(written);
    Shell.Said again = shell.call("run", "--output", "json");
    assertThat(again.exit()).isEqualTo(5);
    assertThat(again.sync().at("/tasks/0/held/rejected").asInt()).isEqualTo(rejected);
    assertThat(sum(again.sync().at("/tasks/0/applied"))).isZero();
  }

  private static int sum(JsonNode writes) {
    int sum = 0;
    for (JsonNode side : writes) {
      for (JsonNode n : side) {
        sum += n.asInt();
      }
    }
    return sum;
  }
}
