package dev.syncline.engine.survey;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.engine.sort.KeySorter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a compare of a task found: which records are to be looked at, and what is held already.
 * Everything that grows with the number of rows is on disk.
 */
public final class Survey implements AutoCloseable {
  private static final long MEMORY = 24L << 20;

  private final Task task;
  private final int layout;
  private final KeySorter matched;
  private final KeySorter linked;
  private KeySorter pairs;
  private final KeySorter[] alone;
  private final Path temp;
  private final BySide<Look> looks;
  private final List<Moved> moved = new ArrayList<>();
  private final Set<Key> movedSources = new TreeSet<>();
  private final List<Held> held = new ArrayList<>();
  private final long[] rows = new long[2];
  private final long[] aloneRows = new long[2];
  private final boolean[] emptied = new boolean[2];
  private final Diff[] diffs = {Diff.NOTHING, Diff.NOTHING};
  private final BySide<KeptRows> kept = BySide.of(side -> new KeptRows());
  private long matchedRows;
  private long pairRows;
  private long linkedRows;

  /** A record whose key was changed by its system. */
  public record Moved(Link before, Key source, Key target) {}

  Survey(Task task, int layout, Path temp, BySide<Look> looks) {
    this.task = task;
    this.layout = layout;
    this.temp = temp;
    this.looks = looks;
    this.matched = new KeySorter(temp, MEMORY);
    this.linked = new KeySorter(temp, MEMORY);
    this.pairs = new KeySorter(temp, MEMORY);
    this.alone = new KeySorter[] {new KeySorter(temp, MEMORY), new KeySorter(temp, MEMORY)};
  }

  /** The task. */
  public Task task() {
    return task;
  }

  /** Whether all records of a side were looked at. */
  public boolean whole(Side side) {
    return looks.on(side).whole();
  }

  /** Rows of a side that were looked at: all that it holds, when it is whole. */
  public long rows(Side side) {
    return rows[side.ordinal()];
  }

  /** How a side's rows differ from what its links say. */
  public Diff diff(Side side) {
    return diffs[side.ordinal()];
  }

  void diff(Side side, Diff diff) {
    diffs[side.ordinal()] = diff;
  }

  /** Whether a side was found to hold nothing at all. */
  public boolean emptied(Side side) {
    return emptied[side.ordinal()];
  }

  /** Rows that were read and are needed to decide. */
  public BySide<KeptRows> kept() {
    return kept;
  }

  /** Records of a side that have no counterpart on the other. */
  public long alone(Side side) {
    return aloneRows[side.ordinal()];
  }

  /** Matched pairs that differ. */
  public long pairs() {
    return pairRows;
  }

  /** Pairs that were matched now. */
  public long matchedNow() {
    return matchedRows + pairRows;
  }

  /** Linked records that are to be looked at. */
  public long linked() {
    return linkedRows;
  }

  /** Records that are held and why, in the order of their unique keys. */
  public List<Held> held() {
    return held;
  }

  /** Records whose key was changed. */
  public List<Moved> moved() {
    return moved;
  }

  void rows(Side side, long count) {
    rows[side.ordinal()] = count;
  }

  void emptied(Side side, boolean nothing) {
    emptied[side.ordinal()] = nothing;
  }

  void hold(Held h) {
    held.add(h);
  }

  void move(Moved m) {
    moved.add(m);
    movedSources.add(m.before().source());
  }

  /** Whether a link's record is known to have another key already. */
  boolean isMoved(Link link) {
    return movedSources.contains(link.source());
  }

  void linked(Key source) {
    if (!movedSources.contains(source)) {
      linkedRows++;
      linked.add(source.bytes(), new byte[0]);
    }
  }

  void matchedEqual(byte[] source, byte[] target, Base base) {
    matchedRows++;
    byte[] packed = base.pack();
    matched.add(
        source,
        ByteBuffer.allocate(4 + target.length + packed.length)
            .putInt(target.length)
            .put(target)
            .put(packed)
            .array());
  }

  void matchedUnequal(byte[] source, byte[] target) {
    pairRows++;
    pairs.add(source, target);
  }

  /**
   * A record has no counterpart.
   *
   * @param unique one number for the unique key by which none was found; 0 if none was looked for
   */
  void alone(Side side, byte[] key, long unique) {
    aloneRows[side.ordinal()]++;
    alone[side.ordinal()].add(key, ByteBuffer.allocate(Long.BYTES).putLong(unique).array());
  }

  /** The matched pairs that agree in every field, as links, in source key order. Once only. */
  public void eachMatched(Consumer<Link> each) {
    try (KeySorter.Cursor cursor = matched.sorted()) {
      while (cursor.next()) {
        ByteBuffer in = ByteBuffer.wrap(cursor.payload());
        byte[] target = new byte[in.getInt()];
        in.get(target);
        byte[] base = new byte[in.remaining()];
        in.get(base);
        each.accept(
            new Link(Key.fromBytes(cursor.key()), Key.fromBytes(target), Base.unpack(base), 0, 0));
      }
    }
  }

  /** Source keys of linked records to look at, each once, in key order. Once only. */
  public void eachLinked(Consumer<Key> each) {
    byte @Nullable [] previous = null;
    try (KeySorter.Cursor cursor = linked.sorted()) {
      while (cursor.next()) {
        if (previous == null || !Arrays.equals(previous, cursor.key())) {
          previous = cursor.key();
          each.accept(Key.fromBytes(previous));
        }
      }
    }
  }

  /** Matched pairs that differ, in source key order. */
  public void eachPair(BiConsumer<Key, Key> each) {
    KeySorter read = pairs;
    pairs = new KeySorter(temp, MEMORY);
    try (KeySorter.Cursor cursor = read.sorted()) {
      while (cursor.next()) {
        pairs.add(cursor.key(), cursor.payload());
        each.accept(Key.fromBytes(cursor.key()), Key.fromBytes(cursor.payload()));
      }
    }
  }

  /**
   * Keys of a side's records without a counterpart, in key order, with one number for their unique
   * keys. Once only; must be closed.
   */
  public KeySorter.Cursor aloneKeys(Side side) {
    return alone[side.ordinal()].sorted();
  }

  /** Records of a side that have no counterpart, in key order. */
  public void eachAlone(Side side, Consumer<Key> each) {
    KeySorter read = alone[side.ordinal()];
    alone[side.ordinal()] = new KeySorter(temp, MEMORY);
    try (KeySorter.Cursor cursor = read.sorted()) {
      while (cursor.next()) {
        alone[side.ordinal()].add(cursor.key(), cursor.payload());
        each.accept(Key.fromBytes(cursor.key()));
      }
    }
  }

  /**
   * Pairs records without a counterpart that are found to belong together, where both are still
   * without.
   *
   * @param together target keys by source key
   */
  public void pairAlone(KeySorter together) {
    try (KeySorter byTarget = new KeySorter(temp, MEMORY)) {
      takeAlone(
          Side.SOURCE,
          together,
          (source, unique, target) -> byTarget.add(target, new Paired(source, unique).pack()),
          (source, target) -> {});
      takeAlone(
          Side.TARGET,
          byTarget,
          (target, unique, paired) -> matchedUnequal(Paired.unpack(paired).source(), target),
          (target, paired) -> {
            // What it was created as is gone.
            Paired alone = Paired.unpack(paired);
            alone(Side.SOURCE, alone.source(), alone.unique());
          });
    }
  }

  /** A source record that is paired, with the number of its unique key. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Paired(byte[] source, long unique) {
    byte[] pack() {
      return ByteBuffer.allocate(Long.BYTES + source.length).putLong(unique).put(source).array();
    }

    static Paired unpack(byte[] packed) {
      return new Paired(
          Arrays.copyOfRange(packed, Long.BYTES, packed.length), ByteBuffer.wrap(packed).getLong());
    }
  }

  private interface Taken {
    void take(byte[] key, long unique, byte[] other);
  }

  /**
   * Takes some records of a side out of those without a counterpart.
   *
   * @param wanted by their keys
   * @param missing takes the keys that are not among them, and those that are wanted twice
   */
  private void takeAlone(
      Side side, KeySorter wanted, Taken taken, BiConsumer<byte[], byte[]> missing) {
    KeySorter read = alone[side.ordinal()];
    alone[side.ordinal()] = new KeySorter(temp, MEMORY);
    aloneRows[side.ordinal()] = 0;
    try (KeySorter.Cursor all = read.sorted();
        KeySorter.Cursor some = wanted.sorted()) {
      boolean more = some.next();
      while (all.next()) {
        byte[] key = all.key();
        long unique = ByteBuffer.wrap(all.payload()).getLong();
        while (more && Arrays.compareUnsigned(some.key(), key) < 0) {
          missing.accept(some.key(), some.payload());
          more = some.next();
        }
        if (more && Arrays.equals(some.key(), key)) {
          taken.take(key, unique, some.payload());
          more = some.next();
        } else {
          alone(side, key, unique);
        }
      }
      for (; more; more = some.next()) {
        missing.accept(some.key(), some.payload());
      }
    }
  }

  int layout() {
    return layout;
  }

  @Override
  public void close() {
    matched.close();
    linked.close();
    pairs.close();
    alone[0].close();
    alone[1].close();
  }
}
