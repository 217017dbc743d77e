package dev.syncline.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.TimeUnit;

/**
 * A session of a server that may go away while nobody uses it. Transactions are the driver's, which
 * reads large results in pieces only within them.
 */
final class PostgresSession extends Session {
  /** Rows that are read at once and held in memory; one of the journal may be large. */
  private static final int FETCHED = 200;

  /** After that a session is asked whether it is still there before it is relied on. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int ANSWER_SECONDS = 10;

  private final Connection connection;
  private final String first;
  private long used = System.nanoTime();

  /**
   * @param first the statement with which each transaction begins; empty for none
   */
  PostgresSession(Connection connection, String first) {
    super(connection, first);
    this.connection = connection;
    this.first = first;
  }

  @Override
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = super.prepare(sql);
    statement.setFetchSize(FETCHED);
    return statement;
  }

  @Override
  void begin() throws SQLException {
    if (System.nanoTime() - used > TRUSTED_NANOS && !connection.isValid(ANSWER_SECONDS)) {
      throw new SQLNonTransientConnectionException("the connection was closed", "08003");
    }
    if (!first.isEmpty()) {
      prepare(first).executeQuery().close();
    }
  }

  @Override
  void commit() throws SQLException {
    connection.commit();
    used = System.nanoTime();
  }

  @Override
  void rollback() {
    try {
      connection.rollback();
      used = System.nanoTime();
    } catch (SQLException gone) {
      // The server rolls back by itself what it hears no more of.
      breakOff();
    }
  }
}
