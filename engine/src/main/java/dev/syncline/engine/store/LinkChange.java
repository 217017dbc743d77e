package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Links as they are changed, in both orders at once. */
final class LinkChange {
  private static final KeyQuery TARGETS =
      new KeyQuery(
          "SELECT source, target, incarnation FROM link WHERE task = ? AND source IN (${keys})",
          "link",
          "source");

  private static final String PUT =
      "INSERT INTO link"
          + " (task, source, source_print, layout, revision, incarnation, target, base)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (task, source) DO UPDATE SET source_print = excluded.source_print,"
          + " layout = excluded.layout, revision = excluded.revision,"
          + " incarnation = excluded.incarnation, target = excluded.target, base = excluded.base";

  private static final String ADVANCE =
      "UPDATE link SET source_print = ?, layout = ?, revision = ?, incarnation = ?, base = ?"
          + " WHERE task = ? AND source = ? AND target = ?";

  /** Changes nothing when the target is linked to another source. */
  private static final String PUT_TARGET =
      "INSERT INTO link_target (task, target, target_print, layout, source)"
          + " VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (task, target) DO UPDATE SET target_print = excluded.target_print,"
          + " layout = excluded.layout WHERE link_target.source = excluded.source";

  private static final String DELETE = "DELETE FROM link WHERE task = ? AND source = ?";

  private static final String DELETE_TARGET =
      "DELETE FROM link_target WHERE task = ? AND target = ?";

  /** Never lowers what is known: a key may have been linked more often than its last partner's. */
  private static final String UNLINK =
      "INSERT INTO unlinked (task, source, incarnation) VALUES (?, ?, ?)"
          + " ON CONFLICT (task, source) DO UPDATE SET incarnation = excluded.incarnation"
          + " WHERE unlinked.incarnation < excluded.incarnation";

  private static final String UNLINK_TARGET =
      "INSERT INTO unlinked_target (task, target, incarnation) VALUES (?, ?, ?)"
          + " ON CONFLICT (task, target) DO UPDATE SET incarnation = excluded.incarnation"
          + " WHERE unlinked_target.incarnation < excluded.incarnation";

  private static final String COUNT =
      "INSERT INTO link_task (task, links, incarnation) VALUES (?, ?, 0)"
          + " ON CONFLICT (task) DO UPDATE SET links = link_task.links + excluded.links";

  private final Session session;
  private final String place;

  LinkChange(Session session, String place) {
    this.session = session;
    this.place = place;
  }

  private record Linked(Key target, int incarnation) {}

  void put(int task, Collection<Link> links) throws SQLException {
    TreeMap<Key, Link> bySource = new TreeMap<>();
    for (Link link : links) {
      bySource.put(link.source(), link);
    }
    Map<Key, Linked> before = linked(task, bySource.keySet());
    // First all targets are let go that change hands, so that two links may swap theirs.
    List<Linked> free = new ArrayList<>();
    for (Link link : bySource.values()) {
      Linked was = before.get(link.source());
      if (was != null && !was.target().equals(link.target())) {
        free.add(was);
      }
    }
    release(task, free);
    putSources(task, bySource.values());
    putTargets(task, bySource.values());
    count(task, bySource.size() - before.size());
  }

  /** Of links that there are, between the same keys. */
  void advance(int task, Collection<Link> links) throws SQLException {
    List<Link> inOrder = new ArrayList<>(links);
    inOrder.sort(Comparator.comparing(Link::source));
    PreparedStatement advance = session.prepare(ADVANCE);
    Batch batch =
        new Batch(
            advance,
            (index, rows) -> {
              if (rows == 0) {
                Link link = inOrder.get(Math.toIntExact(index));
                throw new SQLException(link.source() + " is not linked to " + link.target());
              }
            });
    for (Link link : inOrder) {
      advance.setLong(1, link.base().rowFingerprint(Side.SOURCE));
      advance.setInt(2, link.base().layout());
      advance.setLong(3, link.revision());
      advance.setInt(4, link.incarnation());
      advance.setBytes(5, link.base().pack());
      advance.setInt(6, task);
      advance.setBytes(7, link.source().bytes());
      advance.setBytes(8, link.target().bytes());
      batch.add();
    }
    batch.send();
    putTargets(task, inOrder);
  }

  private void putSources(int task, Collection<Link> links) throws SQLException {
    PreparedStatement put = session.prepare(PUT, task);
    Batch batch = new Batch(put);
    for (Link link : links) {
      put.setInt(1, task);
      put.setBytes(2, link.source().bytes());
      put.setLong(3, link.base().rowFingerprint(Side.SOURCE));
      put.setInt(4, link.base().layout());
      put.setLong(5, link.revision());
      put.setInt(6, link.incarnation());
      put.setBytes(7, link.target().bytes());
      put.setBytes(8, link.base().pack());
      batch.add();
    }
    batch.send();
  }

  private void putTargets(int task, Collection<Link> links) throws SQLException {
    List<Link> inOrder = new ArrayList<>(links);
    inOrder.sort(Comparator.comparing(Link::target));
    PreparedStatement put = session.prepare(PUT_TARGET, task);
    Batch batch =
        new Batch(
            put,
            (index, rows) -> {
              if (rows == 0) {
                Link link = inOrder.get(Math.toIntExact(index));
                throw taken(task, link.source(), link.target());
              }
            });
    for (Link link : inOrder) {
      put.setInt(1, task);
      put.setBytes(2, link.target().bytes());
      put.setLong(3, link.base().rowFingerprint(Side.TARGET));
      put.setInt(4, link.base().layout());
      put.setBytes(5, link.source().bytes());
      batch.add();
    }
    batch.send();
  }

  private Map<Key, Linked> linked(int task, Collection<Key> sources) throws SQLException {
    Map<Key, Linked> linked = new HashMap<>();
    TARGETS.ask(
        session,
        task,
        LinkTable.sorted(sources),
        row ->
            linked.put(
                Key.fromBytes(row.getBytes(1)),
                new Linked(Key.fromBytes(row.getBytes(2)), row.getInt(3))));
    return linked;
  }

  private void release(int task, Collection<Linked> links) throws SQLException {
    PreparedStatement delete = session.prepare(DELETE_TARGET);
    Batch deletes = new Batch(delete);
    PreparedStatement unlink = session.prepare(UNLINK_TARGET);
    Batch unlinks = new Batch(unlink);
    for (Linked was : links.stream().sorted(Comparator.comparing(Linked::target)).toList()) {
      delete.setInt(1, task);
      delete.setBytes(2, was.target().bytes());
      deletes.add();
      unlink.setInt(1, task);
      unlink.setBytes(2, was.target().bytes());
      unlink.setInt(3, was.incarnation() + 1);
      unlinks.add();
    }
    deletes.send();
    unlinks.send();
  }

  void remove(int task, Collection<Key> sources) throws SQLException {
    Map<Key, Linked> before = linked(task, sources);
    release(task, before.values());
    PreparedStatement delete = session.prepare(DELETE);
    Batch deletes = new Batch(delete);
    PreparedStatement unlink = session.prepare(UNLINK);
    Batch unlinks = new Batch(unlink);
    for (Map.Entry<Key, Linked> was : new TreeMap<>(before).entrySet()) {
      delete.setInt(1, task);
      delete.setBytes(2, was.getKey().bytes());
      deletes.add();
      unlink.setInt(1, task);
      unlink.setBytes(2, was.getKey().bytes());
      unlink.setInt(3, was.getValue().incarnation() + 1);
      unlinks.add();
    }
    deletes.send();
    unlinks.send();
    count(task, -before.size());
  }

  /**
   * Forgets a task's links, but not that there were any: all records begin with a higher
   * incarnation than any had, so that no old entry of {@code syncline_applied} is taken for theirs.
   */
  void clear(int task) throws SQLException {
    session
        .prepare(
            "UPDATE link_task SET links = 0, incarnation = 1 + (SELECT max(i) FROM ("
                + "SELECT link_task.incarnation - 1 AS i"
                + " UNION ALL SELECT max(incarnation) FROM link WHERE task = ?"
                + " UNION ALL SELECT max(incarnation) - 1 FROM unlinked WHERE task = ?"
                + " UNION ALL SELECT max(incarnation) - 1 FROM unlinked_target WHERE task = ?"
                + ") AS all_i) WHERE task = ?",
            task,
            task,
            task,
            task)
        .executeUpdate();
    for (String table : List.of("link", "link_target", "unlinked", "unlinked_target")) {
      session.prepare("DELETE FROM " + table + " WHERE task = ?", task).executeUpdate();
    }
  }

  void count(int task, long added) throws SQLException {
    if (added != 0) {
      session.prepare(COUNT, task, added).executeUpdate();
    }
  }

  private StoreException taken(int task, Key source, Key target) throws SQLException {
    PreparedStatement query =
        session.prepare("SELECT source FROM link_target WHERE task = ? AND target = ?", task);
    query.setBytes(2, target.bytes());
    try (ResultSet row = query.executeQuery()) {
      Key holder = row.next() ? Key.fromBytes(row.getBytes(1)) : source;
      return linkedTwice(place, task, Side.TARGET, target, source, holder);
    }
  }

  /** What to say when a record of a side is to be linked to another one than it is linked to. */
  static StoreException linkedTwice(
      String place, int task, Side side, Key key, Key other, Key holder) {
    String far = side.other().word();
    return new StoreException(
        "%s: task %d: %s %s cannot be linked to %s %s, for it is linked to %s %s."
                .formatted(place, task, side.word(), key, far, other, far, holder)
            + " One of the two links must be removed first; nothing of this change was kept.",
        null);
  }
}
