package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Access;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.Scene;
import dev.syncline.connect.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an account lacks is named with the statement that gives it; nothing else is named. */
class RightsTest {
  private static final Access ALL =
      new Access("my box", List.of("id", "v", "w"), List.of("v", "w"), List.of("v", "w"), true);

  @RegisterExtension final Databases databases = new Databases();

  /** A table that an account of its own has no rights on, and the account. */
  private TestDatabase limited(Brand brand, TestDatabase database) throws SQLException {
    String name = database.url().replaceAll(".*/", "");
    String user = "u_" + name;
    String box = brand.quote("my box");
    if (brand == Brand.POSTGRESQL) {
      database
          .asAdmin()
          .run(
              "CREATE TABLE " + box + " (id serial PRIMARY KEY, v varchar(10), w varchar(10))",
              "CREATE ROLE " + user + " LOGIN PASSWORD 'pw'",
              "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    } else {
      database
          .asAdmin()
          .run(
              "CREATE TABLE "
                  + box
                  + " (id int AUTO_INCREMENT PRIMARY KEY, v varchar(10), w varchar(10))",
              "CREATE USER " + user + " IDENTIFIED BY 'pw'",
              // Of a table on which one has no right at all, MariaDB says that it is not there.
              "GRANT REFERENCES ON " + name + "." + box + " TO " + user);
    }
    return new TestDatabase(database.url(), user, "pw", "", "");
  }

  private static List<String> statements(List<MissingRight> missing) {
    List<String> statements = new ArrayList<>();
    for (MissingRight m : missing) {
      assertThat(m.remedy()).startsWith("Let an administrator run: ");
      statements.addAll(List.of(m.remedy().replaceFirst("^[^:]*: ", "").split("; ")));
    }
    return statements;
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void runningWhatIsNamedIsEnough(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    TestDatabase limited = limited(brand, database);
    List<MissingRight> missing;
    try (Connector connector = brand.open(limited)) {
      missing = connector.missingRights(List.of(ALL), true);
    }
    assertThat(missing).extracting(MissingRight::object).containsExactly("my box", "");
    assertThat(missing).extracting(MissingRight::reading).containsExactly(true, false);
    assertThat(missing.getFirst().message())
        .contains(limited.user(), "lacks", "SELECT, INSERT, UPDATE, DELETE on my box");
    database.asAdmin().run(statements(missing).toArray(String[]::new));
    try (Scene scene = new Scene(brand.open(limited))) {
      assertThat(scene.connector.missingRights(List.of(ALL), true)).isEmpty();
      var shape = scene.shape("my box");
      var row = Scene.applied(scene.write(scene.insert(shape, Map.of("v", "a"))).getFirst());
      Scene.applied(scene.write(scene.update(shape, row.key(), Map.of("w", "b"))).getFirst());
      scene.write(scene.delete(shape, row.key()));
      assertThat(scene.all(shape)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MARIADB"})
  void whatIsGrantedOnColumnsOrThroughRolesCounts(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    TestDatabase limited = limited(brand, database);
    String name = database.url().replaceAll(".*/", "");
    String box = (brand == Brand.MARIADB ? name + "." : "") + brand.quote("my box");
    String role = "r_" + name;
    database
        .asAdmin()
        .run(
            brand == Brand.POSTGRESQL
                ? "GRANT USAGE ON SCHEMA public TO " + limited.user()
                : "CREATE ROLE " + role,
            brand == Brand.POSTGRESQL ? "CREATE ROLE " + role : "DO 1",
            "GRANT SELECT ON " + box + " TO " + role,
            "GRANT " + role + " TO " + limited.user(),
            brand == Brand.POSTGRESQL
                ? "DO $$ BEGIN END $$"
                : "SET DEFAULT ROLE " + role + " FOR " + limited.user(),
            "GRANT UPDATE (v) ON " + box + " TO " + limited.user());
    try (Connector connector = brand.open(limited)) {
      Access read = new Access("my box", List.of("id", "v", "w"), List.of(), List.of(), false);
      assertThat(connector.missingRights(List.of(read), false)).isEmpty();
      Access change = new Access("my box", List.of("v"), List.of(), List.of("v", "w"), false);
      List<MissingRight> missing = connector.missingRights(List.of(change), false);
      assertThat(missing).singleElement().extracting(MissingRight::reading).isEqualTo(false);
      assertThat(missing.getFirst().message()).endsWith("lacks UPDATE (w) on my box");
      database.asAdmin().run(statements(missing).toArray(String[]::new));
      assertThat(connector.missingRights(List.of(change), false)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOwnerLacksNothing(Brand brand) throws SQLException {
    TestDatabase database = databases.create(brand);
    database.run("CREATE TABLE t (" + brand.id() + ", v varchar(10))");
    Access all = new Access("t", List.of("id", "v"), List.of("v"), List.of("v"), true);
    try (Connector connector = brand.open(database)) {
      assertThat(connector.missingRights(List.of(all), true)).isEmpty();
      assertThat(connector.footprint()).as("nothing is made by asking").isEmpty();
      connector.claim(1, Scene.STORE, false);
      assertThat(connector.missingRights(List.of(all), true)).isEmpty();
    }
  }

  @Test
  void anSqliteFileThatMayNotBeWrittenIsNamed() throws SQLException {
    TestDatabase database = databases.create(Brand.SQLITE);
    database.run("CREATE TABLE t (id integer PRIMARY KEY, v varchar(10))");
    Access all = new Access("t", List.of("id", "v"), List.of("v"), List.of("v"), true);
    ConnectionSpec readOnly =
        ConnectionSpec.of(
            "crm",
            "sqlite",
            database.url().replace("jdbc:sqlite:", "jdbc:sqlite:file:") + "?mode=ro",
            "",
            "");
    try (Connector connector = Connections.open(readOnly)) {
      assertThat(connector.missingRights(List.of(all), true))
          .singleElement()
          .satisfies(
              m -> {
                assertThat(m.reading()).isFalse();
                assertThat(m.message()).contains("the file ", "may not be written");
              });
      assertThat(connector.missingRights(List.of(all), false)).isEmpty();
    }
    // Whoever is writing at the moment is not taken for somebody who keeps us from writing.
    try (Connector connector = Brand.SQLITE.open(database);
        java.sql.Connection other = database.open();
        java.sql.Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThat(connector.missingRights(List.of(all), true)).isEmpty();
    }
  }
}
