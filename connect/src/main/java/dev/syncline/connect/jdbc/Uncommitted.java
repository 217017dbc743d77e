package dev.syncline.connect.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A session whose one transaction is never committed. Whoever asks for a connection gets a lease of
 * it, one after another; to the one who has it, it is a connection like any other: its transactions
 * are savepoints within the one, checked as their commits would be.
 */
final class Uncommitted implements AutoCloseable {
  private static final String WHOLE = "syncline_whole";

  private final Dialect dialect;
  private final Connection session;
  private final ReentrantLock one = new ReentrantLock();
  private int leases;
  private volatile @Nullable SQLException ended;

  /**
   * Begins it.
   *
   * @param session new, and not used by anybody else; closed with this
   */
  Uncommitted(Dialect dialect, Connection session) throws SQLException {
    this.dialect = dialect;
    this.session = session;
    dialect.allowSilence(session);
    session.setAutoCommit(false);
    run("SAVEPOINT " + WHOLE);
  }

  /**
   * A connection in auto-commit mode. Must be closed by the thread that got it.
   *
   * @throws SQLException if the database ended the transaction
   */
  Connection lease() throws SQLException {
    one.lock();
    boolean given = false;
    try {
      SQLException end = ended;
      if (end != null) {
        throw new SQLException(
            "the test's transaction was ended by the database: " + end.getMessage(), "08006", end);
      }
      Connection lease =
          (Connection)
              Proxy.newProxyInstance(
                  Uncommitted.class.getClassLoader(),
                  new Class<?>[] {Connection.class},
                  new Lease("syncline_test_" + ++leases));
      given = true;
      return lease;
    } finally {
      if (!given) {
        one.unlock();
      }
    }
  }

  /** Whether a connection is a lease of such a session. */
  static boolean isLease(Connection connection) {
    return Proxy.isProxyClass(connection.getClass())
        && Proxy.getInvocationHandler(connection) instanceof Lease;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Takes all back.
   *
   * @throws SQLException if the transaction was not there any more
   */
  @Override
  public void close() throws SQLException {
    one.lock();
    try (Connection closed = session) {
      SQLException end = ended;
      if (end == null) {
        run("ROLLBACK TO SAVEPOINT " + WHOLE); // is not there if anything was committed
      }
      session.rollback();
      if (end != null) {
        throw end;
      }
    } finally {
      one.unlock();
    }
  }

  private final class Lease implements InvocationHandler {
    private final String savepoint;
    private boolean autoCommit = true;
    private boolean closed;

    Lease(String savepoint) throws SQLException {
      this.savepoint = savepoint;
      save();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
        throws Throwable {
      switch (method.getName()) {
        case "commit" -> {
          dialect.checkAsCommit(session);
          run("RELEASE SAVEPOINT " + savepoint);
          renew();
          return null;
        }
        case "rollback" -> {
          back();
          return null;
        }
        case "close" -> {
          end();
          return null;
        }
        case "isClosed" -> {
          return closed;
        }
        case "getAutoCommit" -> {
          return autoCommit;
        }
        case "setAutoCommit" -> {
          autoCommit = Boolean.TRUE.equals(arguments[0]);
          return null;
        }
        default -> {
          try {
            return method.invoke(session, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        }
      }
    }

    private void save() throws SQLException {
      try {
        run("SAVEPOINT " + savepoint);
      } catch (SQLException e) {
        ended = e;
        throw e;
      }
    }

    /** What follows is as in a new transaction. */
    private void renew() throws SQLException {
      dialect.asInNewTransaction(session);
      save();
    }

    private void back() throws SQLException {
      try {
        run("ROLLBACK TO SAVEPOINT " + savepoint);
        dialect.asInNewTransaction(session);
      } catch (SQLException e) {
        ended = e;
        throw e;
      }
    }

    private void end() throws SQLException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (ended == null) {
          keepOrBack();
        }
      } finally {
        one.unlock();
      }
    }

    /** Statements outside of a transaction are kept, unless one that failed spoilt them. */
    private void keepOrBack() throws SQLException {
      if (!autoCommit) {
        back();
      }
      try {
        run("RELEASE SAVEPOINT " + savepoint);
      } catch (SQLException spoilt) {
        back();
        run("RELEASE SAVEPOINT " + savepoint);
      }
    }
  }
}
