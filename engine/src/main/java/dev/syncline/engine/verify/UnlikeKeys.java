package dev.syncline.engine.verify;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of the source that no link joins to the record of the same key on the target, and
 * those that refer to such a record, or to none. They are few, or a task is not verified by its
 * keys.
 */
final class UnlikeKeys {
  private static final int MOST = 100_000;
  private static final long MEMORY = 96L << 20;
  private static final byte[] NOTHING = new byte[0];

  private final Task task;
  private final Ends ends;
  private final StateStore store;
  private final Path temp;
  private final Set<Key> keys = new HashSet<>();
  private boolean tooMany;

  UnlikeKeys(Task task, Ends ends, StateStore store, Path temp) {
    this.task = task;
    this.ends = ends;
    this.store = store;
    this.temp = temp;
  }

  /** Reads the source's keys and references beside the links. */
  void look() {
    List<RelationRule> relations = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>(task.schema(Side.SOURCE).identity());
    for (FieldRule rule : task.fields()) {
      if (rule instanceof RelationRule relation) {
        relations.add(relation);
        relation
            .source()
            .forEach(c -> columns.add(task.shape(Side.SOURCE).columns().get(c).name()));
      }
    }
    long memory = MEMORY / (1 + relations.size());
    List<KeySorter> sorters = new ArrayList<>();
    try {
      for (int i = 0; i <= relations.size(); i++) {
        sorters.add(new KeySorter(temp, memory));
      }
      read(task.schema(Side.SOURCE).shape(List.copyOf(columns)), relations, sorters);
      compare(task.id(), sorters.getLast());
      for (int i = 0; i < relations.size(); i++) {
        compare(relations.get(i).through(), sorters.get(i));
      }
    } finally {
      sorters.forEach(KeySorter::close);
    }
  }

  /** References go to a sorter each, and keys to the last one; each with the row's key. */
  private void read(Shape shape, List<RelationRule> relations, List<KeySorter> sorters) {
    try (RowStream rows = ends.source().read(shape, Connector.Order.KEY)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        Key key = row.key();
        if (key == null) {
          continue;
        }
        sorters.getLast().add(key.bytes(), NOTHING);
        for (int i = 0; i < relations.size(); i++) {
          Key parent = parent(relations.get(i), shape, row);
          if (parent != null) {
            sorters.get(i).add(parent.bytes(), key.bytes());
          }
        }
      }
    }
  }

  private @Nullable Key parent(RelationRule rule, Shape shape, Row row) {
    List<Object> parts = new ArrayList<>();
    for (int column : rule.source()) {
      Object part = row.get(shape.indexOf(task.shape(Side.SOURCE).columns().get(column).name()));
      if (part == null || part instanceof Flaw) {
        return null;
      }
      parts.add(part);
    }
    return Key.of(parts.toArray());
  }

  /**
   * Compares keys with a task's links, in the order of their target keys, in which the store keeps
   * links without their bases; one that is looked for has one key.
   */
  private void compare(int linkedTask, KeySorter sorter) {
    try (StateStore.PairScan links = store.pairs(linkedTask, Side.TARGET);
        KeySorter.Cursor sorted = sorter.sorted()) {
      byte[] linked = next(links);
      while (sorted.next() && !tooMany) {
        byte[] key = sorted.key();
        while (PairPrint.compare(linked, key) < 0) {
          linked = next(links);
        }
        if (!isLike(linked, key)) {
          byte[] whose = sorted.payload();
          keys.add(Key.fromBytes(whose.length == 0 ? key : whose));
          tooMany = keys.size() > MOST;
        }
      }
    }
  }

  /** Whether both keys of a pair are this one. */
  private static boolean isLike(byte[] both, byte[] key) {
    int length = key.length;
    return both.length == 2 * length
        && Arrays.equals(both, 0, length, key, 0, length)
        && Arrays.equals(both, length, 2 * length, key, 0, length);
  }

  /** Empty at the end: no key is. */
  private static byte[] next(StateStore.PairScan links) {
    return links.next() ? links.keys() : NOTHING;
  }

  /**
   * These keys; whoever asks may change the set.
   *
   * @throws NotThisWay if they are too many
   */
  Set<Key> keys() throws NotThisWay {
    if (tooMany) {
      throw new NotThisWay("more than " + MOST + " records have not the same key on both sides");
    }
    return keys;
  }
}
