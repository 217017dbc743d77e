package dev.syncline.engine.sim;

import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tables in memory with the constraints of a real database: types apart, it refuses what one would
 * refuse. Changes are undone one by one, back to any {@link #mark()}; whoever uses it from several
 * threads holds its monitor.
 */
final class MemoryDatabase {
  private final Map<String, MemoryTable> tables = new LinkedHashMap<>();
  private final List<Runnable> undo = new ArrayList<>();
  private final List<Changed> changes = new ArrayList<>();
  private final List<Consumer<List<Changed>>> watchers = new ArrayList<>();
  private final MemoryClock clock = new MemoryClock();
  private String by = USER;
  private String origin;
  private final List<Parked> parked = new ArrayList<>();
  private boolean deferred;

  /** Syncline's own tables here, which all syncs share that write to it. */
  private final MemoryLedger ledger = new MemoryLedger();

  private final MemoryLog log = new MemoryLog();

  MemoryDatabase() {
    ledger.follow(this);
    log.follow(this);
  }

  MemoryLog log() {
    return log;
  }

  MemoryLedger ledger() {
    return ledger;
  }

  /** A row whose new key another row still has. */
  private record Parked(MemoryTable table, Key key, Object[] stored) {}

  /** Who changes what, when nobody else is said. */
  static final String USER = "user";

  /**
   * A row that was changed.
   *
   * @param by the operation that did it, or {@link #USER}
   * @param origin the task whose write it is; null for a user's
   * @param before the row as it was; null when it was added
   * @param after the row as it is; null when it was removed
   */
  record Changed(
      String by,
      String origin,
      String table,
      Key keyBefore,
      Object[] before,
      Key keyAfter,
      Object[] after) {
    /** The same as anybody sees it who knows nothing of who did it. */
    Changed byUser() {
      return new Changed(USER, null, table, keyBefore, before, keyAfter, after);
    }
  }

  /** Is told what is committed, in order. */
  void watch(Consumer<List<Changed>> each) {
    watchers.add(each);
  }

  /** Says who does what is done next. */
  void by(String operation) {
    by = operation;
  }

  /** Says for which task operations write. */
  void origin(String task) {
    origin = task;
  }

  MemoryClock clock() {
    return clock;
  }

  void add(MemoryTable table) {
    tables.put(table.schema().name(), table);
  }

  MemoryTable table(String name) {
    MemoryTable table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException("no table " + name);
    }
    return table;
  }

  Map<String, MemoryTable> tables() {
    return tables;
  }

  /** A point to which {@link #undoTo} can return. */
  int mark() {
    return undo.size();
  }

  void undoTo(int mark) {
    while (undo.size() > mark) {
      undo.removeLast().run();
    }
  }

  /** What was done can no longer be undone. */
  void commit() {
    undo.clear();
    List<Changed> committed = List.copyOf(changes);
    changes.clear();
    if (!committed.isEmpty()) {
      watchers.forEach(each -> each.accept(committed));
    }
  }

  private void changed(
      MemoryTable table, Key keyBefore, Object[] before, Key keyAfter, Object[] after) {
    changes.add(
        new Changed(
            by,
            by.equals(USER) ? null : origin,
            table.schema().name(),
            keyBefore,
            before,
            keyAfter,
            after));
    undo.add(changes::removeLast);
  }

  /** Lets keys point nowhere and be doubled until {@link #checkAll}. */
  void defer(boolean on) {
    deferred = on;
    parked.clear();
  }

  /** Adds a row and returns its key. */
  Key insert(String name, List<String> columns, Object[] values) throws Violation {
    MemoryTable table = table(name);
    Object[] stored = table.inserted(columns, values);
    table.stamp(stored, clock, true);
    Key key = table.whole().keyOf(stored);
    if (key == null) {
      throw new Violation(Cause.NOT_NULL, name + " needs a key");
    }
    if (table.get(key) != null) {
      throw new Violation(Cause.UNIQUE, name + " has " + key + " already");
    }
    check(table, key, stored);
    put(table, key, stored);
    changed(table, null, null, key, stored);
    return key;
  }

  /** Changes a row, which must exist, and returns its key, which may be another then. */
  Key update(String name, Key key, List<String> columns, Object[] values) throws Violation {
    MemoryTable table = table(name);
    Object[] before = table.get(key);
    Object[] stored = table.updated(before, columns, values);
    table.stamp(stored, clock, false);
    Key now = table.whole().keyOf(stored);
    if (now == null) {
      throw new Violation(Cause.NOT_NULL, name + " needs a key");
    }
    if (!now.equals(key)) {
      checkStillItself(table, before, stored);
      if (deferred && table.get(now) != null) {
        check(table, now, stored);
        put(table, key, null);
        checkReferencesTo(table, before);
        changed(table, key, before, now, stored);
        parked.add(new Parked(table, now, stored));
        return now;
      }
      if (table.get(now) != null) {
        throw new Violation(Cause.UNIQUE, name + " has " + now + " already");
      }
      put(table, key, null);
      // Not put off: whoever takes the key next would be taken for this row by what refers to it.
      checkReferencesTo(table, before);
    }
    check(table, now, stored);
    put(table, now, stored);
    changed(table, key, before, now, stored);
    return now;
  }

  /** A row that refers to itself cannot leave its key behind. */
  private static void checkStillItself(MemoryTable table, Object[] before, Object[] stored)
      throws Violation {
    for (ForeignKey reference : table.schema().foreignKeys()) {
      boolean itself =
          reference.references().equals(table.schema().name())
              && table
                  .values(stored, reference.columns())
                  .equals(table.values(before, reference.referencedColumns()));
      if (itself) {
        throw new Violation(Cause.FOREIGN_KEY, table.schema().name() + " refers to itself");
      }
    }
  }

  /** Removes a row, which must exist, and the rows that go with it. */
  void delete(String name, Key key) throws Violation {
    MemoryTable table = table(name);
    Object[] before = table.get(key);
    put(table, key, null);
    changed(table, key, before, null, null);
    for (MemoryTable child : tables.values()) {
      for (ForeignKey reference : child.schema().foreignKeys()) {
        if (reference.cascadesDelete() && reference.references().equals(name)) {
          for (Key orphan : referring(child, reference, table, before)) {
            if (child.get(orphan) != null) {
              delete(child.schema().name(), orphan);
            }
          }
        }
      }
    }
    if (!deferred) {
      checkReferencesTo(table, before);
    }
  }

  /** The rows, by table, that the database itself would remove with a row. */
  Map<String, List<Key>> goWith(String name, Key key) {
    MemoryTable table = table(name);
    Map<String, List<Key>> with = new LinkedHashMap<>();
    for (MemoryTable child : tables.values()) {
      for (ForeignKey reference : child.schema().foreignKeys()) {
        if (reference.cascadesDelete() && reference.references().equals(name)) {
          with.computeIfAbsent(child.schema().name(), c -> new ArrayList<>())
              .addAll(referring(child, reference, table, table.get(key)));
        }
      }
    }
    return with;
  }

  private void put(MemoryTable table, Key key, Object[] stored) {
    Object[] before = stored == null ? table.rows().remove(key) : table.rows().put(key, stored);
    undo.add(
        () -> {
          if (before == null) {
            table.rows().remove(key);
          } else {
            table.rows().put(key, before);
          }
        });
  }

  /** A row as it was just stored, also while it waits for its key. */
  Object[] stored(String name, Key key) {
    for (Parked row : parked) {
      if (row.table() == table(name) && row.key().equals(key)) {
        return row.stored();
      }
    }
    return table(name).get(key);
  }

  /** Gives rows the keys that others had to leave first, and checks everything that was put off. */
  void checkAll() throws Violation {
    for (Parked row : parked) {
      if (row.table().get(row.key()) != null) {
        throw new Violation(
            Cause.UNIQUE, row.table().schema().name() + " has " + row.key() + " already");
      }
      put(row.table(), row.key(), row.stored());
    }
    for (MemoryTable table : tables.values()) {
      for (Map.Entry<Key, Object[]> row : table.rows().entrySet()) {
        checkUnique(table, row.getKey(), row.getValue());
        checkReferencesOf(table, row.getKey(), row.getValue());
      }
    }
  }

  private void check(MemoryTable table, Key key, Object[] stored) throws Violation {
    for (int i = 0; i < stored.length; i++) {
      Fit.check(table.schema().name(), table.whole().columns().get(i), stored[i]);
    }
    if (!deferred) {
      checkUnique(table, key, stored);
      checkReferencesOf(table, key, stored);
    }
  }

  private static void checkUnique(MemoryTable table, Key key, Object[] stored) throws Violation {
    for (UniqueKey unique : table.schema().uniqueKeys()) {
      List<Object> mine = folded(table.values(stored, unique.columns()), unique);
      if (mine.contains(null)) {
        continue;
      }
      for (Map.Entry<Key, Object[]> other : table.rows().entrySet()) {
        List<Object> theirs = folded(table.values(other.getValue(), unique.columns()), unique);
        if (!other.getKey().equals(key) && theirs.equals(mine)) {
          throw new Violation(
              Cause.UNIQUE,
              table.schema().name()
                  + " "
                  + key
                  + ": another has "
                  + mine
                  + " in "
                  + unique.columns());
        }
      }
    }
  }

  private static List<Object> folded(List<Object> values, UniqueKey unique) {
    List<Object> folded = new ArrayList<>();
    for (Object value : values) {
      folded.add(value instanceof String s ? unique.form().apply(s) : value);
    }
    return folded;
  }

  private void checkReferencesOf(MemoryTable table, Key key, Object[] stored) throws Violation {
    for (ForeignKey reference : table.schema().foreignKeys()) {
      List<Object> parent = table.values(stored, reference.columns());
      if (parent.contains(null)) {
        continue;
      }
      boolean itself =
          reference.references().equals(table.schema().name())
              && table.values(stored, reference.referencedColumns()).equals(parent);
      if (!itself
          && !exists(table(reference.references()), reference.referencedColumns(), parent)) {
        throw new Violation(
            Cause.FOREIGN_KEY,
            table.schema().name()
                + " "
                + key
                + " refers to no "
                + reference.references()
                + " "
                + parent);
      }
    }
  }

  private static boolean exists(MemoryTable parents, List<String> columns, List<Object> values) {
    if (columns.equals(parents.schema().identity())) {
      return parents.get(Key.of(values.toArray())) != null;
    }
    return parents.rows().values().stream()
        .anyMatch(r -> parents.values(r, columns).equals(values));
  }

  /** A row that is no longer there must not be referred to. */
  private void checkReferencesTo(MemoryTable parents, Object[] gone) throws Violation {
    for (MemoryTable child : tables.values()) {
      for (ForeignKey reference : child.schema().foreignKeys()) {
        if (reference.references().equals(parents.schema().name())) {
          List<Key> orphans = referring(child, reference, parents, gone);
          for (Parked row : parked) {
            List<Object> to = parents.values(gone, reference.referencedColumns());
            if (row.table() == child
                && child.values(row.stored(), reference.columns()).equals(to)) {
              orphans.add(row.key());
            }
          }
          if (!orphans.isEmpty()) {
            throw new Violation(
                Cause.FOREIGN_KEY,
                child.schema().name() + " " + orphans.getFirst() + " refers to it");
          }
        }
      }
    }
  }

  private static List<Key> referring(
      MemoryTable child, ForeignKey reference, MemoryTable parents, Object[] parent) {
    List<Object> values = parents.values(parent, reference.referencedColumns());
    List<Key> keys = new ArrayList<>();
    for (Map.Entry<Key, Object[]> row : child.rows().entrySet()) {
      if (child.values(row.getValue(), reference.columns()).equals(values)) {
        keys.add(row.getKey());
      }
    }
    return keys;
  }
}
