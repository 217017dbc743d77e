package dev.syncline.engine.store;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The sessions of a store: one that writes, and as many that read as are reading. */
final class Sessions implements AutoCloseable {
  private static final int IDLE_READERS = 4;

  private final Database database;
  private final Semaphore turn = new Semaphore(1, true);
  private final Deque<Session> idle = new ArrayDeque<>();
  private @Nullable Session writer;
  private volatile long writingThread;
  private boolean closed;

  Sessions(Database database) {
    this.database = database;
  }

  /** Opens the writer and does the first work with it. */
  <T> T start(Session.Work<T> work) {
    try {
      Session first = database.writer();
      writer = first;
      T result = work.on(first);
      first.rollback(); // what was only read keeps nothing of others waiting
      return result;
    } catch (SQLException e) {
      throw database.failure("open it", e);
    }
  }

  /** Waits for its turn and begins a transaction that writes. */
  Session takeWriter() {
    if (writingThread == Thread.currentThread().threadId()) {
      throw new IllegalStateException("this thread has a change open already");
    }
    turn.acquireUninterruptibly();
    try {
      Session session = writer;
      if (session == null || closed) {
        throw new IllegalStateException("the store is closed");
      }
      session = begun(session);
      writingThread = Thread.currentThread().threadId();
      return session;
    } catch (SQLException e) {
      turn.release();
      throw database.failure("begin a change", e);
    } catch (RuntimeException e) {
      turn.release();
      throw e;
    }
  }

  /** Nothing is lost with a connection that broke before the transaction began. */
  private Session begun(Session session) throws SQLException {
    if (!session.isBroken()) {
      try {
        session.begin();
        return session;
      } catch (SQLException e) {
        if (!database.isLost(e)) {
          session.rollback();
          throw e;
        }
      }
    }
    leave(session);
    Session another = database.writer();
    writer = another;
    another.begin();
    return another;
  }

  /** Closes a session that is of no use any more. */
  private static void leave(Session session) {
    session.breakOff();
    try {
      session.close();
    } catch (SQLException e) {
      // It is gone.
    }
  }

  /** An error of a session: whether others can use it after that. */
  StoreException failure(Session session, String tried, SQLException e) {
    session.unprepare();
    if (database.isLost(e)) {
      session.breakOff();
    }
    return database.failure(tried, e);
  }

  /** Gives the writer to the next in turn. */
  void giveBackWriter() {
    writingThread = 0;
    turn.release();
  }

  /** A session with a transaction that sees the last commit. */
  Session take(String tried) {
    for (Session session = takeIdle(); session != null; session = takeIdle()) {
      try {
        session.begin();
        return session;
      } catch (SQLException e) {
        leave(session);
        if (!database.isLost(e)) {
          throw database.failure(tried, e);
        }
      }
    }
    Session session = null;
    try {
      session = database.reader();
      session.begin();
      return session;
    } catch (SQLException e) {
      if (session != null) {
        leave(session);
      }
      throw database.failure(tried, e);
    }
  }

  private synchronized @Nullable Session takeIdle() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    return idle.pollLast();
  }

  /** Ends the session's transaction. */
  void giveBack(Session session) {
    session.rollback();
    if (session.isBroken()) {
      leave(session);
      return;
    }
    synchronized (this) {
      if (!closed && idle.size() < IDLE_READERS) {
        idle.addLast(session);
        return;
      }
    }
    close(session);
  }

  <T> T read(String tried, Session.Work<T> work) {
    Session session = take(tried);
    try {
      return work.on(session);
    } catch (SQLException e) {
      throw failure(session, tried, e);
    } finally {
      giveBack(session);
    }
  }

  void each(String tried, Session.Act act) {
    read(
        tried,
        session -> {
          act.on(session);
          return true;
        });
  }

  private void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      throw database.failure("close it", e);
    }
  }

  /**
   * Closes what is idle now, and the rest when it is given back. A change that is open ends first.
   */
  @Override
  public void close() {
    if (writingThread == Thread.currentThread().threadId()) {
      throw new IllegalStateException("this thread has a change open still");
    }
    turn.acquireUninterruptibly();
    try {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      Session last = writer;
      writer = null;
      for (Session session : idle) {
        close(session);
      }
      idle.clear();
      if (last != null) {
        close(last);
      }
    } finally {
      turn.release();
    }
  }
}
