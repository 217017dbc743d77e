package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one side once, or some of its records, and compares them with the links: which linked
 * records changed or are gone, and which rows have no link. Memory does not grow with the number of
 * rows.
 *
 * <p>Rows and links are merged in key order. When the system does not return rows in that order,
 * they are sorted here first.
 */
final class SideSurvey implements AutoCloseable {
  private static final long MEMORY = 48L << 20;
  private static final int BATCH = 1_000;

  private final Task task;
  private final Side side;
  private final int layout;
  private final StateStore store;
  private final Connector connector;
  private final Fingerprinter fingerprinter;
  private final SightingStream.ParentLookup parents;
  private final Path temp;
  private final Progress progress;
  private final boolean matching;

  /** Keys of linked records that changed or are gone. */
  KeySorter due;

  /** Source keys of the same where their links were at hand. */
  KeySorter dueLinks;

  /** Rows of the same. */
  final KeptRows kept;

  /** Keys of records that are known to have been given another. */
  private Set<Key> settled = Set.of();

  /** Unlinked rows by unique key. */
  KeySorter fresh;

  /** Unlinked rows without a usable unique key, by key. */
  KeySorter keyless;

  long rows;
  long freshRows;
  long keylessRows;
  long dueRows;

  /** How many keys there are, where all were read beside some of the rows; else -1. */
  long keys = -1;

  SideSurvey(
      Task task,
      Side side,
      int layout,
      StateStore store,
      Connector connector,
      SightingStream.ParentLookup parents,
      Path temp,
      Progress progress,
      boolean matching,
      KeptRows kept) {
    this.task = task;
    this.kept = kept;
    this.side = side;
    this.layout = layout;
    this.store = store;
    this.connector = connector;
    this.fingerprinter = store.fingerprinter();
    this.parents = parents;
    this.temp = temp;
    this.progress = progress;
    this.matching = matching;
    this.due = new KeySorter(temp, MEMORY);
    this.dueLinks = new KeySorter(temp, MEMORY);
    this.fresh = new KeySorter(temp, MEMORY);
    this.keyless = new KeySorter(temp, MEMORY);
  }

  /** Whether the side holds nothing. */
  boolean isEmpty() {
    Shape least = SightingStream.keys(task, side);
    try (Connector.RowStream rows =
        connector.read(least == null ? task.shape(side) : least, Connector.Order.ANY)) {
      return rows.next() == null;
    }
  }

  /**
   * Reads the side before anything is linked.
   *
   * @param alone whether its rows will meet nothing to be compared with: then their keys will do
   */
  void readUnlinked(boolean alone) {
    Shape keys = alone ? SightingStream.keys(task, side) : null;
    Shape shape = keys == null ? task.shape(side) : keys;
    try (Connector.RowStream stream = connector.read(shape, Connector.Order.ANY)) {
      SightingStream sightings =
          new SightingStream(task, side, shape, stream, fingerprinter, parents);
      while (sightings.next()) {
        counted();
        byte[] key = key(sightings).bytes();
        Sighting sighting = keys == null ? sighting(key, sightings) : keysOnly(key, sightings);
        unlinked(matching ? sightings.matchKey() : null, sighting);
      }
    }
  }

  private static Sighting keysOnly(byte[] key, SightingStream sightings) {
    boolean flaw = sightings.flawed();
    return new Sighting(
        key, false, flaw, flaw ? new long[0] : sightings.uniquePrints(), new byte[0][]);
  }

  /**
   * Reads the side, or what is to be looked at of it, and compares it with its links.
   *
   * @param settled keys of records that are known to have been given another
   */
  void read(Look look, Set<Key> settled) {
    this.settled = settled;
    if (look.whole()) {
      readAll();
      store.links(task.id(), side, look.due()).keySet().forEach(key -> isDue(key.bytes()));
    } else {
      readSome(look);
    }
  }

  private void readSome(Look look) {
    Set<Key> again = Set.copyOf(look.due());
    Set<Key> asked = look.keys();
    asked.removeAll(settled);
    List<Key> keys = List.copyOf(asked);
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Key> batch = keys.subList(from, Math.min(from + BATCH, keys.size()));
      Map<Key, Link> links = store.links(task.id(), side, batch);
      Map<Key, Link> gone = new HashMap<>(links);
      SightingStream sightings =
          new SightingStream(
              task,
              side,
              task.shape(side),
              KeyLookup.stream(connector.fetch(task.shape(side), batch)),
              fingerprinter,
              parents);
      while (sightings.next()) {
        counted();
        Key key = key(sightings);
        Link link = links.get(key);
        if (link == null) {
          unlinked(key.bytes(), sightings);
        } else {
          gone.remove(key);
          long print = sightings.flawed() ? 0 : Base.combine(sightings.prints());
          if (link.base().layout() != layout
              || print == 0
              || again.contains(key)
              || link.base().rowFingerprint(side) != print) {
            isDue(link);
            kept.keep(key, sightings.row());
          }
        }
      }
      gone.values().forEach(this::isDue);
    }
    if (look.gone()) {
      readKeys();
    }
  }

  /** Looks for linked records whose keys are gone. */
  private void readKeys() {
    Shape shape = task.schema(side).shape(task.schema(side).identity());
    keys = 0;
    try (KeySorter sorter = new KeySorter(temp, MEMORY)) {
      try (Connector.RowStream stream = connector.read(shape, Connector.Order.ANY)) {
        for (Row row = stream.next(); row != null; row = stream.next()) {
          Key key = row.key();
          if (key == null) {
            throw keyless();
          }
          sorter.add(key.bytes(), new byte[0]);
          if ((++keys & 0x3FF) == 0) {
            progress.advance(0x400);
          }
        }
      }
      try (StateStore.LinkScan links = store.scan(task.id(), side);
          KeySorter.Cursor sorted = sorter.sorted()) {
        LinkCursor link = new LinkCursor(links);
        while (sorted.next()) {
          link.absentBefore(sorted.key());
          if (link.is(sorted.key())) {
            link.advance();
          }
        }
        link.absentBefore(null);
      }
    }
  }

  private void readAll() {
    try {
      merge(Connector.Order.KEY);
    } catch (OutOfOrder e) {
      close();
      rows = freshRows = keylessRows = dueRows = 0;
      due = new KeySorter(temp, MEMORY);
      dueLinks = new KeySorter(temp, MEMORY);
      fresh = new KeySorter(temp, MEMORY);
      keyless = new KeySorter(temp, MEMORY);
      sortThenMerge();
    }
  }

  private void merge(Connector.Order order) throws OutOfOrder {
    try (Connector.RowStream stream = connector.read(task.shape(side), order);
        StateStore.LinkScan links = store.scan(task.id(), side)) {
      SightingStream sightings =
          new SightingStream(task, side, task.shape(side), stream, fingerprinter, parents);
      LinkCursor link = new LinkCursor(links);
      byte[] previous = new byte[0];
      while (sightings.next()) {
        byte[] key = key(sightings).bytes();
        if (Arrays.compareUnsigned(previous, key) >= 0) {
          throw new OutOfOrder();
        }
        previous = key;
        counted();
        link.absentBefore(key);
        if (link.is(key)) {
          long print = sightings.flawed() ? 0 : Base.combine(sightings.prints());
          linked(key, print, link.links);
          link.advance();
        } else {
          unlinked(key, sightings);
        }
      }
      link.absentBefore(null);
    }
  }

  /** The same when rows come in any order: their sightings are sorted by key before the merge. */
  private void sortThenMerge() {
    try (KeySorter sorter = new KeySorter(temp, MEMORY)) {
      try (Connector.RowStream stream = connector.read(task.shape(side), Connector.Order.ANY)) {
        SightingStream sightings =
            new SightingStream(task, side, task.shape(side), stream, fingerprinter, parents);
        while (sightings.next()) {
          counted();
          byte[] key = key(sightings).bytes();
          sorter.add(
              key, Keyed.pack(matching ? sightings.matchKey() : null, sighting(key, sightings)));
        }
      }
      try (StateStore.LinkScan links = store.scan(task.id(), side);
          KeySorter.Cursor sorted = sorter.sorted()) {
        LinkCursor link = new LinkCursor(links);
        while (sorted.next()) {
          Keyed keyed = Keyed.unpack(sorted.payload());
          byte[] key = keyed.sighting().key();
          link.absentBefore(key);
          if (link.is(key)) {
            linked(
                key, keyed.sighting().flaw() ? 0 : Base.combine(keyed.sighting().prints()), links);
            link.advance();
          } else {
            unlinked(keyed.matchKey(), keyed.sighting());
          }
        }
        link.absentBefore(null);
      }
    }
  }

  private void linked(byte[] key, long print, StateStore.LinkScan links) {
    if (links.layout() != layout || print == 0 || links.fingerprint() != print) {
      isDue(key);
    }
  }

  private void isDue(byte[] key) {
    if (!isSettled(key)) {
      dueRows++;
      due.add(key, new byte[0]);
    }
  }

  private void isDue(Link link) {
    if (!settled.contains(link.key(side))) {
      dueRows++;
      dueLinks.add(link.source().bytes(), new byte[0]);
    }
  }

  private boolean isSettled(byte[] key) {
    return !settled.isEmpty() && settled.contains(Key.fromBytes(key));
  }

  private void unlinked(byte[] key, SightingStream sightings) {
    unlinked(matching ? sightings.matchKey() : null, sighting(key, sightings));
  }

  private void unlinked(byte @Nullable [] matchKey, Sighting sighting) {
    if (isSettled(sighting.key())) {
      return;
    }
    if (matchKey == null) {
      keylessRows++;
      keyless.add(sighting.key(), sighting.pack());
    } else {
      freshRows++;
      fresh.add(matchKey, sighting.pack());
    }
  }

  static Sighting sighting(byte[] key, SightingStream sightings) {
    boolean flaw = sightings.flawed();
    return new Sighting(
        key, false, flaw, flaw ? new long[0] : sightings.prints(), sightings.parentKeys());
  }

  private Key key(SightingStream sightings) {
    Key key = sightings.key();
    if (key == null) {
      throw keyless();
    }
    return key;
  }

  private ConnectorException keyless() {
    return new ConnectorException(
        ConnectorException.Kind.FAILED,
        connector.name()
            + ": "
            + task.schema(side).name()
            + " has a row whose key has a null or an "
            + "unreadable part, so it cannot be told apart. Give every row a key.",
        null);
  }

  private void counted() {
    rows++;
    if ((rows & 0x3FF) == 0) {
      progress.advance(0x400);
    }
  }

  @Override
  public void close() {
    due.close();
    dueLinks.close();
    fresh.close();
    keyless.close();
  }

  /** A cursor over the links that reports those which no row belongs to. */
  private final class LinkCursor {
    private final StateStore.LinkScan links;
    private boolean more;

    LinkCursor(StateStore.LinkScan links) {
      this.links = links;
      this.more = links.next();
    }

    /** Reports links before {@code key} (all that are left when it is null) as due: gone here. */
    void absentBefore(byte @Nullable [] key) {
      while (more && (key == null || Arrays.compareUnsigned(links.key(), key) < 0)) {
        isDue(links.key());
        more = links.next();
      }
    }

    boolean is(byte[] key) {
      return more && Arrays.equals(links.key(), key);
    }

    void advance() {
      more = links.next();
    }
  }

  /** The system did not return rows in key order. */
  private static final class OutOfOrder extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfOrder() {
      super(null, null, false, false);
    }
  }
}
