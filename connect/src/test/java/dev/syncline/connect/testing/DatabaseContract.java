package dev.syncline.connect.testing;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connections;
import dev.syncline.connect.Connector;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** What every database's connector promises beside {@link ConnectorContract}. */
public abstract class DatabaseContract extends ConnectorContract {
  @TempDir protected Path directory;
  protected TestDatabase database;

  /** A new database. */
  protected abstract TestDatabase newDatabase() throws SQLException;

  /** postgresql, mariadb or sqlite. */
  protected abstract String type();

  /** The definition of a generated integer key. */
  protected abstract String generated();

  @Override
  protected Connector connect() throws SQLException {
    database = newDatabase();
    database.run(
        "CREATE TABLE person (id "
            + generated()
            + ", name varchar(40) NOT NULL, email varchar(80) UNIQUE, age "
            + (type().equals("sqlite") ? "int" : "integer")
            + ")");
    return open();
  }

  protected final Connector open() {
    return Connections.open(spec());
  }

  protected ConnectionSpec spec() {
    return ConnectionSpec.of("crm", type(), database.url(), database.user(), database.password());
  }

  @Override
  protected String personObject() {
    return "person";
  }
}
