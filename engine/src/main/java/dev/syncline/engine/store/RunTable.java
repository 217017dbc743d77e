package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs, what guards count of them, and the choices people made between them. */
final class RunTable {
  private static final String COLUMNS =
      "id, sync, kind, started, ended, result, counts, plan_hash, error";

  private RunTable() {}

  static long open(Session session, int sync, String kind, long atMillis, @Nullable String planHash)
      throws SQLException {
    long id = SyncTable.next(session, "run");
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO run (id, sync, kind, started, ended, result, counts, plan_hash)"
                + " VALUES (?, ?, ?, ?, 0, '', '', ?)");
    insert.setLong(1, id);
    insert.setInt(2, sync);
    insert.setString(3, kind);
    insert.setLong(4, atMillis);
    insert.setString(5, planHash);
    insert.executeUpdate();
    return id;
  }

  static void close(Session session, RunRecord run) throws SQLException {
    PreparedStatement update =
        session.prepare(
            "UPDATE run SET ended = ?, result = ?, counts = ?, plan_hash = ?, error = ? WHERE id = ?");
    update.setLong(1, run.endedMillis());
    update.setString(2, run.result());
    update.setString(3, run.counts());
    update.setString(4, run.planHash());
    update.setString(5, Session.text(run.error()));
    update.setLong(6, run.id());
    if (update.executeUpdate() == 0) {
      throw new IllegalArgumentException("there is no run " + run.id());
    }
  }

  static List<RunRecord> latest(Session session, int sync, int limit) throws SQLException {
    return list(
        session.prepare(
            "SELECT " + COLUMNS + " FROM run WHERE sync = ? ORDER BY id DESC LIMIT ?",
            sync,
            limit));
  }

  static List<RunRecord> after(Session session, int sync, long run, int limit) throws SQLException {
    return list(
        session.prepare(
            "SELECT " + COLUMNS + " FROM run WHERE sync = ? AND id > ? ORDER BY id LIMIT ?",
            sync,
            run,
            limit));
  }

  static Optional<RunRecord> get(Session session, long id) throws SQLException {
    return list(session.prepare("SELECT " + COLUMNS + " FROM run WHERE id = ?", id)).stream()
        .findFirst();
  }

  static Optional<RunRecord> applied(Session session, String hash) throws SQLException {
    PreparedStatement query =
        session.prepare(
            "SELECT "
                + COLUMNS
                + " FROM run WHERE plan_hash = ? AND ended > 0 ORDER BY id DESC LIMIT 1");
    query.setString(1, hash);
    return list(query).stream().findFirst();
  }

  private static List<RunRecord> list(PreparedStatement query) throws SQLException {
    List<RunRecord> runs = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        runs.add(
            new RunRecord(
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9)));
      }
    }
    return runs;
  }

  static void count(Session session, int task, Side side, String kind, long count, long atMillis)
      throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO guard (task, side, kind, at, operations) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (task, side, kind, at)"
                + " DO UPDATE SET operations = guard.operations + excluded.operations",
            task,
            Sides.number(side));
    put.setString(3, kind);
    // One row per second, and never counted for too short a time.
    put.setLong(4, Math.ceilDiv(atMillis, 1_000L) * 1_000L);
    put.setLong(5, count);
    put.executeUpdate();
  }

  static long counted(Session session, int task, Side side, String kind, long sinceMillis)
      throws SQLException {
    PreparedStatement query =
        session.prepare(
            "SELECT sum(operations) FROM guard"
                + " WHERE task = ? AND side = ? AND kind = ? AND at >= ?",
            task,
            Sides.number(side));
    query.setString(3, kind);
    query.setLong(4, sinceMillis);
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  static void approve(Session session, int task) throws SQLException {
    session.prepare("DELETE FROM guard WHERE task = ?", task).executeUpdate();
  }

  /** Forgets old runs of which nothing else is remembered, but never a sync's latest. */
  static void prune(Session session, long beforeMillis) throws SQLException {
    session
        .prepare(
            "DELETE FROM run WHERE ended > 0 AND ended < ? AND plan_hash IS NULL"
                + " AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.run = run.id)"
                + " AND id < (SELECT max(r.id) FROM run r WHERE r.sync = run.sync)",
            beforeMillis)
        .executeUpdate();
  }

  static void putDecision(Session session, Decision decision) throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO decision (task, side, key, field, choice, seen, at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task, side, key, field)"
                + " DO UPDATE SET choice = excluded.choice, seen = excluded.seen,"
                + " at = excluded.at",
            decision.task(),
            Sides.number(decision.side()));
    put.setBytes(3, decision.key().bytes());
    put.setString(4, decision.field());
    put.setString(5, decision.choice());
    put.setLong(6, decision.seen());
    put.setLong(7, decision.atMillis());
    put.executeUpdate();
  }

  static void removeDecision(Session session, Decision decision) throws SQLException {
    PreparedStatement delete =
        session.prepare(
            "DELETE FROM decision WHERE task = ? AND side = ? AND key = ? AND field = ?",
            decision.task(),
            Sides.number(decision.side()));
    delete.setBytes(3, decision.key().bytes());
    delete.setString(4, decision.field());
    delete.executeUpdate();
  }

  static List<Decision> decisions(Session session, int task) throws SQLException {
    List<Decision> decisions = new ArrayList<>();
    PreparedStatement query =
        session.prepare(
            "SELECT side, key, field, choice, seen, at FROM decision"
                + " WHERE task = ? ORDER BY side, key, field",
            task);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        decisions.add(
            new Decision(
                task,
                Sides.of(row.getInt(1)),
                Key.fromBytes(row.getBytes(2)),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6)));
      }
    }
    return decisions;
  }
}
