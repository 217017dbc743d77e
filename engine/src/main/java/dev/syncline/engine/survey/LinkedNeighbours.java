package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.Ends;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the unlinked rows of a survey those linked rows that share their unique keys, so that a
 * group is complete when it is decided: a record whose key another record already has is never
 * taken for new.
 *
 * <p>Few unlinked rows are looked up by key; for many, both sides are read once more.
 */
final class LinkedNeighbours {
  private static final long FEW = 2_000;
  private static final int BATCH = 500;

  private final Task task;
  private final Ends ends;
  private final StateStore store;
  private final SightingStream.ParentLookup parents;

  LinkedNeighbours(
      Task task, Ends ends, StateStore store, SightingStream.ParentLookup parents, Path temp) {
    this.task = task;
    this.ends = ends;
    this.store = store;
    this.parents = parents;
  }

  void add(
      KeySorter sourceFresh,
      KeySorter targetFresh,
      KeySorter sourceKeys,
      KeySorter targetKeys,
      long fresh) {
    List<Key> freshSource = copy(sourceFresh, sourceKeys, fresh <= FEW);
    List<Key> freshTarget = copy(targetFresh, targetKeys, fresh <= FEW);
    boolean byColumns =
        task.match().stream().allMatch(m -> task.fields().get(m.field()) instanceof ColumnRule);
    if (fresh <= FEW && byColumns) {
      lookUp(Side.SOURCE, freshSource, sourceKeys, targetKeys);
      lookUp(Side.TARGET, freshTarget, targetKeys, sourceKeys);
    } else {
      readAll(Side.SOURCE, sourceKeys);
      readAll(Side.TARGET, targetKeys);
    }
  }

  private static List<Key> copy(KeySorter from, KeySorter to, boolean remember) {
    List<Key> keys = new ArrayList<>();
    try (KeySorter.Cursor cursor = from.sorted()) {
      while (cursor.next()) {
        byte[] payload = cursor.payload();
        to.add(cursor.key(), payload);
        if (remember) {
          keys.add(Sighting.unpack(payload).toKey());
        }
      }
    }
    return keys;
  }

  /**
   * Looks up linked rows with the unique keys of {@code fresh} on its own and on the other side.
   */
  private void lookUp(Side side, List<Key> fresh, KeySorter own, KeySorter other) {
    for (int from = 0; from < fresh.size(); from += BATCH) {
      List<Key> batch = fresh.subList(from, Math.min(from + BATCH, fresh.size()));
      List<Object[]> ownValues = new ArrayList<>();
      List<Object[]> otherValues = new ArrayList<>();
      for (Row row : ends.on(side).fetch(task.shape(side), batch)) {
        Object[] mine = new Object[task.match().size()];
        Object[] theirs = new Object[mine.length];
        if (values(side, row, mine, theirs)) {
          otherValues.add(theirs);
        }
        boolean complete = true;
        for (Object value : mine) {
          complete &= value != null;
        }
        if (complete) {
          ownValues.add(mine);
        }
      }
      addLinked(side, ownValues, own);
      addLinked(side.other(), otherValues, other);
    }
  }

  private boolean values(Side side, Row row, @Nullable Object[] mine, @Nullable Object[] theirs) {
    for (int i = 0; i < mine.length; i++) {
      ColumnRule rule = (ColumnRule) task.fields().get(task.match().get(i).field());
      mine[i] = row.get(side == Side.SOURCE ? rule.source() : rule.target());
      if (mine[i] == null) {
        return false;
      }
      try {
        theirs[i] = rule.pair().carry(side, mine[i]);
      } catch (Unrepresentable e) {
        // What the other side cannot hold, no record there holds.
        return false;
      }
    }
    return true;
  }

  private void addLinked(Side side, List<Object[]> tuples, KeySorter to) {
    if (tuples.isEmpty()) {
      return;
    }
    List<String> columns = new ArrayList<>();
    for (Task.MatchField m : task.match()) {
      ColumnRule rule = (ColumnRule) task.fields().get(m.field());
      columns.add(
          task.shape(side)
              .columns()
              .get(side == Side.SOURCE ? rule.source() : rule.target())
              .name());
    }
    boolean loose = task.match().stream().anyMatch(m -> m.form() != MatchForm.EXACT);
    List<Row> found = ends.on(side).find(task.shape(side), columns, tuples, loose);
    addLinked(side, new Rows(found.iterator()), to);
  }

  private void readAll(Side side, KeySorter to) {
    try (Connector.RowStream stream = ends.on(side).read(task.shape(side), Connector.Order.ANY)) {
      addLinked(side, stream, to);
    }
  }

  private void addLinked(Side side, Connector.RowStream rows, KeySorter to) {
    SightingStream sightings =
        new SightingStream(task, side, task.shape(side), rows, store.fingerprinter(), parents);
    List<byte[]> matchKeys = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    while (sightings.next()) {
      byte[] matchKey = sightings.matchKey();
      Key key = sightings.key();
      if (matchKey != null && key != null) {
        matchKeys.add(matchKey);
        keys.add(key);
      }
      if (keys.size() == BATCH) {
        flush(side, matchKeys, keys, to);
      }
    }
    flush(side, matchKeys, keys, to);
  }

  private void flush(Side side, List<byte[]> matchKeys, List<Key> keys, KeySorter to) {
    Map<Key, Link> links = store.links(task.id(), side, keys);
    for (int i = 0; i < keys.size(); i++) {
      if (links.containsKey(keys.get(i))) {
        to.add(
            matchKeys.get(i),
            new Sighting(keys.get(i).bytes(), true, false, new long[0], new byte[0][]).pack());
      }
    }
    matchKeys.clear();
    keys.clear();
  }

  /** Rows already read, as a stream. */
  private record Rows(Iterator<Row> rows) implements Connector.RowStream {
    @Override
    public @Nullable Row next() {
      return rows.hasNext() ? rows.next() : null;
    }

    @Override
    public void close() {}
  }
}
