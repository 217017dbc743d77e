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
  private static final String ADD = "INSERT INTO touched (task, side, key) VALUES (?, ?, ?)";

  private static final String ADD_DUE =
      "INSERT INTO touched (task, side, key) SELECT task, side, key FROM due WHERE task = ?";

  private static final byte[] ALL = {};

  private final Session session;
  private final Map<Integer, Boolean> kept = new HashMap<>();

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
      PreparedStatement add =
          session.prepare(ADD_DUE + " AND side = ? AND key = ?", task, Sides.number(side));
      Batch batch = new Batch(add);
      for (byte[] key : LinkTable.sorted(keys)) {
        add.setInt(1, task);
        add.setInt(2, Sides.number(side));
        add.setBytes(3, key);
        batch.add();
      }
      batch.send();
    }
  }

  /** Those that are due for a reason. */
  void due(int task, Due.Reason reason) throws SQLException {
    if (isKept(task)) {
      PreparedStatement add = session.prepare(ADD_DUE + " AND reason = ?", task);
      add.setString(2, reason.name());
      add.executeUpdate();
    }
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
    forget(task, Long.MAX_VALUE);
    session.prepare("DELETE FROM touched_task WHERE task = ?", task).executeUpdate();
    kept.put(task, false);
  }

  void forget(int task, long upTo) throws SQLException {
    session.prepare("DELETE FROM touched WHERE task = ? AND id <= ?", task, upTo).executeUpdate();
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
            "SELECT id, side, key FROM touched WHERE task = ? ORDER BY id LIMIT ?", task, limit);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        byte[] key = row.getBytes(3);
        found.add(
            new Touched(
                row.getLong(1),
                Sides.of(row.getInt(2)),
                key == null || key.length == 0
                    ? Optional.empty()
                    : Optional.of(Key.fromBytes(key))));
      }
    }
    return found;
  }
}
