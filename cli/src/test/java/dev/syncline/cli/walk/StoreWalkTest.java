package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.demo.Filling;
import dev.syncline.cli.demo.Half;
import dev.syncline.cli.demo.Store;
import dev.syncline.cli.demo.StoreDatabase;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.engine.RunResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The walk on the generated store, which runs everywhere. */
class StoreWalkTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB", "SQLITE, POSTGRESQL", "MARIADB, SQLITE"})
  void store(StoreDatabase crmKind, StoreDatabase shopKind) throws SQLException {
    Store store = Store.of(7);
    TestDatabase crm = filled(store, Half.CRM, crmKind);
    TestDatabase shop = filled(store, Half.SHOP, shopKind);
    Picture crmBefore = picture(Half.CRM, crmKind, crm);
    Picture shopBefore = picture(Half.SHOP, shopKind, shop);
    try (Walk walk = new Walk(folder, crm, shop, StoreTables.yaml())) {
      
      RunResult first = walk.run();
      System.out.println(first.halted());
      walk.due(first).forEach(System.out::println);
      Picture crmAfter = picture(Half.CRM, crmKind, crm);
      Picture shopAfter = picture(Half.SHOP, shopKind, shop);
      Picture.differences(crmAfter, shopAfter, 30).stream().map(d->d.substring(0,Math.min(300,d.length()))).forEach(System.out::println);
      walk.isInStep(first.due().size());
    }
  }

  private TestDatabase filled(Store store, Half half, StoreDatabase kind) throws SQLException {
    TestDatabase database =
        switch (kind) {
          case POSTGRESQL -> TestDatabases.postgres();
          case MARIADB -> TestDatabases.mariadb();
          case SQLITE -> TestDatabases.sqlite(folder.resolve(half + ".db"));
        };
    try (Connection connection = database.open()) {
      Filling.makeTables(half, kind, connection);
      Filling.fill(store, half, kind, connection);
    }
    return database;
  }

  private static Picture picture(Half half, StoreDatabase kind, TestDatabase database)
      throws SQLException {
    try (Connection connection = database.open()) {
      return Picture.of(connection, StoreTables.of(half, kind));
    }
  }
}
