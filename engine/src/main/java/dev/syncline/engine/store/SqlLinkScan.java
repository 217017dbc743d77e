package dev.syncline.engine.store;

import dev.syncline.core.Side;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Links in key order, straight from the table that is kept in that order. */
final class SqlLinkScan implements StateStore.LinkScan, StateStore.PairScan {
  private static final String BY_SOURCE = " FROM link WHERE task = ? ORDER BY source";
  private static final String BY_TARGET = " FROM link_target WHERE task = ? ORDER BY target";

  /** Rows that a server gives at once: they are short. */
  private static final int FETCHED = 5_000;

  private final Database database;
  private final Sessions sessions;
  private final Session session;
  private final ResultSet rows;
  private boolean closed;

  private SqlLinkScan(Database database, Sessions sessions, Session session, int task, String query)
      throws SQLException {
    this.database = database;
    this.sessions = sessions;
    this.session = session;
    PreparedStatement scan = session.prepare(query, task);
    scan.setFetchSize(FETCHED);
    this.rows = scan.executeQuery();
  }

  static SqlLinkScan links(
      Database database, Sessions sessions, Session session, int task, Side side)
      throws SQLException {
    String query =
        side == Side.SOURCE
            ? "SELECT source, source_print, layout, target" + BY_SOURCE
            : "SELECT target, target_print, layout, source" + BY_TARGET;
    return new SqlLinkScan(database, sessions, session, task, query);
  }

  static SqlLinkScan pairs(
      Database database, Sessions sessions, Session session, int task, Side side)
      throws SQLException {
    String query =
        side == Side.SOURCE
            ? "SELECT source || target" + BY_SOURCE
            : "SELECT target || source" + BY_TARGET;
    return new SqlLinkScan(database, sessions, session, task, query);
  }

  @Override
  public boolean next() {
    try {
      return rows.next();
    } catch (SQLException e) {
      throw database.failure("read links", e);
    }
  }

  @Override
  public byte[] keys() {
    return key();
  }

  @Override
  public byte[] key() {
    try {
      return rows.getBytes(1);
    } catch (SQLException e) {
      throw database.failure("read links", e);
    }
  }

  @Override
  public byte[] other() {
    try {
      return rows.getBytes(4);
    } catch (SQLException e) {
      throw database.failure("read links", e);
    }
  }

  @Override
  public long fingerprint() {
    try {
      return rows.getLong(2);
    } catch (SQLException e) {
      throw database.failure("read links", e);
    }
  }

  @Override
  public int layout() {
    try {
      return rows.getInt(3);
    } catch (SQLException e) {
      throw database.failure("read links", e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      rows.close();
    } catch (SQLException e) {
      throw database.failure("read links", e);
    } finally {
      sessions.giveBack(session);
    }
  }
}
