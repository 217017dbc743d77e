package dev.syncline.connect.jdbc;

import dev.syncline.connect.testing.DatabaseContract;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;

class SqliteConnectorTest extends DatabaseContract {
  @Override
  protected TestDatabase newDatabase() {
    return TestDatabases.sqlite(directory.resolve("test.db"));
  }

  @Override
  protected String type() {
    return "sqlite";
  }

  @Override
  protected String generated() {
    return "INTEGER PRIMARY KEY";
  }
}
