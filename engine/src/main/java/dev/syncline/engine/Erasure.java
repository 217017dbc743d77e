package dev.syncline.engine;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Erases the values of one record from the journal and from what is said of it in the due set. That
 * something was done under its keys, when, and by which rule stays: links and what guards against
 * writing twice rest on it.
 */
public final class Erasure {
  private static final String MESSAGE =
      "why it is due is erased; if it still is, the next run that looks at it says why";

  private final StateStore store;
  private final Task task;

  /** Keys of a record on each side. */
  private final BySide<Set<Key>> keys = BySide.of(side -> new LinkedHashSet<>());

  private final Map<Long, Side> batches = new LinkedHashMap<>();
  private final Set<String> entries = new LinkedHashSet<>();
  private final Set<Long> runs = new TreeSet<>();
  private final List<Due> due = new ArrayList<>();
  private boolean open;

  private record Place(Side side, Key key) {}

  private Erasure(StateStore store, Task task) {
    this.store = store;
    this.task = task;
  }

  /**
   * Finds all that is remembered of a record: under this key, under that of its counterpart, and
   * under those that either had before, as far as the journal tells. Changes nothing.
   */
  public static Erasure of(StateStore store, Task task, Side side, Key key) {
    Erasure erasure = new Erasure(store, task);
    erasure.follow(new Place(side, key));
    store.due(
        task.id(),
        d -> {
          if (erasure.keys.on(d.side()).contains(d.key()) && !d.message().equals(MESSAGE)) {
            erasure.due.add(d);
          }
        });
    return erasure;
  }

  private void follow(Place first) {
    Deque<Place> next = new ArrayDeque<>(List.of(first));
    while (!next.isEmpty()) {
      Place place = next.remove();
      if (!keys.on(place.side()).add(place.key())) {
        continue;
      }
      Link link = store.links(task.id(), place.side(), List.of(place.key())).get(place.key());
      if (link != null) {
        next.add(new Place(place.side().other(), link.key(place.side().other())));
      }
      store.journal(
          task.id(),
          place.side(),
          place.key(),
          batch -> {
            for (JournalEntry entry : batch.entries()) {
              List<Place> of = places(batch.side(), entry);
              if (of.contains(place)) {
                next.addAll(of);
                take(batch, entry);
              }
            }
          });
    }
  }

  /** The keys of an entry; an update may have changed that of the row it wrote. */
  private List<Place> places(Side written, JournalEntry entry) {
    List<Place> places = new ArrayList<>();
    add(places, Side.SOURCE, entry.source());
    add(places, Side.TARGET, entry.target());
    add(places, written, key(written, entry, entry.before()));
    add(places, written, key(written, entry, entry.after()));
    return places;
  }

  private static void add(List<Place> places, Side side, @Nullable Key key) {
    if (key != null) {
      places.add(new Place(side, key));
    }
  }

  private @Nullable Key key(Side side, JournalEntry entry, @Nullable Object @Nullable [] image) {
    List<String> identity = task.schema(side).identity();
    Object[] parts = new Object[identity.size()];
    for (int i = 0; i < parts.length; i++) {
      int column = entry.columns().indexOf(identity.get(i));
      Object part = image == null || column < 0 ? null : image[column];
      if (part == null) {
        return null;
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }

  private void take(JournalBatch batch, JournalEntry entry) {
    if (batch.open()) {
      open = true;
    } else if (entry.isErasable(kept(batch.side()))) {
      batches.put(batch.id(), batch.side());
      runs.add(batch.run());
      entries.add(batch.id() + " " + entry.operation());
    }
  }

  private Predicate<String> kept(Side side) {
    return task.schema(side).identity()::contains;
  }

  /** The keys under which it is remembered; they stay. */
  public Set<Key> keys(Side side) {
    return keys.on(side);
  }

  /** How many entries of the journal hold something of it. */
  public int entries() {
    return entries.size();
  }

  /** The runs that wrote them. */
  public Set<Long> runs() {
    return runs;
  }

  /** How many messages of the due set are about it. */
  public int messages() {
    return due.size();
  }

  /** Whether nothing is remembered of its values. */
  public boolean isNothing() {
    return entries.isEmpty() && due.isEmpty();
  }

  /** Whether a write of it is under way, of which it is not known what became. */
  public boolean open() {
    return open;
  }

  /** Erases it. Not while it is {@link #open}. */
  public void perform() {
    try (StateStore.Change change = store.begin()) {
      batches.forEach(
          (batch, side) ->
              change.erase(
                  batch,
                  entry ->
                      places(side, entry).stream()
                          .anyMatch(p -> keys.on(p.side()).contains(p.key())),
                  kept(side)));
      change.putDue(
          due.stream()
              .map(
                  d ->
                      new Due(
                          d.task(),
                          d.side(),
                          d.key(),
                          d.reason(),
                          MESSAGE,
                          d.attempts(),
                          d.sinceMillis(),
                          d.seen()))
              .toList());
      change.commit();
    }
    store.scrub();
  }
}
