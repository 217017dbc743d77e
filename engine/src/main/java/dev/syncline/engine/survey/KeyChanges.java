package dev.syncline.engine.survey;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds links of which a system says that it gave a record another key: linked under a key that is
 * gone, and there under one that has no link. A link follows only when its other side is the record
 * that it was made for, for keys are used again; anything else (keys that were exchanged, say) is
 * decided by what is there now.
 */
final class KeyChanges {
  private final Task task;
  private final Ends ends;
  private final StateStore store;

  KeyChanges(Task task, Ends ends, StateStore store) {
    this.task = task;
    this.ends = ends;
    this.store = store;
  }

  /** The links whose records have other keys by now. */
  List<Survey.Moved> among(BySide<Look> looks) {
    BySide<Map<Key, Change>> found = BySide.of(side -> found(side, looks.on(side).moved()));
    Set<Key> links = new LinkedHashSet<>(found.source().keySet());
    links.addAll(found.target().keySet());
    List<Survey.Moved> moved = new ArrayList<>();
    for (Key source : links) {
      Change onSource = found.source().get(source);
      Change onTarget = found.target().get(source);
      if (onSource != null && onTarget != null) {
        moved.add(new Survey.Moved(onSource.link, onSource.key, onTarget.key));
      } else if (onSource != null && isSame(onSource.link, Side.TARGET, looks.target())) {
        moved.add(new Survey.Moved(onSource.link, onSource.key, onSource.link.target()));
      } else if (onTarget != null && isSame(onTarget.link, Side.SOURCE, looks.source())) {
        moved.add(new Survey.Moved(onTarget.link, onTarget.link.source(), onTarget.key));
      }
    }
    return moved;
  }

  /** A link and the key that a side gave its record. */
  private record Change(Link link, Key key) {}

  private Map<Key, Change> found(Side side, Map<Key, Key> changed) {
    if (changed.isEmpty()) {
      return Map.of();
    }
    Set<Key> both = new LinkedHashSet<>(changed.keySet());
    both.addAll(changed.values());
    Map<Key, Link> links = store.links(task.id(), side, both);
    Set<Key> there = new HashSet<>();
    for (Row row :
        ends.on(side).fetch(task.schema(side).shape(task.schema(side).identity()), both)) {
      Key key = row.key();
      if (key != null) {
        there.add(key);
      }
    }
    Map<Key, Change> found = new LinkedHashMap<>();
    changed.forEach(
        (before, after) -> {
          Link link = links.get(before);
          if (link != null
              && !there.contains(before)
              && there.contains(after)
              && !links.containsKey(after)) {
            found.put(link.source(), new Change(link, after));
          }
        });
    return found;
  }

  /** Whether a side of a link is still the record that was linked, as far as can be told. */
  private boolean isSame(Link link, Side side, Look look) {
    if (!look.whole()) {
      return !look.left().contains(link.key(side));
    }
    Fingerprints fingerprints = new Fingerprints(task, store.fingerprinter());
    return ends.on(side).fetch(task.shape(side), List.of(link.key(side))).stream()
        .anyMatch(
            row ->
                switch (task.scope(side).observe(row)) {
                  case Observed.Present p ->
                      fingerprints.row(side, row) == link.base().rowFingerprint(side);
                  case Observed.OutOfScope o -> link.base().isOutside(side);
                  case Observed.Unreadable u -> false;
                  case Observed.Absent a -> false;
                });
  }
}
