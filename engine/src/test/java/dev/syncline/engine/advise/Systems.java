package dev.syncline.engine.advise;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A real database of each kind, and what plain SQL says of it. */
enum Systems {
  POSTGRESQL("postgresql", "integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "varchar(80)"),
  MARIADB("mariadb", "integer AUTO_INCREMENT PRIMARY KEY", "varchar(80) COLLATE utf8mb4_bin"),
  SQLITE("sqlite", "integer PRIMARY KEY", "text");

  final String type;
  final String generated;
  final String text;

  Systems(String type, String generated, String text) {
    this.type = type;
    this.generated = generated;
    this.text = text;
  }

  TestDatabase create(Path folder, String name) {
    return switch (this) {
      case POSTGRESQL -> TestDatabases.postgres();
      case MARIADB -> TestDatabases.mariadb();
      case SQLITE -> TestDatabases.sqlite(folder.resolve(name + ".db"));
    };
  }

  Connector connect(TestDatabase database, String name) {
    return Connections.open(
        ConnectionSpec.of(name, type, database.url(), database.user(), database.password()));
  }

  /**
   * A statement of this system: {@code generated key} and {@code words} in it are its own types.
   */
  String sql(String statement) {
    return statement.replace("generated key", generated).replace("words", text);
  }

  static void insert(TestDatabase database, String table, String columns, List<Object[]> rows)
      throws SQLException {
    int width = columns.split(",").length;
    try (Connection connection = database.open();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO "
                    + table
                    + " ("
                    + columns
                    + ") VALUES (?"
                    + ", ?".repeat(width - 1)
                    + ")")) {
      connection.setAutoCommit(false);
      for (Object[] row : rows) {
        for (int i = 0; i < width; i++) {
          boolean asText = row[i] instanceof LocalDate && database.url().contains("sqlite");
          insert.setObject(i + 1, asText ? row[i].toString() : row[i]);
        }
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  static long count(TestDatabase database, String sql) throws SQLException {
    return ((Number) query(database, sql).getFirst()[0]).longValue();
  }

  static List<Object[]> query(TestDatabase database, String sql) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        Object[] row = new Object[width];
        for (int i = 0; i < width; i++) {
          row[i] = result.getObject(i + 1);
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
