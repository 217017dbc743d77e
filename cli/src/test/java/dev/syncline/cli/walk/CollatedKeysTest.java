package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.Finding;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys under which one side takes different texts for the same, beside a PostgreSQL that does not.
 */
class CollatedKeysTest {
  private static final String NONDETERMINISTIC =
      "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)";

  @TempDir private Path folder;

  /** {@code smith}: how the target spells the same key. */
  @ParameterizedTest
  @CsvSource({
    "MARIADB, '', varchar(40), SMITH, smith ",
    "MARIADB, '', varchar(40) COLLATE utf8mb4_bin, 'Smith  ', 'Smith '",
    "POSTGRESQL, CREATE EXTENSION citext, citext, SMITH, smith",
    "POSTGRESQL, any_case, text COLLATE any_case, SMITH, smith",
    "SQLITE, '', TEXT COLLATE NOCASE, SMITH, smith",
    "SQLITE, '', text collate nocase, SMITH, smith",
    "SQLITE, '', TEXT COLLATE RTRIM, 'Smith  ', 'Smith '"
  })
  void recordsMatchAsTheLooserKeySays(
      Brand brand, String first, String type, String smith, String again) throws SQLException {
    TestDatabase source = Brand.POSTGRESQL.create(folder);
    source.run(
        "CREATE TABLE person (name text PRIMARY KEY, city text)",
        "INSERT INTO person VALUES ('Smith', 'Oslo'), ('ann', 'Rome'), ('jones', 'A'), ('jones ', 'B'),"
            + " ('JONES', 'C')");
    TestDatabase target = brand.create(folder);
    if (!first.isEmpty()) {
      target.asAdmin().run(first.equals("any_case") ? NONDETERMINISTIC : first);
    }
    target.run(
        "CREATE TABLE person (name " + type + " NOT NULL PRIMARY KEY, city varchar(40))",
        "INSERT INTO person VALUES ('" + smith + "', 'Oslo'), ('bob', 'Bonn')");
    try (Walk walk = new Walk(folder, source, target, yaml(""))) {
      assertThat(walk.findings())
          .extracting(Finding::toString)
          .anyMatch(
              f ->
                  f.contains("matches by name")
                      && f.contains("taken for the same") | f.contains("left out"));
      RunResult run = walk.runAsPlanned();
      assertThat(names(source)).contains("Smith", "ann", "bob").hasSize(6);
      assertThat(names(target)).as("each side writes it its own way").contains(smith, "ann", "bob");
      assertThat(walk.due(run))
          .isNotEmpty()
          .allMatch(
              d ->
                  d.startsWith("AMBIGUOUS")
                      && d.toLowerCase(java.util.Locale.ROOT).contains("jones"));
      walk.isInStep(run.due().size());

      source.run("INSERT INTO person VALUES ('" + again + "', 'Lima')");
      RunResult taken = walk.runAsPlanned();
      assertThat(walk.due(taken))
          .anyMatch(d -> d.contains(again.strip()) && d.startsWith("AMBIGUOUS"));
      assertThat(names(target)).doesNotContain(again);
      walk.isInStep(taken.due().size());
    }
  }

  @Test
  void saysThatAFormTellsMoreApartThanTheKey() throws SQLException {
    TestDatabase source = Brand.POSTGRESQL.create(folder);
    TestDatabase target = Brand.MARIADB.create(folder);
    source.run("CREATE TABLE person (name text PRIMARY KEY)");
    target.run("CREATE TABLE person (name varchar(40) PRIMARY KEY)");
    try (Walk walk =
        new Walk(folder, source, target, yaml("match: [{ key: name, form: exact }]"))) {
      assertThat(walk.findings())
          .extracting(Finding::toString)
          .anyMatch(f -> f.contains("Use form trimmed-case-insensitive"));
    }
  }

  private static List<String> names(TestDatabase database) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM person")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private static String yaml(String match) {
    return """
        syncs:
          people:
            id: 1
            source: source
            target: target
            guard: off
            tasks:
              - name: people
                id: 1
                source: person
                target: person
                MATCH
        """
        .replace("MATCH", match);
  }
}
