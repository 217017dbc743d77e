package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.StampsContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Capture by timestamps in MariaDB. */
class MariaDbStampsTest extends StampsContract {
  MariaDbStampsTest() {
    super(Brand.MARIADB);
  }

  @Override
  protected Map<Boolean, String> types() {
    return Map.of(false, "datetime(6)", true, "timestamp(6)");
  }

  @Override
  protected String value(String moment) {
    return moment == null ? "NULL" : "CONVERT_TZ('" + moment + "', '+00:00', @@session.time_zone)";
  }

  @Override
  protected void maintain() throws SQLException {
    database.run(
        "ALTER TABLE person MODIFY updated timestamp(6) NULL"
            + " DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)");
  }

  @Test
  void tellsSinceWhenTransactionsAreOpenIfItMaySeeThem() throws SQLException {
    table("timestamp(6)", "timestamp(6)");
    try (Connection other = database.open();
        Statement statement = other.createStatement();
        Connector admin = brand.open(database.asAdmin())) {
      other.setAutoCommit(false);
      statement.execute("INSERT INTO person VALUES (1, now(), now())");
      statement.execute("DO SLEEP(2.2)");
      assertThat(admin.stamps().orElseThrow().clock("person", BOTH).oldest())
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(60));
      assertThat(stamps.clock("person", BOTH).oldest()).isZero();
      assertThat(stamps.blindSpots("person", UPDATED))
          .anyMatch(s -> s.endsWith("GRANT PROCESS ON *.* TO '" + database.user() + "'@'%'"));
      assertThat(admin.stamps().orElseThrow().blindSpots("person", UPDATED))
          .noneMatch(s -> s.contains("GRANT PROCESS"));
      other.rollback();
    }
  }

  @Test
  void theZeroDateTellsNothing() throws SQLException {
    table("datetime", "datetime");
    database.run("SET sql_mode = ''");
    try (Connection other = database.open();
        Statement statement = other.createStatement()) {
      statement.execute("SET sql_mode = ''");
      statement.execute("INSERT INTO person VALUES (1, '0000-00-00', '0000-00-00')");
    }
    assertThat(since(BOTH, "2024-05-01T00:00:00Z")).containsExactly(1L);
  }
}
