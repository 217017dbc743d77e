package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two real servers whose tables have no foreign keys: a customer that is deleted on one side and
 * edited on the other comes back under another key, and its orders, which nobody touched, follow.
 */
class FollowingReferencesTest {
  private static final String ORDERS =
      "SELECT concat(o.number, ' ', coalesce(c.name, 'nobody')) FROM orders o LEFT JOIN customer c"
          + " ON c.id = o.customer ORDER BY 1";

  @ParameterizedTest
  @ValueSource(strings = {"scan", "triggers"})
  void ordersFollowTheirCustomer(String capture, @TempDir Path folder) throws SQLException {
    TestDatabase postgres = TestDatabases.postgres();
    TestDatabase mariadb = TestDatabases.mariadb();
    postgres.run(
        "CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " email varchar(60) NOT NULL UNIQUE, name varchar(40))",
        "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " number varchar(20) NOT NULL UNIQUE, customer bigint NOT NULL)",
        "INSERT INTO customer (email, name) VALUES ('ann@x', 'Ann'), ('bob@x', 'Bob')",
        "INSERT INTO orders (number, customer) VALUES ('A1', 1), ('A2', 1), ('B1', 2)");
    mariadb.run(
        "CREATE TABLE customer (id int AUTO_INCREMENT PRIMARY KEY,"
            + " email varchar(60) NOT NULL UNIQUE, name varchar(40)) AUTO_INCREMENT = 500",
        "CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, number varchar(20) NOT NULL UNIQUE,"
            + " customer int NOT NULL) AUTO_INCREMENT = 700");
    Shell shell = new Shell(folder);
    shell.environment.put("PG_PASSWORD", postgres.password());
    shell.environment.put("MARIA_PASSWORD", mariadb.password());
    shell.file("syncline.yaml", configuration(postgres, mariadb, capture));
    Shell.Said first = shell.call("run", "--verify");
    assertThat(first.exit()).as("%s", first).isZero();

    postgres.run("DELETE FROM customer WHERE email = 'ann@x'");
    mariadb.run(
        "UPDATE customer SET name = 'Anna' WHERE email = 'ann@x'",
        "DELETE FROM customer WHERE email = 'bob@x'");
    postgres.run("UPDATE customer SET name = 'Bobby' WHERE email = 'bob@x'");
    Shell.Said second = shell.call("run", "--verify");
    assertThat(second.exit()).as("%s", second).isZero();
    assertThat(Shops.ask(postgres, ORDERS))
        .isEqualTo(Shops.ask(mariadb, ORDERS))
        .isEqualTo(List.of("A1 Anna", "A2 Anna", "B1 Bobby"));
    assertThat(shell.call("plan").exit()).as("nothing is left to do").isZero();
  }

  private static String configuration(TestDatabase postgres, TestDatabase mariadb, String capture) {
    return """
        version: 1
        connections:
          pg: { type: postgresql, url: "%s", user: %s, password: "${PG_PASSWORD}" }
          maria: { type: mariadb, url: "%s", user: %s, password: "${MARIA_PASSWORD}" }
        syncs:
          shop:
            id: 1
            source: pg
            target: maria
            capture: %s
            tasks:
              - name: customers
                id: 1
                source: customer
                target: customer
                fields:
                  - email <-> email
                  - name <-> name
              - name: orders
                id: 2
                source: orders
                target: orders
                fields:
                  - number <-> number
                  - { relation: customer <-> customer, through: customers }
        """
        .formatted(postgres.url(), postgres.user(), mariadb.url(), mariadb.user(), capture);
  }
}
