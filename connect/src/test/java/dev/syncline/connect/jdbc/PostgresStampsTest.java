package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.StampsContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Capture by timestamps in PostgreSQL. */
class PostgresStampsTest extends StampsContract {
  PostgresStampsTest() {
    super(Brand.POSTGRESQL);
  }

  @Override
  protected Map<Boolean, String> types() {
    return Map.of(false, "timestamp", true, "timestamptz");
  }

  @Override
  protected String value(String moment) {
    return moment == null ? "NULL" : "'" + moment + "+00'";
  }

  @Override
  protected void maintain() throws SQLException {
    database.run(
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.updated := now(); RETURN NEW; END'",
        "CREATE TRIGGER stamp BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION stamp()");
  }

  @Test
  void tellsSinceWhenTransactionsAreOpen() throws SQLException {
    table("timestamptz", "timestamptz");
    try (Connection other = database.open();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (1, now(), now())");
      statement.execute("SELECT pg_sleep(1.5)");
      assertThat(stamps.clock("person", BOTH).oldest()).isGreaterThan(Duration.ofSeconds(1));
      other.rollback();
    }
    assertThat(stamps.clock("person", BOTH).oldest()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void holdsStillWhileATransactionIsPrepared() throws SQLException {
    table("timestamptz", "timestamptz");
    try (Connection other = database.open();
        Statement statement = other.createStatement()) {
      if (!prepares(statement)) {
        return;
      }
      statement.execute("BEGIN");
      statement.execute("INSERT INTO person VALUES (1, now(), now())");
      statement.execute("PREPARE TRANSACTION 'half'");
      assertThat(stamps.clock("person", BOTH).now()).isNull();
      statement.execute("ROLLBACK PREPARED 'half'");
    }
    assertThat(stamps.clock("person", BOTH).now()).isNotNull();
  }

  private static boolean prepares(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("SHOW max_prepared_transactions")) {
      return row.next() && row.getInt(1) > 0;
    }
  }

  @Test
  void saysWhenItCannotSeeTransactions() throws SQLException {
    table("timestamptz", "timestamptz");
    String told =
        stamps.blindSpots("person", UPDATED).stream()
            .filter(s -> s.contains("pg_read_all_stats"))
            .findFirst()
            .orElseThrow();
    assertThat(told).endsWith("GRANT pg_read_all_stats TO " + database.user());
  }
}
