package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a process may be silent within a transaction, as the server is told. */
class SilenceTest {
  @RegisterExtension final Databases databases = new Databases();

  private static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, SHOW idle_in_transaction_session_timeout, 30s",
    "MARIADB, SELECT @@idle_transaction_timeout, 30"
  })
  void aWriterMayBeSilentForAWhileAndOneThatTriesOutForEver(
      Brand brand, String query, String longest) throws SQLException {
    TestDatabase database = databases.create(brand);
    Dialect dialect = brand == Brand.MARIADB ? new MariaDbDialect() : new PostgresDialect();
    try (Source source = new Source(brand.spec(database), dialect);
        Connection writer = source.getConnection()) {
      dialect.begin(writer);
      assertThat(ask(writer, query)).isEqualTo(longest);
      writer.rollback();
      try (Uncommitted test = new Uncommitted(dialect, source.getConnection());
          Connection lease = test.lease()) {
        dialect.begin(lease);
        assertThat(ask(lease, query)).isEqualTo("0");
      }
    }
  }
}
