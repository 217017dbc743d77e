package dev.syncline.engine.verify;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final long DOUBTFUL = 0;

  /** Of a row that is out of scope. */
  private static final long OUTSIDE = 1;

  private static final byte[] NOTHING = new byte[0];

  private final Task task;
  private final Side side;
  private final StateStore store;
  private final Fingerprinter fingerprinter;
  private final CanonicalBytes scratch = new CanonicalBytes();
  private final List<RelationRule> relations;

  LinkedSide(Task task, Side side, StateStore store) {
    this.task = task;
    this.side = side;
    this.store = store;
    this.fingerprinter = store.fingerprinter();
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
   * @param outside is told of each row that is out of scope
   */
  void read(
      Connector system,
      Path temp,
      SegmentSums sums,
      LongConsumer read,
      Consumer<Key> alone,
      Runnable outside) {
    try (KeySorter rest = new KeySorter(temp, MEMORY)) {
      try (StateStore.PairScan links = store.pairs(task.id(), side);
          RowStream rows = system.read(task.shape(side), Connector.Order.KEY)) {
        Meeting meeting = new Meeting(links, sums);
        List<Row> batch = new ArrayList<>();
        long count = 0;
        for (Row row = rows.next(); row != null; row = rows.next()) {
          if (relations.isEmpty()) {
            meet(row, Map.of(), meeting, rest, outside); // at once: its values are still at hand
          } else {
            batch.add(row);
          }
          if (++count % BATCH == 0) {
            meet(batch, meeting, rest, outside);
            read.accept(BATCH);
          }
        }
        meet(batch, meeting, rest, outside);
        read.accept(count % BATCH);
      }
      try (StateStore.PairScan links = store.pairs(task.id(), side);
          KeySorter.Cursor rows = rest.sorted()) {
        Meeting meeting = new Meeting(links, sums);
        while (rows.next()) {
          long digest = ByteBuffer.wrap(rows.payload()).getLong();
          if (!meeting.met(rows.key(), digest) && digest != OUTSIDE) {
            alone.accept(Key.fromBytes(rows.key()));
          }
        }
      }
    }
  }

  private void meet(List<Row> rows, Meeting meeting, KeySorter rest, Runnable outside) {
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
      meet(row, parents, meeting, rest, outside);
    }
    rows.clear();
  }

  private void meet(
      Row row,
      Map<RelationRule, Map<Key, Link>> parents,
      Meeting meeting,
      KeySorter rest,
      Runnable outside) {
    Key key = row.key();
    if (key != null) {
      long digest =
          switch (task.scope(side).observe(row)) {
            case Observed.Present p -> digest(row, parents);
            case Observed.OutOfScope o -> OUTSIDE;
            case Observed.Unreadable u -> DOUBTFUL;
            case Observed.Absent a -> throw new IllegalStateException("a row is there");
          };
      if (digest == OUTSIDE) {
        outside.run();
      }
      if (!meeting.met(key.bytes(), digest)) {
        rest.add(key.bytes(), ByteBuffer.allocate(Long.BYTES).putLong(digest).array());
      }
    }
  }

  private long digest(Row row, Map<RelationRule, Map<Key, Link>> parents) {
    scratch.reset();
    for (FieldRule rule : task.fields()) {
      switch (rule) {
        case ColumnRule c ->
            c.pair().counted(side, row.get(side == Side.SOURCE ? c.source() : c.target()), scratch);
        case FormulaRule f -> {
          Side made = f.makes().target().isPresent() ? Side.TARGET : Side.SOURCE;
          try {
            FieldRule.Making making = f.makes().on(made).orElseThrow();
            Object value =
                side == made ? row.get(f.columns(side).getFirst()) : making.formula().of(row);
            making.pair().counted(side, value, scratch);
          } catch (Formula.NoValue e) {
            return DOUBTFUL;
          }
        }
        case RelationRule r -> {
          Key parent = Fingerprints.parent(r, side, row);
          if (parent != null && side == Side.SOURCE) {
            Link link = parents.getOrDefault(r, Map.of()).get(parent);
            if (link == null) {
              return DOUBTFUL;
            }
            parent = link.target();
          }
          byte[] bytes = parent == null ? NOTHING : parent.bytes(); // no key is empty
          scratch.putInt(bytes.length);
          scratch.putBytes(bytes);
        }
      }
    }
    long print = fingerprinter.of(scratch.array(), 0, scratch.length());
    return print == DOUBTFUL || print == OUTSIDE ? print + 2 : print;
  }

  /** Links in key order, and rows that meet them. */
  private final class Meeting {
    private final StateStore.PairScan links;
    private final SegmentSums sums;
    private final PairPrint pair;
    private byte[] linked; // both keys

    Meeting(StateStore.PairScan links, SegmentSums sums) {
      this.links = links;
      this.sums = sums;
      this.pair = new PairPrint(fingerprinter, sums.segments());
      this.linked = next();
    }

    /**
     * Adds a row to the sums; false if it has no link, or one that is passed. A link without a row
     * adds nothing: what its other half adds then differs from nothing.
     */
    boolean met(byte[] key, long digest) {
      while (PairPrint.compare(linked, key) < 0) {
        linked = next();
      }
      if (PairPrint.compare(linked, key) != 0) {
        return false;
      }
      pair.of(side, linked, key.length);
      if (digest == DOUBTFUL || digest == OUTSIDE) {
        sums.doubt(pair.segment());
      } else {
        sums.add(pair.segment(), pair.with(digest));
      }
      return true;
    }

    /** Empty at the end: no key is. */
    private byte[] next() {
      return links.next() ? links.keys() : NOTHING;
    }
  }
}
