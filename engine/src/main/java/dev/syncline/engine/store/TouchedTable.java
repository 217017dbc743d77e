package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which records of a task were touched, for a log that shows how each stands: kept in the change
 * that touches them, so that none is missed whatever happens, and only for tasks that are logged.
 */
final class TouchedTable {
  private static final String LATER =
      " ON CONFLICT (task, side, key) DO UPDATE SET change = excluded.change";

  private static final String ADD =
      "INSERT INTO touched (task, side, key, change) VALUES (?, ?, ?, ?)" + LATER;

  private static final String ADD_DUE =
      "INSERT INTO touched (change, task, side, key)"
          + " SELECT CAST(? AS BIGINT), task, side, key FROM due WHERE task = ?";

  private static final byte[] ALL = {};

  private final Session session;
  private final Map<Integer, Boolean> kept = new HashMap<>();
  private long number;

  /**
   * @param session whose transaction asks for each task once
   */
  TouchedTable(Session session) {
    this.session = session;
  }

  private boolean isKept(int task) throws SQLException {
    Boolean known = kept.get(task);
    if (known == null) {
      known = log(session, task).isPresent();
      kept.put(task, known);
    }
    return known;
  }

  void links(int task, Collection<Link> links) throws SQLException {
    if (isKept(task)) {
      keys(task, Side.SOURCE, links.stream().map(Link::source).toList());
    }
  }

  /** Links that are about to go: each of their records stands for itself then. */
  void unlinked(int task, Collection<Key> sources) throws SQLException {
    if (isKept(task)) {
      keys(task, Side.SOURCE, sources);
      Collection<Link> links = LinkTable.links(session, task, Side.SOURCE, sources).values();
      keys(task, Side.TARGET, links.stream().map(Link::target).toList());
    }
  }

  void all(int task) throws SQLException {
    if (isKept(task)) {
      add(task, Side.SOURCE, List.of(ALL));
    }
  }

  void due(List<Due> due) throws SQLException {
    for (Due d : due) {
      if (isKept(d.task())) {
        add(d.task(), d.side(), List.of(d.key().bytes()));
      }
    }
  }

  /** Those of some keys that are due. */
  void due(int task, Side side, Collection<Key> keys) throws SQLException {
    if (isKept(task)) {
      PreparedStatement add = session.prepare(ADD_DUE + " AND side = ? AND key = ?" + LATER);
      Batch batch = new Batch(add);
      for (byte[] key : LinkTable.sorted(keys)) {
        add.setLong(1, number());
        add.setInt(2, task);
        add.setInt(3, Sides.number(side));
        add.setBytes(4, key);
        batch.add();
      }
      batch.send();
    }
  }

  /** Those that are due for a reason. */
  void due(int task, Due.Reason reason) throws SQLException {
    if (isKept(task)) {
      PreparedStatement add = session.prepare(ADD_DUE + " AND reason = ?" + LATER, number(), task);
      add.setString(3, reason.name());
      add.executeUpdate();
    }
  }

  /** That of this change. */
  private long number() throws SQLException {
    if (number == 0) {
      number = SyncTable.next(session, "touched");
    }
    return number;
  }

  private void keys(int task, Side side, Collection<Key> keys) throws SQLException {
    add(task, side, keys.stream().map(Key::bytes).toList());
  }

  private void add(int task, Side side, Collection<byte[]> keys) throws SQLException {
    PreparedStatement add = session.prepare(ADD);
    Batch batch = new Batch(add);
    for (byte[] key : keys) {
      add.setInt(1, task);
      add.setInt(2, Sides.number(side));
      add.setBytes(3, key);
      add.setLong(4, number());
      batch.add();
    }
    batch.send();
  }

  /** From now on a task's touched records are kept for a log, which knows none of them yet. */
  void keep(int task, String log) throws SQLException {
    ignore(task);
    PreparedStatement put = session.prepare("INSERT INTO touched_task (task, log) VALUES (?, ?)");
    put.setInt(1, task);
    put.setString(2, log);
    put.executeUpdate();
    kept.put(task, true);
    all(task);
  }

  void ignore(int task) throws SQLException {
    session.prepare("DELETE FROM touched WHERE task = ?", task).executeUpdate();
    session.prepare("DELETE FROM touched_task WHERE task = ?", task).executeUpdate();
    kept.put(task, false);
  }

  /** But for those that were touched again since. */
  void forget(List<Touched> known) throws SQLException {
    PreparedStatement delete =
        session.prepare(
            "DELETE FROM touched WHERE task = ? AND side = ? AND key = ? AND change = ?");
    Batch batch = new Batch(delete);
    for (Touched t : known) {
      delete.setInt(1, t.task());
      delete.setInt(2, Sides.number(t.side()));
      delete.setBytes(3, t.key().map(Key::bytes).orElse(ALL));
      delete.setLong(4, t.change());
      batch.add();
    }
    batch.send();
  }

  static Optional<String> log(Session session, int task) throws SQLException {
    try (ResultSet row =
        session.prepare("SELECT log FROM touched_task WHERE task = ?", task).executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  static List<Touched> list(Session session, int task, int limit) throws SQLException {
    List<Touched> found = new ArrayList<>();
    PreparedStatement query =
        session.prepare(
            "SELECT side, key, change FROM touched WHERE task = ? ORDER BY side, key LIMIT ?",
            task,
            limit);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        byte[] key = row.getBytes(2);
        Optional<Key> one =
            key == null || key.length == 0 ? Optional.empty() : Optional.of(Key.fromBytes(key));
        found.add(new Touched(task, Sides.of(row.getInt(1)), one, row.getLong(3)));
      }
    }
    return found;
  }
}
