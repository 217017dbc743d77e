package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  /** The pool closes a connection under its user when a first error says that it is dead. */
  @Test
  void aConnectionThatThePoolHasClosedIsLost(@TempDir Path folder) throws SQLException {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl("jdbc:sqlite:" + folder.resolve("a.db"));
      Connection connection = pool.getConnection();
      connection.close();
      try {
        connection.createStatement();
        throw new AssertionError("it is still open");
      } catch (SQLException e) {
        assertThat(Failure.bySqlState(e).kind()).isEqualTo(Failure.Kind.LOST);
      }
    }
  }
}
