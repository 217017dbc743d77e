package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way between two real servers, by commands alone, and looked at by SQL alone. */
class PostgresMariaDbTest {
  private static final String POSTGRES_OWN =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'syncline'";
  // One MariaDB server holds the databases of other tests beside this one.
  private static final String MARIADB_OWN =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
          + " AND table_name LIKE 'syncline%'";

  @Test
  void fromInitToUninstall(@TempDir Path folder) throws SQLException {
    TestDatabase postgres = TestDatabases.postgres();
    TestDatabase mariadb = TestDatabases.mariadb();
    postgres.run(
        "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL"
            + " UNIQUE, name varchar(40), boss bigint REFERENCES person, joined timestamptz, vip boolean)",
        "INSERT INTO person (email, name, boss, joined, vip) VALUES ('ann@x', 'Ann', NULL,"
            + " '2024-03-01 12:00:00+00', true), ('bob@x', 'Bob', 1, NULL, false)");
    mariadb.run(
        "CREATE TABLE people (person_id int AUTO_INCREMENT PRIMARY KEY, email varchar(100) NOT NULL"
            + " UNIQUE, name varchar(40), boss int, joined datetime(6), vip tinyint(1), FOREIGN KEY (boss)"
            + " REFERENCES people (person_id)) AUTO_INCREMENT = 500",
        "INSERT INTO people (email, name, boss, vip) VALUES ('bob@x', NULL, NULL, 0), ('cy@x', 'Cy', 500, 1)");
    Shell shell = new Shell(folder);
    shell.environment.put("PG_PASSWORD", postgres.password());
    shell.environment.put("MARIA_PASSWORD", mariadb.password());

    Shell.Said init =
        shell.call(
            "init",
            "--source",
            postgres.url(),
            "--source-user",
            postgres.user(),
            "--source-name",
            "pg",
            "--target",
            mariadb.url(),
            "--target-user",
            mariadb.user(),
            "--target-name",
            "maria",
            "--name",
            "people");
    assertThat(init.exit()).as("%s", init).isZero();
    assertThat(shell.read("syncline.yaml")).contains("password: \"${PG_PASSWORD}\"");
    Shell.Said check = shell.call("check");
    assertThat(check.exit()).as("%s", check).isIn(0, 3);
    assertThat(shell.call("plan", "--save", "first.plan").exit()).isEqualTo(3);
    Shell.Said run = shell.call("run", "--plan", "first.plan", "--verify");
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(people(mariadb, "people", "person_id"))
        .isEqualTo(people(postgres, "person", "id"))
        .containsExactly("ann@x Ann -", "bob@x Bob ann@x", "cy@x Cy bob@x");

    postgres.run("UPDATE person SET name = 'Anna' WHERE email = 'ann@x'");
    mariadb.run(
        "UPDATE people SET vip = 0 WHERE email = 'ann@x'",
        "DELETE FROM people WHERE email = 'cy@x'",
        "INSERT INTO people (email, name, boss) SELECT 'di@x', 'Di', person_id FROM people WHERE email ="
            + " 'ann@x'");
    Shell.Said second = shell.call("run", "--verify");
    assertThat(second.exit()).as("%s", second).isZero();
    assertThat(people(postgres, "person", "id"))
        .isEqualTo(people(mariadb, "people", "person_id"))
        .containsExactly("ann@x Anna -", "bob@x Bob ann@x", "di@x Di ann@x");
    assertThat(Shops.ask(postgres, "SELECT vip FROM person WHERE email = 'ann@x'"))
        .containsExactly("f");
    assertThat(
            shell
                .call("run", "--output", "json")
                .sync()
                .at("/tasks/0/applied/target/update")
                .asInt())
        .isZero();

    postgres.run("CREATE VIEW mine AS SELECT store, sync FROM syncline.owner");
    Shell.Said half = shell.call("uninstall", "--yes");
    assertThat(half.exit()).as("%s", half).isEqualTo(1);
    assertThat(half.out().replaceAll("\\s+", " "))
        .contains("- table syncline.applied")
        .doesNotContain("- table syncline.owner")
        .contains("failed")
        .contains("mine")
        .contains("- table syncline_owner")
        .contains("Mend what failed, and run it again.");
    assertThat(Shops.ask(mariadb, MARIADB_OWN)).as("the other one is clear").isEmpty();
    postgres.run("DROP VIEW mine");
    assertThat(shell.call("uninstall", "--yes").exit()).isZero();
    assertThat(shell.call("uninstall").exit()).isZero();
    assertThat(Shops.ask(postgres, POSTGRES_OWN)).isEmpty();
    assertThat(Shops.ask(mariadb, MARIADB_OWN)).isEmpty();
  }

  private static List<String> people(TestDatabase database, String table, String id)
      throws SQLException {
    return Shops.ask(
        database,
        "SELECT concat(p.email, ' ', p.name, ' ', coalesce(b.email, '-')) FROM TABLE p LEFT JOIN TABLE b ON"
                .replace("TABLE", table)
            + " b."
            + id
            + " = p.boss ORDER BY p.email");
  }
}
