package dev.syncline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generated store is what the demo and the walks take it for. */
class StoreTest {
  private static final long SEED = 7;

  @TempDir private static Path folder;

  @Test
  void isLargeEnoughToBeWorthASync() {
    Store store = Store.of(SEED);
    assertThat(Entity.ALL).hasSizeGreaterThanOrEqualTo(6);
    assertThat(store.count(Half.CRM) + store.count(Half.SHOP)).isGreaterThan(10_000);
    for (Entity entity : Entity.ALL) {
      assertThat(store.count(Half.CRM, entity)).as(entity.crm()).isPositive();
      assertThat(store.count(Half.SHOP, entity)).as(entity.shop()).isPositive();
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(print(Store.of(SEED))).isEqualTo(print(Store.of(SEED)));
    assertThat(print(Store.of(SEED))).isNotEqualTo(print(Store.of(SEED + 1)));
  }

  @ParameterizedTest
  @EnumSource(StoreDatabase.class)
  void fillsBothHalvesOfEveryDatabase(StoreDatabase kind) throws SQLException {
    Store store = Store.of(SEED);
    for (Half half : Half.values()) {
      TestDatabase database = fresh(kind, half);
      try (Connection connection = database.open();
          Statement statement = connection.createStatement()) {
        Filling.makeTables(half, kind, connection);
        Filling.fill(store, half, kind, connection);
        for (Entity entity : Entity.ALL) {
          String table = kind.quoted(entity.table(half));
          try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            assertThat(rows.getInt(1)).as(table).isEqualTo(store.count(half, entity));
          }
        }
      }
    }
  }

  @Test
  void isTroubledAsRealDataIs() throws SQLException {
    Store store = Store.of(SEED);
    TestDatabase crm = fresh(StoreDatabase.POSTGRESQL, Half.CRM);
    try (Connection connection = crm.open();
        Statement statement = connection.createStatement()) {
      Filling.makeTables(Half.CRM, StoreDatabase.POSTGRESQL, connection);
      Filling.fill(store, Half.CRM, StoreDatabase.POSTGRESQL, connection);
      assertThat(
              number(
                  statement,
                  "SELECT count(*) FROM (SELECT email FROM customer GROUP BY email HAVING count(email) > 1) d"))
          .isEqualTo(Troubles.SHARED_EMAILS);
      assertThat(number(statement, "SELECT count(*) FROM customer WHERE email IS NULL"))
          .isEqualTo(Troubles.WITHOUT_EMAIL);
      assertThat(number(statement, "SELECT count(*) FROM customer WHERE length(company) > 60"))
          .isEqualTo(1);
      assertThat(number(statement, "SELECT count(*) FROM payment WHERE amount < 0")).isEqualTo(1);
      assertThat(number(statement, "SELECT count(*) FROM customer WHERE phone IS NULL"))
          .isGreaterThan(100);
    }
  }

  private static TestDatabase fresh(StoreDatabase kind, Half half) {
    return switch (kind) {
      case POSTGRESQL -> TestDatabases.postgres();
      case MARIADB -> TestDatabases.mariadb();
      case SQLITE -> TestDatabases.sqlite(folder.resolve("store-" + half + ".db"));
    };
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static List<String> print(Store store) {
    return Stream.of(Half.values())
        .flatMap(h -> Entity.ALL.stream().flatMap(e -> store.items(h, e).stream()))
        .map(
            item ->
                item.entity().crm() + item.no() + List.of(java.util.Arrays.toString(item.values())))
        .toList();
  }
}
