package dev.syncline.connect.jdbc;

import dev.syncline.connect.testing.DatabaseContract;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;

class MariaDbConnectorTest extends DatabaseContract {
  @Override
  protected TestDatabase newDatabase() {
    return TestDatabases.mariadb();
  }

  @Override
  protected String type() {
    return "mariadb";
  }

  @Override
  protected String generated() {
    return "integer AUTO_INCREMENT PRIMARY KEY";
  }
}
