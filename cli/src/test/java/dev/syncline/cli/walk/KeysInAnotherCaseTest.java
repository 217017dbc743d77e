package dev.syncline.cli.walk;

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

  private static TestDatabase database(Brand brand, Path folder) throws SQLException {
    TestDatabase database = brand.create(folder);
    String text = brand == Brand.POSTGRESQL ? "text" : "varchar(40)";
    database.run(
        "CREATE TABLE office (code TEXT NOT NULL PRIMARY KEY, city TEXT, phone TEXT)"
            .replace("TEXT", text),
        "CREATE TABLE person (name TEXT NOT NULL PRIMARY KEY, office TEXT, city TEXT,"
                .replace("TEXT", text)
            + " FOREIGN KEY (office) REFERENCES office (code))");
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
  void keysThatAreTheSameAreInStepAndAllElseIsCarried(Brand first, Brand second)
      throws SQLException {
    TestDatabase source = database(first, folder);
    TestDatabase target = database(second, folder);
    TestDatabase maria = first == Brand.MARIADB ? source : target;
    source.run(
        "INSERT INTO office VALUES ('o1', 'Oslo', '1'), ('o2', 'Rome', '2')",
        "INSERT INTO person VALUES ('Ann', 'o1', NULL), ('Bob', 'o2', 'Rome')");
    target.run(
        "INSERT INTO office VALUES ('O1', 'Oslo', '7'), ('o2', 'Rome', '2')",
        "INSERT INTO person VALUES ('ANN', 'O1', 'Oslo'), ('Cy', 'O1', 'Oslo')");
    // To MariaDB this is the same office.
    maria.run(
        "UPDATE person SET office = 'o1' WHERE name = 'Ann'",
        "UPDATE person SET office = 'O2' WHERE name = 'Bob'");
    try (Walk walk = new Walk(folder, source, target, TASKS)) {
      RunResult run = walk.run();
      System.out.println(walk.due(run).toList());
      System.out.println(offices(source) + " | " + offices(target));
      System.out.println(people(source) + " | " + people(target));
      source.run("UPDATE office SET code = 'o1', phone = '8' WHERE city = 'Oslo'");
      target.run("UPDATE office SET city = 'OSLO' WHERE city = 'Oslo'");
      run = walk.run();
      System.out.println(walk.due(run).toList());
      System.out.println(offices(source) + " | " + offices(target));
      System.out.println(people(source) + " | " + people(target));
    }
  }
}
