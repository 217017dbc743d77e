package dev.syncline.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeMap;

/** Both systems as the people see them who work in them: with SQL, and without Syncline. */
final class TwoSystems implements AutoCloseable {
  private final Connection crm;
  private final Connection shop;
  private final Telling telling;

  TwoSystems(DemoServers servers, Telling telling) throws SQLException {
    this.crm = servers.crm();
    this.shop = servers.shop();
    this.telling = telling;
  }

  /** Makes the tables of both and fills them. */
  void fill(Store store) throws SQLException {
    for (Half half : Half.values()) {
      Filling.makeTables(half, database(half), on(half));
      Filling.fill(store, half, database(half), on(half));
    }
  }

  private static StoreDatabase database(Half half) {
    return half == Half.CRM ? StoreDatabase.POSTGRESQL : StoreDatabase.MARIADB;
  }

  private Connection on(Half half) {
    return half == Half.CRM ? crm : shop;
  }

  /** The server's name and version. */
  String product(Half half) throws SQLException {
    String version = on(half).getMetaData().getDatabaseProductVersion();
    return on(half).getMetaData().getDatabaseProductName()
        + " "
        + version.replaceAll("[^0-9.].*", "");
  }

  /** Somebody works: the statement is shown and run. */
  void work(Half half, String statement) throws SQLException {
    telling.sql(half, statement);
    try (Statement s = on(half).createStatement()) {
      s.execute(statement);
    }
  }

  /** The first column of the first row, or an empty text. */
  String ask(Half half, String query) throws SQLException {
    try (Statement s = on(half).createStatement();
        ResultSet rows = s.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  /** Two columns of all rows, the first as key. */
  TreeMap<String, String> pairs(Half half, String query) throws SQLException {
    TreeMap<String, String> pairs = new TreeMap<>();
    try (Statement s = on(half).createStatement();
        ResultSet rows = s.executeQuery(query)) {
      while (rows.next()) {
        pairs.put(rows.getString(1), String.valueOf(rows.getString(2)));
      }
    }
    return pairs;
  }

  /** How many records of a kind there are. */
  long count(Half half, Entity entity) throws SQLException {
    return Long.parseLong(
        ask(half, "SELECT count(*) FROM " + database(half).quoted(entity.table(half))));
  }

  /** How many records there are. */
  long count(Half half) throws SQLException {
    long count = 0;
    for (Entity entity : Entity.ALL) {
      count += count(half, entity);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    try {
      crm.close();
      shop.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
