package dev.syncline.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A connection to the store's database with the statements prepared on it. For one thread. */
class Session implements AutoCloseable {
  private final Connection connection;
  private final String begin;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private boolean broken;

  Session(Connection connection, String begin) {
    this.connection = connection;
    this.begin = begin;
  }

  /**
   * The statement, prepared once; its parameters and results are the caller's until the next use.
   */
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }

  /** The statement with numbers as its first parameters. */
  final PreparedStatement prepare(String sql, long... numbers) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < numbers.length; i++) {
      statement.setLong(i + 1, numbers[i]);
    }
    return statement;
  }

  /** Runs a statement that is not worth preparing. */
  final void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void begin() throws SQLException {
    try {
      prepare(begin).execute();
    } catch (SQLException e) {
      unprepare();
      throw e;
    }
  }

  void commit() throws SQLException {
    prepare("COMMIT").execute();
  }

  /** Rolls back; a transaction that the database has ended already is no error. */
  void rollback() {
    try {
      prepare("ROLLBACK").execute();
    } catch (SQLException alreadyEnded) {
      // Nothing was committed either way.
      unprepare();
    }
  }

  /**
   * Forgets all prepared statements. After an error such as that of a full disk the driver lets the
   * statement that failed not run again.
   */
  final void unprepare() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException closedAlready) {
        continue;
      }
    }
    prepared.clear();
  }

  /** It is of no use any more. */
  final void breakOff() {
    broken = true;
  }

  /** Whether it is of no use any more. */
  final boolean isBroken() {
    return broken;
  }

  /**
   * A text that comes from elsewhere, as every database can keep it: a NUL, which not all of them
   * can, becomes the sign for one.
   */
  static String text(String said) {
    return said.replace('\0', '␀');
  }

  @Override
  public final void close() throws SQLException {
    connection.close();
  }

  /** Work on a session. */
  interface Work<T> {
    T on(Session session) throws SQLException;
  }

  /** Work on a session that gives nothing back. */
  interface Act {
    void on(Session session) throws SQLException;
  }
}
