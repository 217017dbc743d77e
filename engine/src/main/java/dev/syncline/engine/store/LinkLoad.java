package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.sort.KeySorter;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many new links of a task. They are sorted outside of the database, once by source and once by
 * target, so that each of the two tables grows at one place at a time: rows in random order would
 * touch a page of the disk each.
 */
final class LinkLoad implements AutoCloseable {
  private static final long MEMORY = 32L << 20;

  /** So many are sorted as they are; more are packed, and go to the disk when they must. */
  private static final int FEW = 10_000;

  private final int task;
  private final String place;
  private final KeySorter sources;
  private final KeySorter targets;
  private final List<Link> few = new ArrayList<>();
  private final PackedOutput out = new PackedOutput();

  LinkLoad(int task, String place, Path temporary) {
    this.task = task;
    this.place = place;
    this.sources = new KeySorter(temporary, MEMORY);
    this.targets = new KeySorter(temporary, MEMORY);
  }

  void add(Link link) {
    if (few.size() == FEW) {
      few.forEach(this::pack);
      few.clear();
    }
    if (sources.size() == 0) {
      few.add(link);
    } else {
      pack(link);
    }
  }

  private void pack(Link link) {
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
    sources.add(source, out.buffer(), out.length());

    out.clear();
    out.bytes(source);
    out.fixed(link.base().rowFingerprint(Side.TARGET));
    out.signed(layout);
    targets.add(target, out.buffer(), out.length());
  }

  /** Writes the links and returns how many. */
  long write(Session session) throws SQLException {
    Rows bySource =
        new Rows(
            session,
            Side.SOURCE,
            "link",
            "source, target, source_print, layout, revision, incarnation, base");
    Rows byTarget =
        new Rows(session, Side.TARGET, "link_target", "target, source, target_print, layout");
    if (sources.size() == 0) {
      bySource.write(few);
      byTarget.write(few);
      return few.size();
    }
    bySource.write(sources);
    byTarget.write(targets);
    return sources.size();
  }

  /** The rows of one of the two tables. */
  private final class Rows {
    private final Side side;
    private final BulkInsert insert;
    private byte @Nullable [] previous;
    private byte[] previousOther = new byte[0];

    Rows(Session session, Side side, String table, String columns) {
      this.side = side;
      this.insert =
          new BulkInsert(session, task, table, columns, (k, o) -> refuse(session, side, k, o));
    }

    void write(List<Link> links) throws SQLException {
      List<Link> inOrder = new ArrayList<>(links);
      inOrder.sort(Comparator.comparing(link -> link.key(side)));
      for (Link link : inOrder) {
        begin(link.key(side).bytes(), link.key(side.other()).bytes());
        insert.number(link.base().rowFingerprint(side));
        insert.number(link.base().layout());
        if (side == Side.SOURCE) {
          insert.number(link.revision());
          insert.number(link.incarnation());
          insert.bytes(link.base().pack());
        }
        insert.endRow();
      }
      insert.finish();
    }

    void write(KeySorter sorter) throws SQLException {
      try (KeySorter.Cursor cursor = sorter.sorted()) {
        while (cursor.next()) {
          PackedInput in = new PackedInput(cursor.payload());
          begin(cursor.key(), in.bytes());
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

    private void begin(byte[] key, byte[] other) throws SQLException {
      if (Arrays.equals(key, previous)) {
        throw linkedTwice(side, key, other, previousOther);
      }
      previous = key;
      previousOther = other;
      insert.bytes(key);
      insert.bytes(other);
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
