package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers, dates and times of PostgreSQL as texts of a country in MariaDB, and back. */
class LocaleTest {
  @TempDir Path folder;
  private Servers servers;
  private TestDatabase crm;
  private TestDatabase shop;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    servers = new Servers(folder);
    crm = servers.crm;
    shop = servers.shop;
    crm.run(
        "CREATE TABLE item (id int PRIMARY KEY, code text UNIQUE, price numeric(12,3), listed date,"
            + " seen timestamp(3), label text)",
        "INSERT INTO item VALUES (1, 'a', 1234.5, '2024-02-09', '2024-02-09 13:05:09.25', 'x'),"
            + " (2, 'b', 1.234, NULL, NULL, 'y')");
    shop.run(
        "CREATE TABLE items (id int AUTO_INCREMENT PRIMARY KEY, code varchar(20) NOT NULL UNIQUE,"
            + " price varchar(30), listed varchar(30), seen varchar(40), tag varchar(30))",
        "INSERT INTO items (code, price) VALUES ('c', '1.234.567,8 €'), ('d', '12.34')");
    shell = servers.shell;
    configure("de-DE", "winner: source");
  }

  private void configure(String locale, String more) {
    servers.configure(
        """
          items:
            id: 1
            source: crm
            target: shop
            create: { to-source: false }
            guard: off
            locale: %s
            %s
            tasks:
              - name: items
                id: 1
                source: item
                target: items
                match: code
                fields:
                  - code
                  - price
                  - listed
                  - seen
                  - { to: tag, sql: "upper(label) || ' ' || format(price, '#,##0.00') || ' ' || coalesce(cast(listed as varchar), '-')" }
        """
            .formatted(locale, more));
  }

  private List<String> texts() throws SQLException {
    return Shops.ask(
        shop,
        "SELECT concat_ws('|', code, price, coalesce(listed, '-'), coalesce(seen, '-'), tag) FROM items"
            + " WHERE code IN ('a', 'b') ORDER BY code");
  }

  private List<String> prices() throws SQLException {
    return Shops.ask(crm, "SELECT code || ' ' || price FROM item ORDER BY code");
  }

  @Test
  void bothWaysInTheNotationOfACountry() throws SQLException {
    crm.run("INSERT INTO item (id, code, price) VALUES (3, 'c', 1234567.8), (4, 'd', 5)");
    servers.call(0, "run");
    assertThat(texts())
        .containsExactly(
            "a|1234,5|09.02.2024|09.02.2024 13:05:09,25|X 1.234,50 09.02.2024",
            "b|1,234|-|-|Y 1,23 -");
    // What means the same stays as somebody wrote it; what is no number there gives way.
    assertThat(
            Shops.ask(
                shop,
                "SELECT concat(code, ' ', price) FROM items WHERE code IN ('c', 'd') ORDER BY code"))
        .containsExactly("c 1.234.567,8 €", "d 5");

    shop.run(
        "UPDATE items SET price = '2.500,75', listed = '1.3.2025', seen = '1.3.2025, 00:00:01' WHERE"
            + " code = 'a'");
    servers.call(0, "run");
    assertThat(Shops.ask(crm, "SELECT concat_ws(' ', price, listed, seen) FROM item WHERE id = 1"))
        .containsExactly("2500.750 2025-03-01 2025-03-01 00:00:01");
    servers.call(0, "verify");
    servers.call(0, "plan");

    shop.run("UPDATE items SET price = '12.34' WHERE code = 'a'");
    assertThat(servers.call(5, "run").out()).contains("such as -1,5; correct it");
    assertThat(prices()).contains("a 2500.750");
  }

  @Test
  void anotherLocaleIsNoEdit() throws SQLException {
    configure("invariant", "winner: target");
    servers.call(0, "run", "--approve");
    assertThat(texts().get(1)).startsWith("b|1.234|");

    configure("de-DE", "winner: target");
    assertThat(servers.call(3, "plan").out())
        .contains("1.234 → 1,234 ", "only the notation changed");
    shop.run("UPDATE items SET price = '7' WHERE code = 'a'"); // an edit it is, in any notation
    servers.call(0, "run");
    assertThat(prices()).containsExactly("a 7.000", "b 1.234");
    assertThat(texts())
        .containsExactly(
            "a|7|2024-02-09|2024-02-09T13:05:09.25|X 7,00 09.02.2024", "b|1,234|-|-|Y 1,23 -");
    servers.call(0, "plan");

    configure("en-US", "winner: target");
    servers.call(0, "run");
    assertThat(texts().get(1)).startsWith("b|1.234|");
    assertThat(prices()).contains("b 1.234");
    servers.call(0, "verify");
    servers.call(0, "plan");
  }
}
