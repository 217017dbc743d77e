package dev.syncline.engine.survey;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.KeyFault;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.AtOnce;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** Enough for two million links. */
  private static final long AGREED_MEMORY = 64L << 20;

  private static final int BATCH = 1_000;

  /** So many are worth a thread. */
  private static final int MANY = 200;

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
  private final boolean parallel;

  /** A system may leave out rows that are out of scope; then linked ones of them do not come. */
  private final Narrowing narrowing;

  /** Keys of linked records that changed or are gone. */
  KeySorter due;

  /** Source keys of the same where their links were at hand. */
  KeySorter dueLinks;

  /** Rows of the same. */
  final KeptRows kept;

  /** Whether linked rows are to be looked at whatever became of them. */
  private boolean everything;

  /** Keys of records that are known to have been given another. */
  private Set<Key> settled = Set.of();

  /** Unlinked rows by unique key. */
  KeySorter fresh;

  /** Unlinked rows without a usable unique key, by key. */
  KeySorter keyless;

  /** Rows in scope. */
  long rows;

  /** Rows out of scope. */
  long outside;

  long freshRows;
  long keylessRows;
  long dueRows;

  /** Linked rows in scope that are not as their links say. */
  long changedRows;

  /**
   * Linked rows that were there and in scope when they were last looked at, and are not any more.
   */
  long removedRows;

  /** Linked rows that are back. */
  long returnedRows;

  /** All keys of a model that is not compared with links: only they tell whether one came twice. */
  private final @Nullable KeySorter keysRead;

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
      boolean parallel,
      KeptRows kept) {
    this.task = task;
    this.parallel = parallel;
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
    this.narrowing = task.scope(side).narrowing();
    this.due = new KeySorter(temp, MEMORY);
    this.dueLinks = new KeySorter(temp, MEMORY);
    this.fresh = new KeySorter(temp, MEMORY);
    this.keyless = new KeySorter(temp, MEMORY);
    this.keysRead = task.schema(side).isModel() ? new KeySorter(temp, MEMORY) : null;
  }

  /** Linked rows are to be looked at whatever became of them. */
  void everything() {
    everything = true;
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
    try (Connector.RowStream stream = connector.read(shape, Connector.Order.ANY, narrowing)) {
      SightingStream sightings =
          new SightingStream(task, side, shape, stream, fingerprinter, parents);
      while (sightings.next()) {
        if (keysRead != null) {
          keysRead.add(key(sightings).bytes(), new byte[0]);
        }
        if (!counted(sightings)) {
          continue;
        }
        byte[] key = key(sightings).bytes();
        Sighting sighting = keys == null ? sighting(key, sightings) : keysOnly(key, sightings);
        unlinked(matching ? sightings.matchKey() : null, sighting);
      }
    }
    requireEachOnce();
  }

  private void requireEachOnce() {
    if (keysRead == null) {
      return;
    }
    byte[] previous = new byte[0];
    try (KeySorter.Cursor sorted = keysRead.sorted()) {
      while (sorted.next()) {
        previous = another(previous, sorted.key());
      }
    }
  }

  /** A key that comes in order behind another; a model may give one twice. */
  private byte[] another(byte[] previous, byte[] key) {
    if (task.schema(side).isModel() && Arrays.equals(previous, key)) {
      throw KeyFault.twice(connector.name(), task.schema(side), Key.fromBytes(key));
    }
    return key;
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
      Map<Key, Link> links = new HashMap<>();
      List<Row> read = new ArrayList<>();
      new AtOnce(Progress.NONE)
          .run(
              parallel && batch.size() >= MANY,
              () -> links.putAll(store.links(task.id(), side, batch)),
              () -> read.addAll(connector.fetch(task.shape(side), batch)));
      Map<Key, Link> gone = new HashMap<>(links);
      SightingStream sightings =
          new SightingStream(
              task, side, task.shape(side), KeyLookup.stream(read), fingerprinter, parents);
      while (sightings.next()) {
        boolean inScope = counted(sightings);
        Key key = key(sightings);
        Link link = links.get(key);
        if (link == null) {
          if (inScope) {
            unlinked(key.bytes(), sightings);
          }
        } else {
          gone.remove(key);
          long print = print(sightings, inScope);
          long known = link.base().rowFingerprint(side);
          compared(link.base().layout(), known, print);
          if (again.contains(key) || isChanged(link.base().layout(), known, print)) {
            isDue(link);
            kept.keep(key, sightings.row());
          }
        }
      }
      for (Link link : gone.values()) {
        gone(link.base().rowFingerprint(side));
        isDue(link);
      }
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
        LinkCursor link = new LinkCursor(links, AsAgreed.nothing(store));
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
    if (task.schema(side).isModel()) {
      sortThenMerge(); // read in its own order it might have to be asked twice
      return;
    }
    try {
      merge(Connector.Order.KEY);
    } catch (OutOfOrder e) {
      close();
      rows = outside = freshRows = keylessRows = dueRows = 0;
      changedRows = removedRows = returnedRows = 0;
      due = new KeySorter(temp, MEMORY);
      dueLinks = new KeySorter(temp, MEMORY);
      fresh = new KeySorter(temp, MEMORY);
      keyless = new KeySorter(temp, MEMORY);
      sortThenMerge();
    }
  }

  private void merge(Connector.Order order) throws OutOfOrder {
    try (Connector.RowStream stream = connector.read(task.shape(side), order, narrowing);
        StateStore.LinkScan links = store.scan(task.id(), side)) {
      SightingStream sightings =
          new SightingStream(task, side, task.shape(side), stream, fingerprinter, parents);
      LinkCursor link = new LinkCursor(links, AsAgreed.nothing(store));
      byte[] previous = new byte[0];
      while (sightings.next()) {
        byte[] key = key(sightings).bytes();
        if (Arrays.compareUnsigned(previous, key) >= 0) {
          throw new OutOfOrder();
        }
        previous = key;
        boolean inScope = counted(sightings);
        link.absentBefore(key);
        if (link.is(key)) {
          linked(key, print(sightings, inScope), link.links);
          link.advance();
        } else if (inScope) {
          unlinked(key, sightings);
        }
      }
      link.absentBefore(null);
    }
  }

  /**
   * The same when rows come in any order: what is not as agreed on is sorted by key before the
   * merge.
   */
  private void sortThenMerge() {
    AsAgreed agreed =
        everything
            ? AsAgreed.nothing(store)
            : AsAgreed.of(store, task.id(), side, layout, AGREED_MEMORY);
    try (KeySorter sorter = new KeySorter(temp, MEMORY)) {
      try (Connector.RowStream stream =
          connector.read(task.shape(side), Connector.Order.ANY, narrowing)) {
        SightingStream sightings =
            new SightingStream(task, side, task.shape(side), stream, fingerprinter, parents);
        while (sightings.next()) {
          Sighting sighting =
              counted(sightings)
                  ? sighting(key(sightings).bytes(), sightings)
                  : Sighting.outside(key(sightings).bytes());
          if (!agreed.meets(sighting.key(), sighting.print())) {
            byte[] match = matching ? sightings.matchKey() : null;
            sorter.add(sighting.key(), Keyed.pack(match, sighting));
          }
        }
      }
      if (sorter.size() == 0 && agreed.hasMetAll()) {
        return;
      }
      try (StateStore.LinkScan links = store.scan(task.id(), side);
          KeySorter.Cursor sorted = sorter.sorted()) {
        LinkCursor link = new LinkCursor(links, agreed);
        byte[] key = new byte[0];
        while (sorted.next()) {
          Keyed keyed = Keyed.unpack(sorted.payload());
          key = another(key, keyed.sighting().key());
          link.absentBefore(key);
          if (link.is(key)) {
            if (agreed.hasMet(key)) {
              another(key, key);
            } else {
              linked(key, keyed.sighting().print(), links);
            }
            link.advance();
          } else if (!keyed.sighting().isOutside()) {
            unlinked(keyed.matchKey(), keyed.sighting());
          }
        }
        link.absentBefore(null);
      }
    }
  }

  /** One number for what a linked row holds, as {@link Base#rowFingerprint}. */
  private static long print(SightingStream sightings, boolean inScope) {
    if (!inScope) {
      return Base.OUTSIDE;
    }
    return sightings.flawed() ? 0 : Base.combine(sightings.prints());
  }

  private void linked(byte[] key, long print, StateStore.LinkScan links) {
    compared(links.layout(), links.fingerprint(), print);
    if (everything || isChanged(links.layout(), links.fingerprint(), print)) {
      isDue(key);
    }
  }

  /** Counts what became of a linked row that is there. */
  private void compared(int layoutThen, long known, long print) {
    boolean wasAway = known == Base.OUTSIDE || known == Base.GONE;
    if (print == Base.OUTSIDE) {
      removedRows += wasAway ? 0 : 1;
    } else if (wasAway) {
      returnedRows++;
    } else if (isChanged(layoutThen, known, print)) {
      changedRows++;
    }
  }

  /** Counts what became of a linked row that is not. */
  private void gone(long known) {
    removedRows += known == Base.OUTSIDE || known == Base.GONE ? 0 : 1;
  }

  /** What there is to say of its rows since they were last looked at. */
  Diff diff(long links, boolean whole) {
    long added = freshRows + keylessRows + returnedRows;
    long unchanged =
        whole ? rows - added - changedRows : links - changedRows - removedRows - returnedRows;
    return new Diff(added, changedRows, removedRows, Math.max(0, unchanged));
  }

  /** Whether a linked row is not as its base says; one that stays out of scope is. */
  private boolean isChanged(int layoutThen, long known, long print) {
    boolean staysOutside = print == Base.OUTSIDE && known == Base.OUTSIDE;
    return !staysOutside && (layoutThen != layout || print == 0 || known != print);
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
    if (task.schema(side).isModel()) {
      return KeyFault.none(connector.name(), task.schema(side));
    }
    return new ConnectorException(
        ConnectorException.Kind.FAILED,
        connector.name()
            + ": "
            + task.schema(side).name()
            + " has a row whose key has a null or an "
            + "unreadable part, so it cannot be told apart. Give every row a key.",
        null);
  }

  /** Counts a row, and says whether it is in scope. */
  private boolean counted(SightingStream sightings) {
    boolean inScope = !(sightings.observed() instanceof Observed.OutOfScope);
    if (inScope) {
      rows++;
    } else {
      outside++;
    }
    if (((rows + outside) & 0x3FF) == 0) {
      progress.advance(0x400);
    }
    return inScope;
  }

  @Override
  public void close() {
    due.close();
    dueLinks.close();
    fresh.close();
    keyless.close();
    if (keysRead != null) {
      keysRead.close();
    }
  }

  /** A cursor over the links that reports those which no row belongs to. */
  private final class LinkCursor {
    private final StateStore.LinkScan links;
    private final AsAgreed agreed;
    private boolean more;

    LinkCursor(StateStore.LinkScan links, AsAgreed agreed) {
      this.links = links;
      this.agreed = agreed;
      this.more = links.next();
    }

    /** Reports links before {@code key} (all that are left when it is null) as due: gone here. */
    void absentBefore(byte @Nullable [] key) {
      while (more && (key == null || Arrays.compareUnsigned(links.key(), key) < 0)) {
        if (agreed.hasMet(links.key())) {
          more = links.next();
          continue;
        }
        // One that was out of scope may still be: whether it is gone does not matter, either.
        if (narrowing.equals(Narrowing.EVERYTHING) || links.fingerprint() != Base.OUTSIDE) {
          if (!isSettled(links.key())) {
            gone(links.fingerprint());
          }
          isDue(links.key());
        }
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
