package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.sort.KeySorter;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Many new links of a task. They are sorted outside of the database, once by source and once by
 * target, so that each of the two tables grows at one place at a time: rows in random order would
 * touch a page of the disk each.
 */
final class LinkLoad implements AutoCloseable {
  private static final long MEMORY = 32L << 20;

  private final int task;
  private final String place;
  private final KeySorter sources;
  private final KeySorter targets;
  private final PackedOutput out = new PackedOutput();

  LinkLoad(int task, String place, Path temporary) {
    this.task = task;
    this.place = place;
    this.sources = new KeySorter(temporary, MEMORY);
    this.targets = new KeySorter(temporary, MEMORY);
  }

  void add(Link link) {
    byte[] source = link.source().bytes();
    byte[] target = link.target().bytes();
    int layout = link.base().layout();
    out.clear();
    out.bytes(target);
    out.fixed(link.base().rowFingerprint(Side.SOURCE));
    out.signed(layout);
    out.signed(link.revision());
    out.signed(link.incarnation());
    out.bytes(link.base().pack());
    sources.add(source, out.toBytes());

    out.clear();
    out.bytes(source);
    out.fixed(link.base().rowFingerprint(Side.TARGET));
    out.signed(layout);
    targets.add(target, out.toBytes());
  }

  /** Writes the links and returns how many. */
  long write(Session session) throws SQLException {
    writeSide(
        session,
        Side.SOURCE,
        sources,
        "link",
        "source, target, source_print, layout, revision, incarnation, base");
    writeSide(session, Side.TARGET, targets, "link_target", "target, source, target_print, layout");
    return sources.size();
  }

  private void writeSide(Session session, Side side, KeySorter sorter, String table, String columns)
      throws SQLException {
    BulkInsert insert =
        new BulkInsert(session, task, table, columns, (k, o) -> refuse(session, side, k, o));
    byte[] previous = null;
    byte[] previousOther = new byte[0];
    try (KeySorter.Cursor cursor = sorter.sorted()) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        PackedInput in = new PackedInput(cursor.payload());
        byte[] other = in.bytes();
        if (Arrays.equals(key, previous)) {
          throw linkedTwice(side, key, other, previousOther);
        }
        previous = key;
        previousOther = other;
        insert.bytes(key);
        insert.bytes(other);
        insert.number(in.fixed());
        insert.number(in.signed());
        if (side == Side.SOURCE) {
          insert.number(in.signed());
          insert.number(in.signed());
          insert.bytes(in.bytes());
        }
        insert.endRow();
      }
      insert.finish();
    }
  }

  /** Throws if the record was linked before this change to another one. */
  private void refuse(Session session, Side side, byte[] key, byte[] other) throws SQLException {
    String sql =
        side == Side.SOURCE
            ? "SELECT target FROM link WHERE task = ? AND source = ?"
            : "SELECT source FROM link_target WHERE task = ? AND target = ?";
    var query = session.prepare(sql, task);
    query.setBytes(2, key);
    try (ResultSet row = query.executeQuery()) {
      if (row.next() && !Arrays.equals(row.getBytes(1), other)) {
        throw linkedTwice(side, key, other, row.getBytes(1));
      }
    }
  }

  private StoreException linkedTwice(Side side, byte[] key, byte[] other, byte[] holder) {
    return LinkChange.linkedTwice(
        place, task, side, Key.fromBytes(key), Key.fromBytes(other), Key.fromBytes(holder));
  }

  @Override
  public void close() {
    sources.close();
    targets.close();
  }
}
