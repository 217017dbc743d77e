package dev.syncline.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Two environments in SQLite whose pages differ, and the sync between them. */
final class Catalogue {
  static final String SYNC = "promotion";

  private Catalogue() {}

  /**
   * A whole configuration.
   *
   * @param connections more of them, each on a line of its own, indented by two
   * @param syncs more of them, indented by two
   */
  static String yaml(String connections, String syncs) {
    return """
        version: 1
        connections:
          test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
          prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
        %senvironments: { test: { connection: test_db }, prod: { connection: prod_db } }
        syncs:
          promotion:
            id: 1
            between: [test, prod]
            tasks:
              - { name: sections, id: 1, source: section, target: section, match: name }
              - { name: pages, id: 2, source: page, target: page, match: slug }
        %s"""
        .formatted(connections, syncs);
  }

  /**
   * Both had everything but what is new; then some were changed, and some removed.
   *
   * @param records how many differ: six of ten are new, three changed, one is gone
   */
  static void fill(Path folder, long records) throws SQLException {
    long old = records * 4 / 10;
    for (String name : List.of("test", "prod")) {
      run(
          folder,
          name,
          "CREATE TABLE section(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
          "CREATE TABLE page(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
              + " body TEXT, price INTEGER, section_id INTEGER REFERENCES section(id))",
          series(1, 100) + "INSERT INTO section SELECT i, 'Section ' || i FROM s",
          pages(1, old));
    }
    run(
        folder,
        "test",
        pages(old + 1, records),
        "UPDATE page SET title = title || ' again', price = price + 1 WHERE id <= " + old * 3 / 4,
        "DELETE FROM page WHERE id > " + old * 3 / 4 + " AND id <= " + old);
  }

  private static String pages(long from, long to) {
    return series(from, to)
        + "INSERT INTO page SELECT i, 'page-' || i, 'Page ' || i || ' of the catalogue', 'The body of"
        + " number ' || (i % 1000) || ' is a text of some length, as bodies are', i * 7, 1 + i % 100"
        + " FROM s";
  }

  private static String series(long from, long to) {
    return "WITH RECURSIVE s(i) AS (SELECT "
        + from
        + " UNION ALL SELECT i + 1 FROM s WHERE i < "
        + to
        + ") ";
  }

  private static void run(Path folder, String name, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name + ".db"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }
}
