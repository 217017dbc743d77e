package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the unlinked rows of a survey the other rows that share their unique keys, so that a
 * group is complete when it is decided: a record whose key another record already has is never
 * taken for new. When all rows were read these are linked rows only.
 *
 * <p>Few unlinked rows are looked up by key; for many of a whole survey, both sides are read once
 * more.
 */
final class Neighbours {
  private static final long FEW = 2_000;
  private static final int BATCH = 500;

  private final Task task;
  private final Ends ends;
  private final StateStore store;
  private final SightingStream.ParentLookup parents;
  private final boolean some;
  private final BySide<Set<Key>> moved;

  /**
   * Finds neighbours for a survey.
   *
   * @param some whether on a side only some rows were read
   * @param moved keys of linked records that the store does not know yet, for they were just given
   *     them
   */
  Neighbours(
      Task task,
      Ends ends,
      StateStore store,
      SightingStream.ParentLookup parents,
      boolean some,
      BySide<Set<Key>> moved) {
    this.task = task;
    this.ends = ends;
    this.store = store;
    this.parents = parents;
    this.some = some;
    this.moved = moved;
  }

  void add(
      KeySorter sourceFresh,
      KeySorter targetFresh,
      KeySorter sourceKeys,
      KeySorter targetKeys,
      long fresh) {
    boolean lookUp = some || fresh <= FEW;
    Set<ByteBuffer> asked = lookUp ? new HashSet<>() : null;
    Group source = new Group(Side.SOURCE, sourceKeys, copy(sourceFresh, sourceKeys, asked), asked);
    Group target = new Group(Side.TARGET, targetKeys, copy(targetFresh, targetKeys, asked), asked);
    if (lookUp) {
      lookUp(source, target);
      lookUp(target, source);
    } else {
      readAll(source);
      readAll(target);
    }
  }

  /**
   * The rows of a side that were found so far: where they go, and the keys of the unlinked.
   *
   * @param asked the unique keys of both sides' unlinked rows, by which others are looked up: a
   *     system may answer with more, of whose own neighbours nothing is known; null when all rows
   *     are read
   */
  private record Group(Side side, KeySorter into, Set<Key> fresh, @Nullable Set<ByteBuffer> asked) {
    boolean takes(byte[] matchKey, Key key) {
      return !fresh.contains(key) && (asked == null || asked.contains(ByteBuffer.wrap(matchKey)));
    }
  }

  private static Set<Key> copy(KeySorter from, KeySorter to, @Nullable Set<ByteBuffer> asked) {
    Set<Key> keys = new HashSet<>();
    try (KeySorter.Cursor cursor = from.sorted()) {
      while (cursor.next()) {
        byte[] payload = cursor.payload();
        to.add(cursor.key(), payload);
        if (asked != null) {
          asked.add(ByteBuffer.wrap(cursor.key()));
          keys.add(Sighting.unpack(payload).toKey());
        }
      }
    }
    return keys;
  }

  /** Looks up rows with the unique keys of a side's unlinked rows there and on the other side. */
  private void lookUp(Group own, Group other) {
    List<Key> fresh = List.copyOf(own.fresh);
    for (int from = 0; from < fresh.size(); from += BATCH) {
      List<Key> batch = fresh.subList(from, Math.min(from + BATCH, fresh.size()));
      List<Row> rows = ends.on(own.side).fetch(task.shape(own.side), batch);
      KeyLookup lookup = new KeyLookup(task, ends, parents);
      add(own, lookup.find(own.side, rows, own.side));
      add(other, lookup.find(own.side, rows, other.side));
    }
  }

  private void readAll(Group group) {
    try (Connector.RowStream stream =
        ends.on(group.side).read(task.shape(group.side), Connector.Order.ANY)) {
      add(group, stream);
    }
  }

  private void add(Group group, Connector.RowStream rows) {
    SightingStream sightings =
        new SightingStream(
            task, group.side, task.shape(group.side), rows, store.fingerprinter(), parents);
    List<Keyed> batch = new ArrayList<>();
    while (sightings.next()) {
      byte[] matchKey = sightings.matchKey();
      Key key = sightings.key();
      if (matchKey != null && key != null && group.takes(matchKey, key)) {
        batch.add(new Keyed(matchKey, sighting(key, sightings)));
      }
      if (batch.size() == BATCH) {
        flush(group, batch);
      }
    }
    flush(group, batch);
  }

  private Sighting sighting(Key key, SightingStream sightings) {
    if (sightings.observed() instanceof Observed.OutOfScope) {
      return Sighting.outside(key.bytes());
    }
    return some
        ? SideSurvey.sighting(key.bytes(), sightings)
        : new Sighting(key.bytes(), true, false, new long[0], new byte[0][]);
  }

  private void flush(Group group, List<Keyed> batch) {
    List<Key> keys = batch.stream().map(k -> k.sighting().toKey()).toList();
    Map<Key, Link> links = store.links(task.id(), group.side, keys);
    for (Keyed keyed : batch) {
      Key key = keyed.sighting().toKey();
      byte @Nullable [] matchKey = keyed.matchKey();
      if (matchKey == null) {
        continue;
      }
      if (links.containsKey(key) || moved.on(group.side).contains(key)) {
        group.into.add(matchKey, keyed.sighting().asLinked(true).pack());
      } else if (some && !keyed.sighting().isOutside() && group.fresh.add(key)) {
        group.into.add(matchKey, keyed.sighting().pack());
      }
    }
    batch.clear();
  }
}
