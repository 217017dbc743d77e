package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.demo.Half;
import dev.syncline.cli.demo.Store;
import dev.syncline.cli.demo.StoreDatabase;
import dev.syncline.engine.RunResult;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The walk on the generated store, which runs everywhere. */
class StoreWalkTest {
  private static final long SEED = 7;
  private static final int SHOP_COMPANY = 60;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB", "SQLITE, POSTGRESQL", "MARIADB, SQLITE"})
  void overlappingHalves(StoreDatabase crmKind, StoreDatabase shopKind) throws SQLException {
    Store store = Store.of(SEED);
    StoreSide crm = StoreSide.filled(store, Half.CRM, crmKind, folder);
    StoreSide shop = StoreSide.filled(store, Half.SHOP, shopKind, folder);
    Union expected = union(crm.picture(), shop.picture());
    try (Walk walk = new Walk(folder, crm.database(), shop.database(), StoreTables.yaml())) {
      RunResult first = walk.runAsPlanned();
      expected.check(crm.picture(), shop.picture());
      walk.isInStep(first.due().size());

      settle(crm, shop);
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      walk.isInStep(0);
      agree(crm, shop);

      StoreEdits edits = new StoreEdits(crm, shop);
      edits.make();
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      edits.check();
      walk.isInStep(0);
      agree(crm, shop);
    }
  }

  @ParameterizedTest
  @CsvSource({"POSTGRESQL, MARIADB"})
  void fromEmpty(StoreDatabase crmKind, StoreDatabase shopKind) throws SQLException {
    StoreSide crm = StoreSide.empty(Half.CRM, crmKind, folder);
    StoreSide shop = StoreSide.filled(Store.of(SEED), Half.SHOP, shopKind, folder);
    Union expected = union(crm.picture(), shop.picture());
    try (Walk walk = new Walk(folder, crm.database(), shop.database(), StoreTables.yaml())) {
      RunResult first = walk.runAsPlanned();
      expected.check(crm.picture(), shop.picture());
      walk.isInStep(first.due().size());
    }
  }

  /** The halves' union, without what has no or no single e-mail, does not fit or is not allowed. */
  private static Union union(Picture crm, Picture shop) {
    Union union = new Union(crm, shop);
    for (Picture half : List.of(crm, shop)) {
      half.table("customer")
          .forEach(
              (key, rows) -> {
                boolean tooLong =
                    rows.stream()
                        .anyMatch(r -> r.getOrDefault("company", "").length() > SHOP_COMPANY);
                if (rows.size() > 1 || key.equals(Picture.NULL) || tooLong) {
                  union.hold("customer", key);
                }
              });
    }
    union.holdChildren("order", "customer_id", "customer");
    union.holdChildren("order_line", "order_id", "order");
    union.holdChildren("payment", "order_id", "order");
    crm.single("payment").entrySet().stream()
        .filter(e -> e.getValue().getOrDefault("amount", "").startsWith("-"))
        .forEach(e -> union.hold("payment", e.getKey()));
    return union;
  }

  /** A person reads what is due and settles it in the systems themselves. */
  private static void settle(StoreSide crm, StoreSide shop) throws SQLException {
    Picture inShop = shop.picture();
    for (Map.Entry<String, List<Map<String, String>>> shared :
        crm.picture().table("customer").entrySet()) {
      if (shared.getValue().size() > 1 && !shared.getKey().equals(Picture.NULL)) {
        String known = inShop.single("customer").get(shared.getKey()).get("created_at");
        for (Map<String, String> row : shared.getValue()) {
          if (!row.get("created_at").equals(known)) {
            crm.edit(
                "UPDATE customer SET email = ? WHERE email = ? AND first_name = ? AND city = ?",
                "own." + shared.getKey(),
                shared.getKey(),
                row.get("first_name"),
                row.get("city"));
          }
        }
      }
    }
    crm.edit(
        "UPDATE customer SET email = concat('crm', customer_id, '@late.example') WHERE email IS NULL");
    shop.edit(
        "UPDATE customers SET email_address = concat('shop', id, '@late.example') WHERE email_address IS NULL");
    crm.edit("UPDATE customer SET company = 'Walking Club' WHERE length(company) > 60");
    crm.edit("UPDATE payment SET amount = 49.90 WHERE amount < 0");
  }

  private static void agree(StoreSide crm, StoreSide shop) throws SQLException {
    assertThat(Picture.differences(crm.picture(), shop.picture(), 5)).isEmpty();
  }
}
