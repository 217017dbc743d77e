package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a batch within one open transaction: what was noted already is not repeated; rows
 * are locked in key order and compared; then they are written in the batch's order, read back and
 * noted. No two of the writes concern the same row.
 */
final class Changes {
  /** Beyond so many inserts, operations are looked for in their own batch only. */
  private static final int LOOKED_FOR_EVERYWHERE = 200;

  private static final Duration LOCKED = Duration.ofSeconds(5);

  private final Connection connection;
  private final Reads reads;
  private final AppliedTable applied;
  private final Cascading cascading;
  private final Statements statements;
  private final Dialect dialect;
  private final WriteBatch batch;
  private final boolean skipLocked;

  /** Rows as locked and as stored, by {@link Item#index}. */
  private final @Nullable Row[] before;

  private final @Nullable Row[] after;

  /** Operations that were noted before. */
  private final Set<String> noted = new HashSet<>();

  /**
   * @param skipLocked let the writes of rows that somebody holds wait, instead of waiting for them
   */
  Changes(
      Connection connection,
      Dialect dialect,
      Reads reads,
      AppliedTable applied,
      Cascading cascading,
      WriteBatch batch,
      boolean skipLocked) {
    this.connection = connection;
    this.dialect = dialect;
    this.reads = reads;
    this.applied = applied;
    this.cascading = cascading;
    this.statements =
        new Statements(
            connection, dialect, reads, ChangeTracking.origin(batch.store(), batch.task()));
    this.batch = batch;
    this.skipLocked = skipLocked;
    this.before = new @Nullable Row[batch.writes().size()];
    this.after = new @Nullable Row[batch.writes().size()];
  }

  /** Performs some writes; their outcomes are final once the transaction is. */
  void apply(List<Item> items, @Nullable WriteOutcome[] outcomes) throws SQLException {
    List<Item> due = withoutStale(withoutRepeated(items, outcomes), outcomes);
    statements.performInOrder(due, after);
    note(due, outcomes);
  }

  /** The same, but for those that are refused. */
  void applyBut(List<Item> items, @Nullable WriteOutcome[] outcomes, Isolation.Refusing refusing)
      throws SQLException {
    List<Item> due = withoutStale(withoutRepeated(items, outcomes), outcomes);
    if (due.isEmpty()) {
      return;
    }
    statements.mark(due); // what is set before a savepoint outlives the way back to it
    TableName marked = statements.marked();
    Isolation isolation =
        new Isolation(
            connection,
            dialect,
            group -> {
              try {
                statements.performInOrder(group, after);
              } catch (SQLException e) {
                statements.takenBackTo(marked);
                throw e;
              }
            },
            refusing);
    note(isolation.perform(due), outcomes);
  }

  /** All of some writes by some other way, or none; what was done before was done together, too. */
  void applyBy(List<Item> items, @Nullable WriteOutcome[] outcomes, Way way) throws SQLException {
    List<Item> left = withoutCompanions(withoutRepeated(items, outcomes), items, outcomes);
    List<Item> due = withoutStale(left, outcomes);
    if (due.size() == left.size()) {
      way.write(statements, due, before, after);
      note(due.reversed(), outcomes);
    }
  }

  /** Inserts that were not noted, and refer to one that was done before, or that one to them. */
  private List<Item> withoutCompanions(
      List<Item> left, List<Item> items, @Nullable WriteOutcome[] outcomes) {
    if (left.size() == items.size()) {
      return left;
    }
    Set<String> open = left.stream().map(i -> i.write().operation()).collect(Collectors.toSet());
    Set<String> done =
        items.stream()
            .filter(i -> !open.contains(i.write().operation()))
            .flatMap(NewKeys::referredTo)
            .map(KeyOf::operation)
            .collect(Collectors.toSet());
    done.removeAll(noted);
    List<Item> rest = new ArrayList<>();
    for (Item item : left) {
      if (!done.contains(item.write().operation())
          && NewKeys.referredTo(item).allMatch(k -> open.contains(k.operation()))) {
        rest.add(item);
      } else {
        outcomes[item.index()] = new WriteOutcome.Applied(null, null);
      }
    }
    return rest;
  }

  /**
   * A way to write, which is given the rows as locked, and puts those as stored, by {@link
   * Item#index}, for all but deletes.
   */
  interface Way {
    void write(
        Statements statements, List<Item> items, @Nullable Row[] before, @Nullable Row[] after)
        throws SQLException;
  }

  private void note(List<Item> items, @Nullable WriteOutcome[] outcomes) throws SQLException {
    List<AppliedTable.Entry> entries = new ArrayList<>(items.size());
    for (Item item : items) {
      boolean gone = item.write() instanceof Write.Delete;
      Row old = item.key() == null ? null : before[item.index()];
      Row stored = gone ? null : after[item.index()];
      Row noted = gone ? old : stored;
      Key written = noted == null ? null : item.selection().key(noted);
      if (noted == null || written == null) {
        throw Statements.notStored(item);
      }
      byte[] note = item.write().note().apply(noted);
      if (note != null) {
        entries.add(new AppliedTable.Entry(item.write().operation(), new Applied(written, note)));
      }
      outcomes[item.index()] = new WriteOutcome.Applied(old, stored);
    }
    if (!entries.isEmpty()) {
      applied.note(connection, batch, entries);
    }
  }

  /** An insert that is noted and whose row exists was done before: its answer was lost. */
  private List<Item> withoutRepeated(List<Item> items, @Nullable WriteOutcome[] outcomes)
      throws SQLException {
    List<Item> inserts = items.stream().filter(i -> i.write() instanceof Write.Insert).toList();
    if (inserts.isEmpty()) {
      return items;
    }
    Map<String, Applied> found =
        applied.find(
            connection,
            batch.store(),
            batch.id(),
            inserts.stream().map(i -> i.write().operation()).toList(),
            inserts.size() <= LOOKED_FOR_EVERYWHERE);
    if (found.isEmpty()) {
      return items;
    }
    noted.addAll(found.keySet());
    Map<Selection, List<Key>> keys = new LinkedHashMap<>();
    for (Item item : inserts) {
      Applied done = found.get(item.write().operation());
      if (done != null) {
        keys.computeIfAbsent(item.selection(), s -> new ArrayList<>()).add(done.written());
      }
    }
    Map<Selection, Map<Key, Row>> rows = new HashMap<>();
    for (Map.Entry<Selection, List<Key>> e : keys.entrySet()) {
      rows.put(e.getKey(), reads.fetch(connection, e.getKey(), e.getValue(), ""));
    }
    List<Item> left = new ArrayList<>();
    for (Item item : items) {
      Applied done = found.get(item.write().operation());
      Row row =
          done == null || item.key() != null
              ? null
              : rows.getOrDefault(item.selection(), Map.of()).get(done.written());
      if (row == null) {
        left.add(item);
      } else {
        outcomes[item.index()] = new WriteOutcome.Applied(null, row);
      }
    }
    return left;
  }

  private List<Item> withoutStale(List<Item> items, @Nullable WriteOutcome[] outcomes)
      throws SQLException {
    Map<Selection, List<Item>> bySelection = new LinkedHashMap<>();
    for (Item item : items) {
      if (item.key() != null) {
        bySelection.computeIfAbsent(item.selection(), s -> new ArrayList<>()).add(item);
      }
    }
    List<Selection> inOrder =
        bySelection.keySet().stream().sorted(Comparator.comparing(s -> s.table().shown())).toList();
    Set<Item> notDue = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Selection selection : inOrder) {
      List<Item> some = Objects.requireNonNull(bySelection.get(selection));
      List<Key> keys = some.stream().map(Changes::keyOf).toList();
      Map<Key, Row> locked =
          reads.fetch(connection, selection, keys, dialect.lockClause(skipLocked));
      Map<Key, Row> there =
          skipLocked && locked.size() < keys.size()
              ? reads.fetch(connection, selection, keys, "")
              : locked;
      for (Item item : some) {
        Row row = locked.get(keyOf(item));
        if (row != null && asSeen(item, row)) {
          before[item.index()] = row;
          continue;
        }
        notDue.add(item);
        outcomes[item.index()] =
            row == null && there.containsKey(keyOf(item))
                ? new WriteOutcome.Retry(
                    item.table().shown()
                        + " "
                        + item.key()
                        + " is locked by another transaction; it is tried again",
                    LOCKED)
                : new WriteOutcome.Stale(row);
      }
    }
    List<Item> due = items.stream().filter(i -> !notDue.contains(i)).toList();
    cascading
        .refused(connection, due, before)
        .forEach(
            (item, outcome) -> {
              notDue.add(item);
              outcomes[item.index()] = outcome;
            });
    return notDue.isEmpty() ? items : items.stream().filter(i -> !notDue.contains(i)).toList();
  }

  static Key keyOf(Item item) {
    return keyOf(item, item.key());
  }

  static Key keyOf(Item item, @Nullable Key key) {
    if (key == null) {
      throw new IllegalStateException(
          "an insert has no key to be found by: " + item.write().operation());
    }
    return key;
  }

  private static boolean asSeen(Item item, Row row) {
    return switch (item.write()) {
      case Write.Insert i -> true;
      case Write.Update u -> u.asSeen().test(row);
      case Write.Delete d -> d.asSeen().test(row);
    };
  }
}
