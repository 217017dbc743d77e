package dev.syncline.engine.verify;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One side of a task beside its links: adds up the digests of linked rows by segment. The digest of
 * a row is of its values in the common types, and of its references as the target calls them, so
 * that both sides of a pair have the same.
 */
final class LinkedSide {
  private static final int BATCH = 2_000;
  private static final long MEMORY = 48L << 20;

  /** Of a row that no digest tells: a value cannot be read, or a parent has no link. */
  private static final byte[] DOUBTFUL = new byte[0];

  private final Task task;
  private final Side side;
  private final StateStore store;
  private final Fingerprinter fingerprinter;
  private final Fingerprints prints;
  private final List<RelationRule> relations;

  LinkedSide(Task task, Side side, StateStore store) {
    this.task = task;
    this.side = side;
    this.store = store;
    this.fingerprinter = store.fingerprinter();
    this.prints = new Fingerprints(task, fingerprinter);
    this.relations =
        task.fields().stream()
            .filter(rule -> side == Side.SOURCE && rule instanceof RelationRule)
            .map(RelationRule.class::cast)
            .toList();
  }

  /**
   * Reads the side. Rows that come in key order meet their links as they come by; what does not
   * (rows in another order, or whose link a run makes meanwhile) is sorted and meets them
   * afterwards.
   *
   * @param temp a folder for what does not fit into memory
   * @param read is told how many rows more were read
   * @param alone takes the keys of rows without a link
   */
  void read(Connector system, Path temp, SegmentSums sums, LongConsumer read, Consumer<Key> alone) {
    try (KeySorter rest = new KeySorter(temp, MEMORY)) {
      try (StateStore.LinkScan links = store.scan(task.id(), side);
          RowStream rows = system.read(task.shape(side), Connector.Order.KEY)) {
        Meeting meeting = new Meeting(links, sums);
        List<Row> batch = new ArrayList<>(BATCH);
        for (Row row = rows.next(); row != null; row = rows.next()) {
          batch.add(row);
          if (batch.size() == BATCH) {
            meet(batch, meeting, rest);
            read.accept(batch.size());
            batch.clear();
          }
        }
        meet(batch, meeting, rest);
        read.accept(batch.size());
      }
      try (StateStore.LinkScan links = store.scan(task.id(), side);
          KeySorter.Cursor rows = rest.sorted()) {
        Meeting meeting = new Meeting(links, sums);
        while (rows.next()) {
          if (!meeting.met(rows.key(), rows.payload())) {
            alone.accept(Key.fromBytes(rows.key()));
          }
        }
      }
    }
  }

  private void meet(List<Row> rows, Meeting meeting, KeySorter rest) {
    Map<RelationRule, Map<Key, Link>> parents = new HashMap<>();
    for (RelationRule rule : relations) {
      Set<Key> wanted = new HashSet<>();
      for (Row row : rows) {
        Key parent = Fingerprints.parent(rule, side, row);
        if (parent != null) {
          wanted.add(parent);
        }
      }
      parents.put(rule, store.links(rule.through(), side, wanted));
    }
    for (Row row : rows) {
      Key key = row.key();
      if (key != null) {
        byte[] bytes = key.bytes();
        byte[] digest = RowCheck.flawed(row) ? DOUBTFUL : digest(row, parents);
        if (!meeting.met(bytes, digest)) {
          rest.add(bytes, digest);
        }
      }
    }
  }

  private byte[] digest(Row row, Map<RelationRule, Map<Key, Link>> parents) {
    long[] fields = prints.of(side, row);
    for (RelationRule rule : relations) {
      Key parent = Fingerprints.parent(rule, side, row);
      if (parent != null) {
        Link link = parents.getOrDefault(rule, Map.of()).get(parent);
        if (link == null) {
          return DOUBTFUL;
        }
        byte[] other = link.target().bytes();
        fields[task.fields().indexOf(rule)] = fingerprinter.of(other, 0, other.length);
      }
    }
    return ByteBuffer.allocate(Long.BYTES).putLong(Base.combine(fields)).array();
  }

  /** Links in key order, and rows that meet them. */
  private final class Meeting {
    private final StateStore.LinkScan links;
    private final SegmentSums sums;
    private final PairPrint pair;
    private byte[] linked;

    Meeting(StateStore.LinkScan links, SegmentSums sums) {
      this.links = links;
      this.sums = sums;
      this.pair = new PairPrint(fingerprinter, sums.segments());
      this.linked = next();
    }

    /**
     * Adds a row to the sums; false if it has no link, or one that is passed. A link without a row
     * adds nothing: what its other half adds then differs from nothing.
     */
    boolean met(byte[] key, byte[] digest) {
      while (linked.length > 0 && Arrays.compareUnsigned(linked, key) < 0) {
        linked = next();
      }
      if (!Arrays.equals(linked, key)) {
        return false;
      }
      byte[] other = links.other();
      pair.of(side == Side.SOURCE ? key : other, side == Side.SOURCE ? other : key);
      if (digest.length == 0) {
        sums.doubt(pair.segment());
      } else {
        sums.add(pair.segment(), pair.with(ByteBuffer.wrap(digest).getLong()));
      }
      return true;
    }

    /** Empty at the end: no key is. */
    private byte[] next() {
      return links.next() ? links.key() : new byte[0];
    }
  }
}
