package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.LinkMove;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One record through all keys that it has and had on both sides, and what the journal holds of it.
 *
 * <p>It is followed from the present back. Its keys now are those of its link; earlier ones are
 * told by the link's moves, where users changed a key, and by the journal's entries, each of which
 * names the keys of both sides at its time. What was written under an earlier key after the record
 * had left it is another record's, which came later.
 */
public final class Biography {
  /** Later than any batch: a key that the record still has. */
  private static final long NOW = Long.MAX_VALUE;

  private final StateStore store;
  private final Task task;
  private final BiConsumer<JournalBatch, JournalEntry> sink;

  /** Where the record was, and what may have been written to it there. */
  private final Map<Place, Span> places = new LinkedHashMap<>();

  private final Deque<Reached> next = new ArrayDeque<>();
  private final Set<LinkMove> moves = new LinkedHashSet<>();
  private final Set<String> told = new HashSet<>();

  private record Place(Side side, Key key) {}

  /** A place where the record was when a batch was written, or is now. */
  private record Reached(Place place, long until) {}

  /** Batches after one, until another. */
  private record Span(long after, long until) {
    Span with(Span other) {
      return new Span(Math.min(after, other.after), Math.max(until, other.until));
    }
  }

  private Biography(StateStore store, Task task, BiConsumer<JournalBatch, JournalEntry> sink) {
    this.store = store;
    this.task = task;
    this.sink = sink;
  }

  /**
   * Follows a record.
   *
   * @param key a key that it has on that side, or had and nobody has now
   * @param sink is given each entry of it once, in no order
   */
  public static Biography of(
      StateStore store,
      Task task,
      Side side,
      Key key,
      BiConsumer<JournalBatch, JournalEntry> sink) {
    Biography biography = new Biography(store, task, sink);
    biography.reach(new Place(side, key), NOW);
    while (!biography.next.isEmpty()) {
      Reached reached = biography.next.remove();
      biography.look(reached.place, reached.until);
    }
    return biography;
  }

  /** Its keys on a side, later ones mostly first. */
  public Set<Key> keys(Side side) {
    Set<Key> keys = new LinkedHashSet<>();
    places.keySet().stream().filter(p -> p.side() == side).forEach(p -> keys.add(p.key()));
    return keys;
  }

  /** The moves of its link. */
  Set<LinkMove> moves() {
    return moves;
  }

  private void reach(Place place, long until) {
    Span known = places.get(place);
    if (known == null || until <= known.after || until > known.until) {
      next.add(new Reached(place, until));
    }
  }

  private void look(Place place, long until) {
    Side side = place.side();
    Link link =
        until == NOW ? store.links(task.id(), side, List.of(place.key())).get(place.key()) : null;
    if (link != null) {
      reach(new Place(side.other(), link.key(side.other())), NOW);
    }
    // Of a key that nobody has now it is not known where its record went: all ways are followed.
    boolean lost = until == NOW && link == null;
    List<LinkMove> touching = store.moves(task.id(), side, place.key());
    Span tenure = new Span(lost ? -1 : before(touching, until), until);
    Span span = places.merge(place, tenure, Span::with);
    for (LinkMove move : touching) {
      boolean arrived = move.after().equals(place.key());
      if (lost || arrived && span.after <= move.batch() && move.batch() <= span.until) {
        moves.add(move);
        reach(
            new Place(side, arrived ? move.before() : move.after()), arrived ? move.batch() : NOW);
      }
    }
    store.journal(
        task.id(),
        side,
        place.key(),
        batch -> {
          if (span.after < batch.id() && batch.id() <= span.until) {
            batch.entries().forEach(entry -> take(place, batch, entry, lost ? NOW : batch.id()));
          }
        });
  }

  /** The last batch before whoever had the key until then came to it; -1 if none is known. */
  private static long before(List<LinkMove> touching, long until) {
    return touching.stream().mapToLong(LinkMove::batch).filter(b -> b < until).max().orElse(-1);
  }

  private void take(Place place, JournalBatch batch, JournalEntry entry, long until) {
    List<Place> of = places(batch.side(), entry);
    if (of.contains(place)) {
      of.forEach(p -> reach(p, until));
      if (told.add(batch.id() + " " + entry.operation())) {
        sink.accept(batch, entry);
      }
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
}
