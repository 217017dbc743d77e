package dev.syncline.cli.walk;

import dev.syncline.cli.demo.Filling;
import dev.syncline.cli.demo.Half;
import dev.syncline.cli.demo.Store;
import dev.syncline.cli.demo.StoreDatabase;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A half of the store in a database of its own, as its users see and edit it. */
record StoreSide(Half half, StoreDatabase kind, TestDatabase database) {

  static StoreSide filled(Store store, Half half, StoreDatabase kind, Path folder)
      throws SQLException {
    StoreSide side = empty(half, kind, folder);
    try (Connection connection = side.database().open()) {
      Filling.fill(store, half, kind, connection);
    }
    return side;
  }

  static StoreSide empty(Half half, StoreDatabase kind, Path folder) throws SQLException {
    TestDatabase database =
        switch (kind) {
          case POSTGRESQL -> TestDatabases.postgres();
          case MARIADB -> TestDatabases.mariadb();
          case SQLITE -> TestDatabases.sqlite(folder.resolve(half + ".db"));
        };
    try (Connection connection = database.open()) {
      Filling.makeTables(half, kind, connection);
    }
    return new StoreSide(half, kind, database);
  }

  Picture picture() throws SQLException {
    try (Connection connection = database.open()) {
      return Picture.of(connection, StoreTables.of(half, kind));
    }
  }

  /** Edits as a user does. {@code "order"} is quoted as the database wants it. */
  int edit(String sql, Object... values) throws SQLException {
    String own = kind == StoreDatabase.MARIADB ? sql.replace('"', '`') : sql;
    try (Connection connection = database.open();
        PreparedStatement statement = connection.prepareStatement(own)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      int rows = statement.executeUpdate();
      if (rows == 0) {
        throw new AssertionError("no row: " + sql);
      }
      return rows;
    }
  }
}
