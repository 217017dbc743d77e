package dev.syncline.connect.jdbc;

import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Statements statements;
  private final Dialect dialect;
  private final WriteBatch batch;
  private final boolean skipLocked;

  /**
   * @param skipLocked let the writes of rows that somebody holds wait, instead of waiting for them
   */
  Changes(
      Connection connection,
      Dialect dialect,
      Reads reads,
      AppliedTable applied,
      WriteBatch batch,
      boolean skipLocked) {
    this.connection = connection;
    this.dialect = dialect;
    this.reads = reads;
    this.applied = applied;
    this.statements = new Statements(connection, dialect, reads);
    this.batch = batch;
    this.skipLocked = skipLocked;
  }

  /** Performs some writes; their outcomes are final once the transaction is. */
  void apply(List<Item> items, @Nullable WriteOutcome[] outcomes) throws SQLException {
    List<Item> fresh = withoutRepeated(items, outcomes);
    Map<Item, Row> before = new HashMap<>();
    List<Item> due = withoutStale(fresh, before, outcomes);
    perform(due, before, statements.performInOrder(due), outcomes);
  }

  /** The same by some other way of writing, which says what rows came of it. */
  void applyBy(
      List<Item> items, @Nullable WriteOutcome[] outcomes, Way way) throws SQLException {
    List<Item> fresh = withoutRepeated(items, outcomes);
    Map<Item, Row> before = new HashMap<>();
    List<Item> due = withoutStale(fresh, before, outcomes);
    if (due.size() == items.size()) {
      perform(due, before, way.write(statements, due), outcomes);
    }
  }

  /** A way to write; answers with the rows as stored, without those that were deleted. */
  interface Way {
    Map<Item, Row> write(Statements statements, List<Item> items) throws SQLException;
  }

  private void perform(
      List<Item> items,
      Map<Item, Row> before,
      Map<Item, Row> after,
      @Nullable WriteOutcome[] outcomes)
      throws SQLException {
    List<AppliedTable.Entry> entries = new ArrayList<>(items.size());
    for (Item item : items) {
      Row stored = after.get(item);
      Row noted = stored != null ? stored : before.get(item);
      Key written = noted == null ? null : item.selection().key(noted);
      if (noted == null || written == null) {
        throw Statements.notStored(item);
      }
      entries.add(
          new AppliedTable.Entry(
              item.write().operation(), new Applied(written, item.write().note().apply(noted))));
      outcomes[item.index()] = new WriteOutcome.Applied(before.get(item), stored);
    }
    if (!entries.isEmpty()) {
      applied.note(connection, batch, entries);
    }
  }

  /** An insert that is noted and whose row exists was done before: its answer was lost. */
  private List<Item> withoutRepeated(List<Item> items, @Nullable WriteOutcome[] outcomes)
      throws SQLException {
    List<Item> inserts =
        items.stream().filter(i -> i.write() instanceof Write.Insert).toList();
    if (inserts.isEmpty()) {
      return items;
    }
    Map<String, Applied> noted =
        applied.find(
            connection,
            batch.store(),
            batch.id(),
            inserts.stream().map(i -> i.write().operation()).toList(),
            inserts.size() <= LOOKED_FOR_EVERYWHERE);
    if (noted.isEmpty()) {
      return items;
    }
    Map<Selection, List<Key>> keys = new LinkedHashMap<>();
    for (Item item : inserts) {
      Applied done = noted.get(item.write().operation());
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
      Applied done = noted.get(item.write().operation());
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

  private List<Item> withoutStale(
      List<Item> items, Map<Item, Row> before, @Nullable WriteOutcome[] outcomes)
      throws SQLException {
    Map<Selection, List<Item>> bySelection = new LinkedHashMap<>();
    for (Item item : items) {
      if (item.key() != null) {
        bySelection.computeIfAbsent(item.selection(), s -> new ArrayList<>()).add(item);
      }
    }
    List<Selection> inOrder =
        bySelection.keySet().stream()
            .sorted(java.util.Comparator.comparing(s -> s.table().shown()))
            .toList();
    Map<Item, Boolean> notDue = new HashMap<>();
    for (Selection selection : inOrder) {
      List<Item> some = bySelection.get(selection);
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
          before.put(item, row);
          continue;
        }
        notDue.put(item, true);
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
    return notDue.isEmpty()
        ? items
        : items.stream().filter(i -> !notDue.containsKey(i)).toList();
  }

  private static Key keyOf(Item item) {
    Key key = item.key();
    if (key == null) {
      throw new IllegalStateException("an insert has no key to lock");
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
