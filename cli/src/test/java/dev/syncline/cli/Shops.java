package dev.syncline.cli;

import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Two SQLite files with customers and their orders, under other names and other generated keys on
 * each side: ids from 1 in crm, from 1001 in shop. Looked at and changed by SQL only.
 */
final class Shops {
  final TestDatabase crm;
  final TestDatabase shop;
  final Shell shell;

  Shops(Path folder) throws SQLException {
    shell = new Shell(folder);
    crm = TestDatabases.sqlite(folder.resolve("crm.db"));
    shop = TestDatabases.sqlite(folder.resolve("shop.db"));
    crm.run(
        "CREATE TABLE customer (id INTEGER PRIMARY KEY AUTOINCREMENT, email VARCHAR(60) NOT NULL UNIQUE,"
            + " name VARCHAR(40), city VARCHAR(40))",
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY AUTOINCREMENT, number VARCHAR(20) NOT NULL UNIQUE,"
            + " customer_id INTEGER NOT NULL REFERENCES customer (id), total NUMERIC(10,2))");
    shop.run(
        "CREATE TABLE client (client_id INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " mail VARCHAR(60) NOT NULL UNIQUE, name VARCHAR(40), city VARCHAR(20))",
        "CREATE TABLE bill (bill_id INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " number VARCHAR(20) NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES client"
            + " (client_id), total NUMERIC(10,2))",
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('client', 1000), ('bill', 5000)");
    configure("");
  }

  /** Writes the configuration, with more keys of the sync. */
  void configure(String more) {
    shell.file("syncline.yaml", configuration(more));
  }

  static String configuration(String more) {
    return """
        version: 1
        connections:
          crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
          shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
        syncs:
          customers:
            id: 1
            source: crm
            target: shop
            winner: hold
        MORE    tasks:
              - name: customers
                id: 1
                source: customer
                target: client
                fields:
                  - email <-> mail
                  - name <-> name
                  - city <-> city
              - name: invoices
                id: 2
                source: invoice
                target: bill
                fields:
                  - number <-> number
                  - total <-> total
                  - { relation: customer_id <-> client_id, through: customers }
        """
        .replace("MORE", more.isEmpty() ? "" : more.indent(4));
  }

  /** Two customers that belong together, one on each side alone, and an invoice of each. */
  void fill() throws SQLException {
    crm.run(
        "INSERT INTO customer (email, name, city) VALUES"
            + " ('ann@x.org', 'Ann', 'Oslo'), ('bob@x.org', 'Bob', 'Rome'), ('cy@x.org', 'Cy', NULL)",
        "INSERT INTO invoice (number, customer_id, total) VALUES ('A-1', 1, 10.5), ('A-2', 3, 20)");
    shop.run(
        "INSERT INTO client (mail, name, city) VALUES"
            + " ('bob@x.org', 'Bob', 'Rome'), ('cy@x.org', 'Cy', 'Bonn'), ('dee@x.org', 'Dee', 'Lima')",
        "INSERT INTO bill (number, client_id, total) VALUES ('B-1', 1003, 7.25)");
  }

  /** The same edited on both sides. */
  void conflict() throws SQLException {
    crm.run("UPDATE customer SET name = 'Bob of crm' WHERE email = 'bob@x.org'");
    shop.run("UPDATE client SET name = 'Bob of shop' WHERE mail = 'bob@x.org'");
  }

  List<String> customers() throws SQLException {
    return ask(
        crm, "SELECT email || ' ' || name || ' ' || coalesce(city, '-') FROM customer ORDER BY 1");
  }

  List<String> clients() throws SQLException {
    return ask(
        shop, "SELECT mail || ' ' || name || ' ' || coalesce(city, '-') FROM client ORDER BY 1");
  }

  List<String> invoices() throws SQLException {
    return ask(
        crm,
        "SELECT number || ' ' || total || ' ' || email FROM invoice JOIN customer ON customer.id ="
            + " customer_id ORDER BY 1");
  }

  List<String> bills() throws SQLException {
    return ask(
        shop,
        "SELECT number || ' ' || total || ' ' || mail FROM bill JOIN client USING (client_id) ORDER BY 1");
  }

  /** Everything that users' tables hold on both sides. */
  List<String> everything() throws SQLException {
    List<String> all = new ArrayList<>(customers());
    all.addAll(clients());
    all.addAll(invoices());
    all.addAll(bills());
    return all;
  }

  static List<String> ask(TestDatabase database, String sql) throws SQLException {
    List<String> answer = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
    }
    return answer;
  }
}
