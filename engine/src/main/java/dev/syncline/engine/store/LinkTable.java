package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Links as they are read. They are kept twice: {@code link} in source order with the bases, {@code
 * link_target} in target order with no more than a scan needs.
 */
final class LinkTable {
  private static final KeyQuery BY_SOURCE =
      new KeyQuery(
          "SELECT source, target, base, revision, incarnation FROM link"
              + " WHERE task = ? AND source IN (${keys})",
          "link",
          "source");

  private static final KeyQuery BY_TARGET =
      new KeyQuery(
          "SELECT l.source, l.target, l.base, l.revision, l.incarnation"
              + " FROM link_target t CROSS JOIN link l"
              + " WHERE t.task = ? AND t.target IN (${keys})"
              + " AND l.task = t.task AND l.source = t.source",
          "link_target",
          "target");

  private static final KeyQuery LINKED =
      new KeyQuery(
          "SELECT source, incarnation + 1 FROM link WHERE task = ? AND source IN (${keys})",
          "link",
          "source");

  private static final KeyQuery UNLINKED =
      new KeyQuery(
          "SELECT source, incarnation FROM unlinked WHERE task = ? AND source IN (${keys})",
          "unlinked",
          "source");

  private static final KeyQuery LINKED_TARGET =
      new KeyQuery(
          "SELECT t.target, l.incarnation + 1 FROM link_target t CROSS JOIN link l"
              + " WHERE t.task = ? AND t.target IN (${keys})"
              + " AND l.task = t.task AND l.source = t.source",
          "link_target",
          "target");

  private static final KeyQuery UNLINKED_TARGET =
      new KeyQuery(
          "SELECT target, incarnation FROM unlinked_target WHERE task = ? AND target IN (${keys})",
          "unlinked_target",
          "target");

  private LinkTable() {}

  /** Keys as bytes, each once, in key order, so that neighbours are looked up together. */
  static List<byte[]> sorted(Collection<Key> keys) {
    List<byte[]> sorted = new ArrayList<>(keys.size());
    boolean inOrder = true;
    for (Key key : keys) {
      byte[] bytes = key.bytes();
      inOrder &= sorted.isEmpty() || Arrays.compareUnsigned(sorted.getLast(), bytes) < 0;
      sorted.add(bytes);
    }
    return inOrder ? sorted : eachOnce(sorted);
  }

  private static List<byte[]> eachOnce(List<byte[]> keys) {
    keys.sort(Arrays::compareUnsigned);
    List<byte[]> once = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      if (once.isEmpty() || !Arrays.equals(once.getLast(), key)) {
        once.add(key);
      }
    }
    return once;
  }

  static Map<Key, Link> links(Session session, int task, Side side, Collection<Key> keys)
      throws SQLException {
    Map<Key, Link> found = HashMap.newHashMap(keys.size());
    (side == Side.SOURCE ? BY_SOURCE : BY_TARGET)
        .ask(
            session,
            task,
            sorted(keys),
            row -> {
              Link link =
                  new Link(
                      Key.fromBytes(row.getBytes(1)),
                      Key.fromBytes(row.getBytes(2)),
                      base(row.getBytes(3)),
                      row.getLong(4),
                      row.getInt(5));
              found.put(link.key(side), link);
            });
    return found;
  }

  private static Base base(byte[] packed) throws SQLException {
    try {
      return Base.unpack(packed);
    } catch (RuntimeException e) {
      throw new SQLException("the base of a link is damaged", e);
    }
  }

  static long count(Session session, int task) throws SQLException {
    PreparedStatement query = session.prepare("SELECT links FROM link_task WHERE task = ?", task);
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  static Map<Key, Integer> incarnations(Session session, int task, Side side, Collection<Key> keys)
      throws SQLException {
    int floor = 0;
    PreparedStatement query =
        session.prepare("SELECT incarnation FROM link_task WHERE task = ?", task);
    try (ResultSet row = query.executeQuery()) {
      if (row.next()) {
        floor = row.getInt(1);
      }
    }
    Map<Key, Integer> next = new HashMap<>();
    if (floor > 0) {
      for (Key key : keys) {
        next.put(key, floor);
      }
    }
    List<byte[]> inOrder = sorted(keys);
    boolean source = side == Side.SOURCE;
    KeyQuery.Each raise =
        row -> next.merge(Key.fromBytes(row.getBytes(1)), row.getInt(2), Math::max);
    (source ? UNLINKED : UNLINKED_TARGET).ask(session, task, inOrder, raise);
    (source ? LINKED : LINKED_TARGET).ask(session, task, inOrder, raise);
    return next;
  }
}
