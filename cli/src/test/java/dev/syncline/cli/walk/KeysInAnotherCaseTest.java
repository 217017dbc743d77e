package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.engine.RunResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Offices whose natural keys MariaDB takes for the same in any case, and PostgreSQL does not, with
 * people who refer to them by these keys.
 */
class KeysInAnotherCaseTest {
  @TempDir private Path folder;

  private static TestDatabase database(Brand brand, Path folder, String onUpdate)
      throws SQLException {
    TestDatabase database = brand.create(folder);
    String text = brand == Brand.POSTGRESQL ? "text" : "varchar(40)";
    database.run(
        "CREATE TABLE office (code TEXT NOT NULL PRIMARY KEY, city TEXT, phone TEXT)"
            .replace("TEXT", text),
        "CREATE TABLE person (name TEXT NOT NULL PRIMARY KEY, office TEXT, city TEXT,"
                .replace("TEXT", text)
            + " FOREIGN KEY (office) REFERENCES office (code) "
            + onUpdate
            + ")");
    return database;
  }

  private static List<String> ask(TestDatabase database, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  private static List<String> offices(TestDatabase database) throws SQLException {
    return ask(database, "SELECT concat(code, ' ', city, ' ', phone) FROM office ORDER BY city");
  }

  private static List<String> people(TestDatabase database) throws SQLException {
    return ask(
        database,
        "SELECT concat(name, ' ', office, ' ', coalesce(city, '-')) FROM person ORDER BY name");
  }

  private static final String TASKS =
      """
      syncs:
        offices:
          id: 1
          source: source
          target: target
          guard: off
          tasks:
            - name: offices
              id: 1
              source: office
              target: office
              match: [ code ]
            - name: people
              id: 2
              source: person
              target: person
              match: [ name ]
              fields:
                - name
                - city
                - { relation: office <-> office, through: offices }
      """;

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB", "MARIADB, POSTGRESQL"})
  void keysThatAreTheSameAreInStepHoweverEachSideWritesThem(Brand first, Brand second)
      throws SQLException {
    TestDatabase source = database(first, folder, "");
    TestDatabase target = database(second, folder, "");
    source.run(
        "INSERT INTO office VALUES ('o1', 'Oslo', '1'), ('o2', 'Rome', '2')",
        "INSERT INTO person VALUES ('Ann', 'o1', NULL), ('Bob', 'o2', 'Rome')");
    target.run(
        "INSERT INTO office VALUES ('O1', 'Oslo', '7'), ('o2', 'Rome', '2')",
        "INSERT INTO person VALUES ('ANN', 'O1', 'Oslo'), ('Cy', 'O1', 'Oslo')");
    try (Walk walk = new Walk(folder, source, target, TASKS)) {
      RunResult run = walk.runAsPlanned();
      assertThat(walk.due(run)).isEmpty();
      assertThat(offices(source)).containsExactly("o1 Oslo 1", "o2 Rome 2");
      assertThat(offices(target)).containsExactly("O1 Oslo 1", "o2 Rome 2");
      assertThat(people(source)).containsExactly("Ann o1 Oslo", "Bob o2 Rome", "Cy o1 Oslo");
      assertThat(people(target)).containsExactly("ANN O1 Oslo", "Bob o2 Rome", "Cy O1 Oslo");
      walk.isInStep(0);

      source.run("UPDATE office SET phone = '8' WHERE city = 'Oslo'");
      target.run("UPDATE office SET city = 'Bergen' WHERE city = 'Oslo'");
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      assertThat(offices(source)).containsExactly("o1 Bergen 8", "o2 Rome 2");
      assertThat(offices(target)).containsExactly("O1 Bergen 8", "o2 Rome 2");
      walk.isInStep(0);
    }
  }

  /** The source lets its references follow; the target refuses another key while it has any. */
  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB", "MARIADB, POSTGRESQL"})
  void aKeyThatIsWrittenAnewKeepsNoOtherFieldFromTravelling(Brand first, Brand second)
      throws SQLException {
    TestDatabase source = database(first, folder, "ON UPDATE CASCADE");
    TestDatabase target = database(second, folder, "");
    source.run(
        "INSERT INTO office VALUES ('o1', 'Oslo', '1'), ('o2', 'Rome', '2')",
        "INSERT INTO person VALUES ('Ann', 'o1', NULL)");
    try (Walk walk = new Walk(folder, source, target, TASKS)) {
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      source.run(
          "UPDATE office SET code = 'O1', phone = '8' WHERE code = 'o1'",
          "UPDATE office SET code = 'O2', phone = '9' WHERE code = 'o2'");
      RunResult run = walk.runAsPlanned();
      assertThat(offices(target))
          .as("nobody refers to the second")
          .containsExactly("o1 Oslo 8", "O2 Rome 9");
      assertThat(walk.due(run))
          .singleElement()
          .asString()
          .startsWith("REJECTED offices SOURCE O1: ")
          .contains("other records refer to it");
      target.run("DELETE FROM person");
      assertThat(walk.due(walk.run())).isEmpty();
      assertThat(offices(target)).containsExactly("O1 Oslo 8", "O2 Rome 9");
      assertThat(offices(source)).containsExactly("O1 Oslo 8", "O2 Rome 9");
      walk.isInStep(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB", "MARIADB, POSTGRESQL"})
  void aReferenceMayWriteItsParentsKeyInAnotherCase(Brand first, Brand second) throws SQLException {
    TestDatabase source = database(first, folder, "");
    TestDatabase target = database(second, folder, "");
    TestDatabase maria = first == Brand.MARIADB ? source : target;
    maria.run(
        "INSERT INTO office VALUES ('o1', 'Oslo', '1')",
        "INSERT INTO person VALUES ('Ann', 'O1', 'Oslo')");
    try (Walk walk = new Walk(folder, source, target, TASKS)) {
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      assertThat(people(maria)).containsExactly("Ann O1 Oslo");
      assertThat(people(maria == source ? target : source)).containsExactly("Ann o1 Oslo");
      walk.isInStep(0);
      maria.run("INSERT INTO person VALUES ('Bob', 'O1', NULL)");
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      assertThat(people(maria == source ? target : source)).contains("Bob o1 -");
      walk.isInStep(0);
    }
  }
}
