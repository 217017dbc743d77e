package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.engine.Ends;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    KeyLookup byKey = new KeyLookup(task, ends);
    if (fresh <= FEW && byKey.possible()) {
      lookUp(byKey, Side.SOURCE, freshSource, sourceKeys, targetKeys);
      lookUp(byKey, Side.TARGET, freshTarget, targetKeys, sourceKeys);
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
  private void lookUp(KeyLookup byKey, Side side, List<Key> fresh, KeySorter own, KeySorter other) {
    for (int from = 0; from < fresh.size(); from += BATCH) {
      List<Row> rows =
          ends.on(side)
              .fetch(task.shape(side), fresh.subList(from, Math.min(from + BATCH, fresh.size())));
      addLinked(side, byKey.find(side, rows, side), own);
      addLinked(side.other(), byKey.find(side, rows, side.other()), other);
    }
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
}
