package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The databases that Chinook comes for. Its files are read where they are and never copied. */
public enum ChinookDatabase {
  SQLITE,
  POSTGRESQL,
  MARIADB;

  private static final String SQLITE_FILE = "chinook.sqlite";
  private static final String POSTGRESQL_FILE = "chinook-postgresql-identity.sql";
  private static final String MARIADB_FILE = "chinook-mysql-autoincrement.sql";

  /** Where the files are, beside the checkout; nothing where they are not. */
  public static @Nullable Path folder() {
    Path checkout = Path.of("").toAbsolutePath();
    while (checkout != null && !Files.exists(checkout.resolve("mvnw"))) {
      checkout = checkout.getParent();
    }
    Path data = checkout == null ? null : checkout.resolveSibling("shared").resolve("data");
    return data != null && Files.exists(data.resolve(SQLITE_FILE)) ? data : null;
  }

  /** The same for a test that is skipped where they are not, but in continuous integration. */
  public static Path required() {
    Path data = folder();
    if ("true".equals(System.getenv("CI"))) {
      assertThat(data).as("../shared/data beside the checkout, with Chinook's files").isNotNull();
    }
    assumeTrue(data != null, "skipped: Chinook's files are not in ../shared/data");
    return Objects.requireNonNull(data);
  }

  /** A name as the database spells it. */
  String spelled(String name) {
    return this == POSTGRESQL
        ? name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT)
        : name;
  }

  String quoted(String name) {
    return this == MARIADB ? "`" + name + "`" : "\"" + name + "\"";
  }

  /** A database with Chinook's tables and nothing in them. */
  TestDatabase empty(Path data, Path folder) throws SQLException, IOException {
    TestDatabase database =
        switch (this) {
          case SQLITE -> TestDatabases.sqlite(folder.resolve("chinook.db"));
          case POSTGRESQL -> TestDatabases.postgres();
          case MARIADB -> TestDatabases.mariadb();
        };
    run(database, tables(data));
    return database;
  }

  /** Chinook as it comes. */
  public TestDatabase whole(Path data, Path folder) throws SQLException, IOException {
    if (this == SQLITE) {
      Path copy = folder.resolve("chinook.db");
      Files.copy(data.resolve(SQLITE_FILE), copy);
      return TestDatabases.sqlite(copy);
    }
    TestDatabase database = empty(data, folder);
    run(database, statements(data).filter(s -> s.startsWith("INSERT")).toList());
    return database;
  }

  private List<String> tables(Path data) throws SQLException, IOException {
    if (this != SQLITE) {
      return statements(data)
          .filter(
              s ->
                  s.startsWith("CREATE TABLE")
                      || s.startsWith("ALTER TABLE")
                      || s.startsWith("CREATE INDEX"))
          .toList();
    }
    List<String> tables = new ArrayList<>();
    try (Connection whole =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve(SQLITE_FILE));
        Statement statement = whole.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private Stream<String> statements(Path data) throws IOException {
    String script =
        Files.readString(data.resolve(this == POSTGRESQL ? POSTGRESQL_FILE : MARIADB_FILE));
    return Stream.of(script.replaceAll("(?s)/\\*.*?\\*/", "").split(";\\s*\\n")).map(String::strip);
  }

  private static void run(TestDatabase database, List<String> statements) throws SQLException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  /** Which records a side holds, by Chinook's own keys. */
  interface Kept {
    boolean keeps(Chinook table, long id);
  }

  /**
   * A database with a part of Chinook. What refers to a record that is not there is left out as
   * well.
   *
   * @param shift added to every key, so that the same number is another record elsewhere
   */
  TestDatabase part(Path data, Path folder, Kept kept, long shift)
      throws SQLException, IOException {
    TestDatabase database = empty(data, folder);
    try (Connection whole =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve(SQLITE_FILE));
        Connection connection = database.open()) {
      connection.setAutoCommit(false);
      ChinookPart part = new ChinookPart(this, whole, connection, kept, shift);
      for (Chinook table : Chinook.values()) {
        part.copy(table);
      }
      connection.commit();
    }
    return database;
  }
}
