package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What both systems noted since a copy of the state store was made that was put back: which
 * operations were applied, to which rows, and what they made both sides agree on. The store learns
 * from it which records belong together that were created since, and how far bases had come.
 *
 * <p>Everything that grows with the number of notes is sorted outside of memory.
 */
public final class LaterNotes implements AutoCloseable {
  private static final long MEMORY = 8L << 20;

  /** So many links are looked up at a time. */
  private static final int CHUNK = 1_000;

  private final StateStore store;
  private final Path temp;

  /** By operation: the key of the row that it wrote. */
  private final Map<Place, KeySorter> operations = new HashMap<>();

  /** By the key of the row that was written: the batch and what it made both sides agree on. */
  private final Map<Place, KeySorter> agreed = new HashMap<>();

  /** A side of a task, which was written. */
  private record Place(int task, Side side) {}

  private LaterNotes(StateStore store, Path temp) {
    this.store = store;
    this.temp = temp;
  }

  /**
   * The last batch that a store knows of while both systems know of later ones; empty where it is
   * up to date.
   */
  public static OptionalLong since(Ends ends, StateStore store, int sync) {
    OptionalLong before = store.notesSince(sync);
    return before.isPresent() || latest(ends, store) == store.lastBatch()
        ? before
        : OptionalLong.of(store.lastBatch());
  }

  /** Makes sure that a store which was put back remembers that it has to learn what is noted. */
  public static void notice(Ends ends, StateStore store, int sync) {
    long known = store.lastBatch();
    long latest = latest(ends, store);
    if (latest > known) {
      try (StateStore.Change change = store.begin()) {
        change.putBack(sync, known, latest);
        change.commit();
      }
    }
  }

  private static long latest(Ends ends, StateStore store) {
    long latest = store.lastBatch();
    for (Side side : Side.values()) {
      latest = Math.max(latest, ends.on(side).latestBatch(store.id(), latest));
    }
    return latest;
  }

  /** Reads what is noted of a sync in later batches than {@code since}. */
  public static LaterNotes read(Ends ends, StateStore store, int sync, long since, Path temp) {
    LaterNotes notes = new LaterNotes(store, temp);
    try {
      for (Side side : Side.values()) {
        ends.on(side)
            .noted(
                store.id(),
                sync,
                since,
                noted -> {
                  Place place = new Place(noted.task(), side);
                  byte[] written = noted.applied().written().bytes();
                  notes.sorter(notes.operations, place).add(bytes(noted.operation()), written);
                  byte[] note = noted.applied().note();
                  if (note.length > 0) {
                    byte[] numbered =
                        ByteBuffer.allocate(Long.BYTES + note.length)
                            .putLong(noted.batch())
                            .put(note)
                            .array();
                    notes.sorter(notes.agreed, place).add(written, numbered);
                  }
                });
      }
      return notes;
    } catch (RuntimeException e) {
      notes.close();
      throw e;
    }
  }

  private KeySorter sorter(Map<Place, KeySorter> sorters, Place place) {
    return sorters.computeIfAbsent(place, p -> new KeySorter(temp, MEMORY));
  }

  private static byte[] bytes(String operation) {
    return operation.getBytes(StandardCharsets.US_ASCII);
  }

  /** Operations that may have been applied, each of some record. */
  public interface Asked {
    /** Names one. */
    void of(String operation, Key record);
  }

  /**
   * Of operations on a side of a task those that are noted. Once only for each side.
   *
   * @param asks names operations, with a key of the record that each is of
   * @param each takes that key and the key of the row that was written
   */
  public void written(Task task, Side side, Consumer<Asked> asks, BiConsumer<Key, Key> each) {
    KeySorter noted = operations.remove(new Place(task.id(), side));
    if (noted == null) {
      return;
    }
    try (KeySorter asked = new KeySorter(temp, MEMORY)) {
      asks.accept((operation, record) -> asked.add(bytes(operation), record.bytes()));
      try (KeySorter.Cursor a = asked.sorted();
          KeySorter.Cursor n = noted.sorted()) {
        boolean more = n.next();
        while (more && a.next()) {
          byte[] operation = a.key();
          while (more && Arrays.compareUnsigned(n.key(), operation) < 0) {
            more = n.next();
          }
          if (more && Arrays.equals(n.key(), operation)) {
            each.accept(Key.fromBytes(a.payload()), Key.fromBytes(n.payload()));
          }
        }
      }
    }
  }

  /** Brings the bases of a task's links to what was agreed on since. */
  public void advance(Task task, Rebase rebase) {
    try (KeySorter byLink = new KeySorter(temp, MEMORY)) {
      for (Side side : Side.values()) {
        KeySorter notes = agreed.remove(new Place(task.id(), side));
        if (notes != null) {
          groups(
              notes,
              some ->
                  store
                      .links(task.id(), side, some.keySet())
                      .forEach(
                          (key, link) ->
                              Objects.requireNonNull(some.get(key))
                                  .forEach(note -> byLink.add(link.source().bytes(), note))));
        }
      }
      groups(byLink, some -> advance(task, rebase, some));
    }
  }

  private void advance(Task task, Rebase rebase, Map<Key, List<byte[]>> notes) {
    try (StateStore.Change change = store.begin()) {
      List<Link> advanced = new ArrayList<>();
      change
          .links(task.id(), Side.SOURCE, notes.keySet())
          .forEach(
              (source, link) -> {
                List<byte[]> inOrder = Objects.requireNonNull(notes.get(source));
                inOrder.sort(Comparator.comparingLong(note -> ByteBuffer.wrap(note).getLong()));
                Base base = rebase.of(link.base());
                for (byte[] note : inOrder) {
                  Base delta = Base.unpack(Arrays.copyOfRange(note, Long.BYTES, note.length));
                  if (delta.layout() == rebase.layout()) {
                    base = Delta.advance(base, delta);
                  }
                }
                advanced.add(
                    new Link(
                        source,
                        link.target(),
                        base,
                        link.revision() + inOrder.size(),
                        link.incarnation()));
              });
      change.advanceLinks(task.id(), advanced);
      change.commit();
    }
  }

  /** Gives what was sorted by keys, some keys at a time. */
  private static void groups(KeySorter sorter, Consumer<Map<Key, List<byte[]>>> each) {
    Map<Key, List<byte[]>> some = new HashMap<>();
    try (KeySorter.Cursor cursor = sorter.sorted()) {
      byte @Nullable [] previous = null;
      Key key = null;
      while (cursor.next()) {
        if (key == null || !Arrays.equals(previous, cursor.key())) {
          if (some.size() == CHUNK) {
            each.accept(some);
            some = new HashMap<>();
          }
          previous = cursor.key();
          key = Key.fromBytes(previous);
        }
        some.computeIfAbsent(key, k -> new ArrayList<>()).add(cursor.payload());
      }
    }
    if (!some.isEmpty()) {
      each.accept(some);
    }
  }

  @Override
  public void close() {
    operations.values().forEach(KeySorter::close);
    agreed.values().forEach(KeySorter::close);
  }
}
