package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/** Finds out whether rows that had no counterpart share their unique keys with others by now. */
public final class Namesakes {
  private final Task task;
  private final Ends ends;
  private final StateStore store;
  private final Surveyor.ParentLookup parents;

  /** Namesakes of a task's rows on both sides. */
  public Namesakes(Task task, Ends ends, StateStore store, Surveyor.ParentLookup parents) {
    this.task = task;
    this.ends = ends;
    this.store = store;
    this.parents = parents;
  }

  /** The keys of those rows of a side whose unique key another row of either side has too. */
  public Set<Key> sharing(Side side, List<Row> rows) {
    Map<ByteBuffer, Key> mine = new HashMap<>();
    Set<Key> sharing = new HashSet<>();
    each(
        side,
        KeyLookup.stream(rows),
        (unique, key) -> {
          Key other = mine.putIfAbsent(unique, key);
          if (other != null) {
            sharing.addAll(List.of(other, key));
          }
        });
    if (mine.isEmpty()) {
      return sharing;
    }
    KeyLookup lookup = new KeyLookup(task, ends, parents);
    for (Side where : Side.values()) {
      try (Connector.RowStream found = lookup.find(side, rows, where)) {
        each(
            where,
            found,
            (unique, key) -> {
              Key holder = mine.get(unique);
              if (holder != null && !(where == side && key.equals(holder))) {
                sharing.add(holder);
              }
            });
      }
    }
    return sharing;
  }

  /** The keys of those rows of a side that have a unique key, and that no other row shares. */
  public Set<Key> alone(Side side, List<Row> rows) {
    Set<Key> alone = new HashSet<>();
    each(side, KeyLookup.stream(rows), (unique, key) -> alone.add(key));
    alone.removeAll(sharing(side, rows));
    return alone;
  }

  private void each(Side side, Connector.RowStream rows, BiConsumer<ByteBuffer, Key> take) {
    SightingStream sightings =
        new SightingStream(task, side, task.shape(side), rows, store.fingerprinter(), parents);
    Map<Key, ByteBuffer> outside = new HashMap<>();
    while (sightings.next()) {
      byte[] unique = sightings.matchKey();
      Key key = sightings.key();
      if (unique == null || key == null) {
        continue;
      } else if (sightings.observed() instanceof Observed.OutOfScope) {
        outside.put(key, ByteBuffer.wrap(unique));
      } else {
        take.accept(ByteBuffer.wrap(unique), key);
      }
    }
    // What is out of scope is nobody's namesake, unless it is linked.
    store
        .links(task.id(), side, outside.keySet())
        .keySet()
        .forEach(key -> take.accept(Objects.requireNonNull(outside.get(key)), key));
  }
}
