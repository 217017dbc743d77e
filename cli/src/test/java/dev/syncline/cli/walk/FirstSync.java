package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.demo.Half;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a first sync of the store has to make of both halves, worked out from what they held before:
 * the union, fields of the same record from the CRM unless they are empty there, and everything that
 * would be a guess left as it was.
 */
final class FirstSync {
  private static final int SHOP_COMPANY = 60;

  private final Picture crm;
  private final Picture shop;
  private final Set<String> held = new HashSet<>();

  FirstSync(Picture crm, Picture shop) {
    this.crm = crm;
    this.shop = shop;
    for (Picture half : List.of(crm, shop)) {
      half.table("customer").forEach((key, rows) -> holdCustomer(key, rows));
    }
    holdChildren("order", "customer_id", "customer");
    holdChildren("order_line", "order_id", "order");
    holdChildren("payment", "order_id", "order");
    crm.single("payment")
        .forEach(
            (key, row) -> {
              if (String.valueOf(row.get("amount")).startsWith("-")) {
                hold("payment", key);
              }
            });
  }

  private void holdCustomer(String key, List<Map<String, String>> rows) {
    boolean tooLong =
        rows.stream().anyMatch(r -> String.valueOf(r.get("company")).length() > SHOP_COMPANY);
    if (rows.size() > 1 || key.equals(Picture.NULL) || tooLong) {
      hold("customer", key);
    }
  }

  /** A record that only one half has waits for its parent; one that both have needs no parent. */
  private void holdChildren(String child, String field, String parent) {
    for (Picture half : List.of(crm, shop)) {
      Picture other = half == crm ? shop : crm;
      half.single(child)
          .forEach(
              (key, row) -> {
                if (isHeld(parent, String.valueOf(row.get(field)))
                    && !other.table(child).containsKey(key)) {
                  hold(child, key);
                }
              });
    }
  }

  private void hold(String table, String key) {
    held.add(table + " " + key);
  }

  boolean isHeld(String table, String key) {
    return held.contains(table + " " + key);
  }

  /** Holds that both halves became what they should. */
  void check(Picture crmNow, Picture shopNow) {
    List<String> wrong = new ArrayList<>();
    for (String table : crm.tables().keySet()) {
      Set<String> keys = new TreeSet<>(crm.table(table).keySet());
      keys.addAll(shop.table(table).keySet());
      for (String key : keys) {
        for (Half half : Half.values()) {
          Picture before = half == Half.CRM ? crm : shop;
          Picture now = half == Half.CRM ? crmNow : shopNow;
          @Nullable List<Map<String, String>> rows = now.table(table).get(key);
          @Nullable List<Map<String, String>> expected =
              isHeld(table, key) ? before.table(table).get(key) : List.of(merged(table, key));
          if (!same(expected, rows)) {
            wrong.add(half + " " + table + " " + key + ": " + rows + " should be " + expected);
          }
        }
      }
      for (Picture now : List.of(crmNow, shopNow)) {
        now.table(table).keySet().stream()
            .filter(key -> !keys.contains(key))
            .forEach(key -> wrong.add(table + " " + key + " comes from nowhere"));
      }
    }
    assertThat(wrong.stream().limit(10)).isEmpty();
  }

  private static boolean same(
      @Nullable List<Map<String, String>> one, @Nullable List<Map<String, String>> other) {
    return one == null || other == null
        ? one == other
        : one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
  }

  private Map<String, String> merged(String table, String key) {
    List<Map<String, String>> left = crm.table(table).getOrDefault(key, List.of());
    List<Map<String, String>> right = shop.table(table).getOrDefault(key, List.of());
    if (left.isEmpty()) {
      return right.getFirst();
    }
    Map<String, String> merged = new LinkedHashMap<>(left.getFirst());
    if (!right.isEmpty()) {
      right.getFirst().forEach((f, v) -> merged.merge(f, v, (l, r) -> l.equals(Picture.NULL) ? r : l));
    }
    return merged;
  }
}
