package dev.syncline.cli.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What people do in both systems between two runs, and what has to come of it. */
final class Day {
  private static final String SHARED_EMAILS =
      "SELECT customer_id, email FROM customer WHERE email IN"
          + " (SELECT email FROM customer GROUP BY 1 HAVING count(*) > 1)";
  private static final String PEOPLE =
      "SELECT id, concat(given_name, ' ', family_name) FROM customers";

  private final TwoSystems systems;
  private final String email;
  private final String customerInCrm;
  private final String customerInShop;
  private final String product;
  private final String productInShop;
  private final String goneOrder;
  private final TreeMap<String, String> people;

  Day(TwoSystems systems) throws SQLException {
    this.systems = systems;
    this.email =
        systems.ask(
            Half.CRM,
            "SELECT email FROM customer WHERE email LIKE 'm%' GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 LIMIT 1");
    this.customerInCrm =
        systems.ask(Half.CRM, "SELECT customer_id FROM customer WHERE email = '" + email + "'");
    this.customerInShop =
        systems.ask(Half.SHOP, "SELECT id FROM customers WHERE email_address = '" + email + "'");
    this.product =
        systems.ask(
            Half.CRM, "SELECT sku FROM product WHERE NOT discontinued ORDER BY name LIMIT 1");
    this.productInShop =
        systems.ask(Half.SHOP, "SELECT id FROM products WHERE sku = '" + product + "'");
    TreeMap<String, String> unpaid = systems.pairs(Half.SHOP, unpaid("orders", "payments", "id"));
    unpaid
        .keySet()
        .retainAll(systems.pairs(Half.CRM, unpaid("\"order\"", "payment", "order_id")).keySet());
    this.goneOrder = unpaid.firstKey();
    this.people = systems.pairs(Half.SHOP, PEOPLE);
  }

  private static String unpaid(String orders, String payments, String id) {
    return "SELECT number, status FROM "
        + orders
        + " o WHERE status = 'new' AND NOT EXISTS"
        + " (SELECT 1 FROM "
        + payments
        + " p WHERE p.order_id = o."
        + id
        + ")";
  }

  /** The customer whom both sides edit. */
  String customer() throws SQLException {
    String name =
        systems.ask(
            Half.CRM,
            "SELECT first_name || ' ' || last_name FROM customer WHERE customer_id = "
                + customerInCrm);
    return name + " (" + customerInCrm + " in the CRM, " + customerInShop + " in the shop)";
  }

  /** The product whose price both sides change, by its key in the CRM. */
  String product() {
    return product;
  }

  /** The order that the shop deletes. */
  String goneOrder() {
    return goneOrder;
  }

  void edits() throws SQLException {
    crm("UPDATE customer SET phone = '+49 551 2040' WHERE customer_id = " + customerInCrm);
    shop("UPDATE customers SET city = 'Graz 🏔' WHERE id = " + customerInShop);
    crm("UPDATE product SET price = 249.00 WHERE sku = '" + product + "'");
    shop("UPDATE products SET price = 259.00 WHERE id = " + productInShop);
    String id = systems.ask(Half.SHOP, "SELECT id FROM orders WHERE number = '" + goneOrder + "'");
    shop("DELETE FROM order_lines WHERE order_id = " + id);
    shop("DELETE FROM orders WHERE id = " + id);
    shop(
        "INSERT INTO orders (number, customer_id, status, placed, gift, total) VALUES ('SO-DEMO', "
            + customerInShop
            + ", 'new', '2025-03-01 09:30:00', 1, 777.00)");
    String added = systems.ask(Half.SHOP, "SELECT id FROM orders WHERE number = 'SO-DEMO'");
    shop(
        "INSERT INTO order_lines (order_id, line_no, product_id, quantity, unit_price) VALUES ("
            + added
            + ", 1, "
            + productInShop
            + ", 2, 259.00), ("
            + added
            + ", 2, "
            + systems.ask(
                Half.SHOP,
                "SELECT id FROM products WHERE id <> " + productInShop + " ORDER BY title LIMIT 1")
            + ", 1, 259.00)");
  }

  /** What was held for a person, mended where the records live. */
  void settle() throws SQLException {
    for (String stranger : strangers()) {
      crm("UPDATE customer SET email = 'own.' || email WHERE customer_id = " + stranger);
    }
    crm("UPDATE customer SET email = 'crm' || customer_id || '@late.example' WHERE email IS NULL");
    shop(
        "UPDATE customers SET email_address = concat('shop', id, '@late.example') WHERE email_address IS NULL");
    crm("UPDATE customer SET company = 'Llanfair Walking Club' WHERE length(company) > 60");
    crm("UPDATE payment SET amount = 49.90, method = 'paid back' WHERE amount < 0");
  }

  /** Of the customers who share an e-mail, those who are not the one that the shop knows by it. */
  private List<String> strangers() throws SQLException {
    TreeMap<String, String> inShop =
        systems.pairs(
            Half.SHOP,
            "SELECT email_address, concat(given_name, city) FROM customers"
                + " WHERE email_address IS NOT NULL");
    List<String> strangers = new ArrayList<>();
    for (String id : systems.pairs(Half.CRM, SHARED_EMAILS).keySet()) {
      String email = systems.ask(Half.CRM, "SELECT email FROM customer WHERE customer_id = " + id);
      String who =
          systems.ask(
              Half.CRM, "SELECT concat(first_name, city) FROM customer WHERE customer_id = " + id);
      if (!who.equals(inShop.get(email))) {
        strangers.add(id);
      }
    }
    return strangers;
  }

  private void crm(String statement) throws SQLException {
    systems.work(Half.CRM, statement);
  }

  private void shop(String statement) throws SQLException {
    systems.work(Half.SHOP, statement);
  }

  /** Whether both edits of the customer are on both sides. */
  boolean merged() throws SQLException {
    String inCrm =
        systems.ask(
            Half.CRM, "SELECT concat(phone, city) FROM customer WHERE email = '" + email + "'");
    String inShop =
        systems.ask(
            Half.SHOP,
            "SELECT concat(phone, city) FROM customers WHERE email_address = '" + email + "'");
    return inCrm.equals("+49 551 2040Graz 🏔") && inShop.equals(inCrm);
  }

  /** Whether everybody in the shop is still who they were, under their ids. */
  boolean samePeople() throws SQLException {
    return systems.pairs(Half.SHOP, PEOPLE).entrySet().containsAll(people.entrySet());
  }

  /** Whether the deleted order is gone on both sides. */
  boolean deleted() throws SQLException {
    return systems
            .ask(Half.CRM, "SELECT number FROM \"order\" WHERE number = '" + goneOrder + "'")
            .isEmpty()
        && systems
            .ask(Half.SHOP, "SELECT number FROM orders WHERE number = '" + goneOrder + "'")
            .isEmpty();
  }

  /** Whether the new order came to the CRM, with its lines and its customer. */
  boolean created() throws SQLException {
    return systems
        .ask(
            Half.CRM,
            "SELECT o.customer_id || ' ' || count(*) FROM \"order\" o JOIN order_line l USING (order_id)"
                + " WHERE o.number = 'SO-DEMO' GROUP BY o.order_id")
        .equals(customerInCrm + " 2");
  }

  /** Whether the shop's price is on both sides. */
  boolean resolved() throws SQLException {
    String inCrm = systems.ask(Half.CRM, "SELECT price FROM product WHERE sku = '" + product + "'");
    String inShop =
        systems.ask(Half.SHOP, "SELECT price FROM products WHERE sku = '" + product + "'");
    return inCrm.equals("259.00") && inShop.equals("259.00");
  }
}
