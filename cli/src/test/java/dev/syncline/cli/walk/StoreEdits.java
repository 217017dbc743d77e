package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A day's work on both halves of a store that agree, and what has to come of it. */
final class StoreEdits {
  private static final Instant PLACED = Instant.parse("2025-01-15T09:00:00Z");

  private final StoreSide crm;
  private final StoreSide shop;
  private final Picture before;
  private final List<String> customers;
  private final List<String> products;
  private final List<String> employees;
  private final List<String> orders;
  private final List<String> payments;

  StoreEdits(StoreSide crm, StoreSide shop) throws SQLException {
    this.crm = crm;
    this.shop = shop;
    this.before = crm.picture();
    this.customers =
        before.single("customer").keySet().stream().filter(k -> k.startsWith("m")).toList();
    this.products = List.copyOf(before.single("product").keySet());
    this.employees = List.copyOf(before.single("employee").keySet());
    this.orders = List.copyOf(before.single("order").keySet());
    this.payments = List.copyOf(before.single("payment").keySet());
  }

  void make() throws SQLException {
    fields();
    references();
    deletes();
    additions();
  }

  private void fields() throws SQLException {
    // Different fields of one record: both stay.
    crm.edit("UPDATE customer SET phone = '+49 1' WHERE lower(trim(email)) = ?", customers.get(0));
    shop.edit(
        "UPDATE customers SET city = 'Graz 🏔' WHERE lower(trim(email_address)) = ?",
        customers.get(0));
    // The same field: the source wins; the record's other field still moves.
    crm.edit(
        "UPDATE customer SET credit_limit = 5000 WHERE lower(trim(email)) = ?", customers.get(1));
    shop.edit(
        "UPDATE customers SET credit_limit = 6000, notes = 'said by the shop' WHERE lower(trim(email_address)) = ?",
        customers.get(1));
    // Both wrote the same.
    crm.edit("UPDATE customer SET city = 'Here' WHERE lower(trim(email)) = ?", customers.get(2));
    shop.edit(
        "UPDATE customers SET city = 'Here' WHERE lower(trim(email_address)) = ?",
        customers.get(2));
    // A value is taken away.
    crm.edit(
        "UPDATE customer SET notes = NULL, company = NULL WHERE lower(trim(email)) = ?",
        customers.get(3));
    // A linked record is known by its link, whatever becomes of its unique key.
    shop.edit(
        "UPDATE customers SET email_address = 'new.mail@post.example' WHERE lower(trim(email_address)) = ?",
        customers.get(4));
    shop.edit(
        "UPDATE products SET price = 0.01, stock = -1, discontinued = 1 = 1 WHERE sku = ?",
        products.get(0));
    crm.edit("UPDATE \"order\" SET gift = 1 = 1, ship_by = NULL WHERE number = ?", orders.get(10));
    // Two employees swap their unique addresses.
    crm.edit("UPDATE employee SET email = 'parked' WHERE email = ?", employees.get(0));
    crm.edit("UPDATE employee SET email = ? WHERE email = ?", employees.get(0), employees.get(1));
    crm.edit("UPDATE employee SET email = ? WHERE email = 'parked'", employees.get(1));
  }

  private void references() throws SQLException {
    shop.edit(
        "UPDATE orders SET customer_id = (SELECT id FROM customers WHERE lower(trim(email_address)) = ?) WHERE number = ?",
        customers.get(5),
        orders.get(11));
    shop.edit(
        "UPDATE employees SET manager_id = (SELECT m FROM (SELECT id AS m FROM employees WHERE email = ?) x) WHERE email = ?",
        employees.get(3),
        employees.get(4));
    crm.edit("UPDATE category SET parent_id = NULL WHERE slug = 'light-lanterns'");
    crm.edit(
        "UPDATE customer SET account_manager_id = NULL, country_code = 'IS' WHERE lower(trim(email)) = ?",
        customers.get(6));
  }

  private void deletes() throws SQLException {
    // A whole order, children first.
    for (String table : List.of("payment", "order_line")) {
      String sql =
          "DELETE FROM "
              + table
              + " WHERE order_id = (SELECT order_id FROM \"order\" WHERE number = ?)";
      if (table.equals("order_line") || paid(orders.get(20))) {
        crm.edit(sql, orders.get(20));
      }
    }
    crm.edit("DELETE FROM \"order\" WHERE number = ?", orders.get(20));
    shop.edit("DELETE FROM payments WHERE reference = ?", payments.get(0));
    // A delete against an edit: the edit wins, and the record comes back.
    shop.edit("DELETE FROM payments WHERE reference = ?", payments.get(1));
    crm.edit(
        "UPDATE payment SET method = 'cash' WHERE order_id = (SELECT order_id FROM \"order\" WHERE number = ?)",
        orderOf(payments.get(1)));
  }

  private boolean paid(String order) {
    return before.single("payment").values().stream()
        .anyMatch(p -> order.equals(p.get("order_id")));
  }

  private String orderOf(String payment) {
    return String.valueOf(
        Objects.requireNonNull(before.single("payment").get(payment)).get("order_id"));
  }

  private void additions() throws SQLException {
    shop.edit(
        "INSERT INTO orders (number, customer_id, status, placed, gift, total, remark)"
            + " SELECT 'SO-NEW', id, 'new', ?, 1 = 0, 30.00, '🎁' FROM customers"
            + " WHERE lower(trim(email_address)) = ?",
        shop.kind().moment(PLACED),
        customers.get(7));
    for (int line = 1; line <= 3; line++) {
      shop.edit(
          "INSERT INTO order_lines (order_id, line_no, product_id, quantity, unit_price)"
              + " SELECT o.id, "
              + line
              + ", p.id, 2, 5.00 FROM orders o, products p"
              + " WHERE o.number = 'SO-NEW' AND p.sku = ?",
          products.get(line));
    }
    // A parent, its child and a child of that, all new.
    crm.edit(
        "INSERT INTO category (slug, name, parent_id) SELECT 'light-torches', 'Torches', category_id FROM category WHERE slug = 'light'");
    crm.edit(
        "INSERT INTO product (sku, name, category_id, price, stock, discontinued, listed_at) SELECT 'TOR-1', 'Torch', category_id, 19.90, 5, 1 = 0, '2025-01-02 03:04:05' FROM category WHERE slug = 'light-torches'");
    crm.edit(
        "INSERT INTO order_line (order_id, line_no, product_sku, quantity, unit_price) SELECT order_id, 99, 'TOR-1', 1, 19.90 FROM \"order\" WHERE number = ?",
        orders.get(30));
  }

  /** Holds that the CRM is as it should be; that the shop agrees is held by the walk. */
  void check() throws SQLException {
    Picture now = crm.picture();
    is(now, "customer", customers.get(0), "phone", "+49 1", "city", "Graz 🏔");
    is(now, "customer", customers.get(1), "credit_limit", "5000", "notes", "said by the shop");
    is(now, "customer", customers.get(2), "city", "Here");
    is(now, "customer", customers.get(3), "notes", Picture.NULL, "company", Picture.NULL);
    assertThat(now.table("customer"))
        .doesNotContainKey(customers.get(4))
        .containsKey("new.mail@post.example");
    is(now, "product", products.get(0), "price", "0.01", "stock", "-1", "discontinued", "true");
    is(now, "order", orders.get(10), "gift", "true", "ship_by", Picture.NULL);
    is(now, "order", orders.get(11), "customer_id", customers.get(5));
    is(now, "employee", employees.get(4), "manager_id", employees.get(3));
    is(
        now,
        "employee",
        employees.get(0),
        "hired_on",
        was("employee", employees.get(1), "hired_on"));
    is(
        now,
        "employee",
        employees.get(1),
        "hired_on",
        was("employee", employees.get(0), "hired_on"));
    is(now, "category", "light-lanterns", "parent_id", Picture.NULL);
    is(now, "customer", customers.get(6), "account_manager_id", Picture.NULL, "country_code", "IS");
    assertThat(now.table("order")).doesNotContainKey(orders.get(20));
    assertThat(now.table("payment")).doesNotContainKey(payments.get(0));
    is(now, "payment", payments.get(1), "method", "cash", "order_id", orderOf(payments.get(1)));
    is(now, "order", "SO-NEW", "customer_id", customers.get(7), "placed_at", PLACED.toString());
    is(now, "order_line", "SO-NEW | 2", "product_sku", products.get(2));
    is(now, "product", "TOR-1", "category_id", "light-torches");
    is(now, "category", "light-torches", "parent_id", "light");
    is(now, "order_line", orders.get(30) + " | 99", "product_sku", "TOR-1");
    long lines =
        before.table("order_line").keySet().stream()
            .filter(k -> k.startsWith(orders.get(20) + " "))
            .count();
    assertThat(now.count("order_line")).isEqualTo(before.count("order_line") - (int) lines + 3 + 1);
    assertThat(now.count("order")).isEqualTo(before.count("order") - 1 + 1);
    assertThat(now.count("payment"))
        .isEqualTo(before.count("payment") - 1 - (paid(orders.get(20)) ? 1 : 0));
    assertThat(now.count("customer")).isEqualTo(before.count("customer"));
  }

  private String was(String table, String key, String field) {
    return String.valueOf(Objects.requireNonNull(before.single(table).get(key)).get(field));
  }

  private static void is(Picture now, String table, String key, String... expected) {
    @Nullable Map<String, String> row = now.single(table).get(key);
    assertThat(row).as(table + " " + key).isNotNull();
    for (int i = 0; i < expected.length; i += 2) {
      assertThat(row).as(table + " " + key).containsEntry(expected[i], expected[i + 1]);
    }
  }
}
