package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one write path: turns a batch into transactions and their failures into outcomes.
 *
 * <p>A batch is first tried whole. If the database refuses something, the transaction is taken back
 * and done again in groups, each under a savepoint, until what is refused stands alone ({@link
 * Isolation}); everything else is applied all the same.
 */
final class WritePath {
  private final Sessions sessions;
  private final Dialect dialect;
  private final Catalog catalog;
  private final Reads reads;
  private final AppliedTable applied;
  private final OwnerTable owner;
  private final Refusals refusals;

  WritePath(
      Sessions sessions,
      Dialect dialect,
      Catalog catalog,
      Reads reads,
      AppliedTable applied,
      OwnerTable owner) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.catalog = catalog;
    this.reads = reads;
    this.applied = applied;
    this.owner = owner;
    this.refusals = new Refusals(sessions.spec(), dialect);
  }

  /** The same check of single values that {@link #write} begins with. */
  ColumnLimits limits(Shape shape) {
    List<TableColumn> columns = reads.selection(shape).columns();
    return (at, value) -> {
      TableColumn column = columns.get(at);
      Misfit misfit = dialect.misfit(column, value);
      return misfit == null ? null : refusals.misfit(column, misfit);
    };
  }

  List<WriteOutcome> write(WriteBatch batch) {
    @Nullable WriteOutcome[] outcomes = new WriteOutcome[batch.writes().size()];
    List<Item> items = items(batch);
    List<Item> sound = new ArrayList<>(items.size());
    for (Item item : items) {
      WriteOutcome refused = misfit(item, batch.together());
      if (refused == null) {
        sound.add(item);
      } else {
        outcomes[item.index()] = refused;
      }
    }
    Transactions transactions =
        new Transactions(
            sessions,
            dialect,
            reads,
            applied,
            owner,
            refusals,
            Cascading.of(catalog, reads, refusals, sound),
            batch,
            outcomes);
    if (!batch.together()) {
      transactions.run(withoutSharedRows(sound));
    } else if (sound.size() == items.size()) {
      new Together(transactions, catalog, dialect, refusals).run(items);
    } else {
      Together.refuseRest(items, outcomes, refusals);
    }
    return Arrays.stream(outcomes)
        .map(
            o ->
                o == null
                    ? new WriteOutcome.Retry("not reached", java.time.Duration.ZERO, false)
                    : o)
        .toList();
  }

  private List<Item> items(WriteBatch batch) {
    IdentityHashMap<Shape, Selection> selections = new IdentityHashMap<>();
    Set<String> operations = new HashSet<>(batch.writes().size() * 2);
    List<Item> items = new ArrayList<>(batch.writes().size());
    Item last = null;
    for (Write write : batch.writes()) {
      if (!operations.add(write.operation())) {
        throw new IllegalArgumentException("operation " + write.operation() + " twice in a batch");
      }
      Selection selection = selections.get(write.shape());
      if (selection == null) {
        selection = writable(write.shape());
        selections.put(write.shape(), selection);
      }
      List<String> names = names(write);
      List<TableColumn> columns =
          last != null && last.selection() == selection && names(last.write()).equals(names)
              ? last.columns()
              : names.stream().map(selection.table()::column).toList();
      last = new Item(items.size(), write, selection, columns);
      items.add(last);
    }
    return items;
  }

  private static List<String> names(Write write) {
    return switch (write) {
      case Write.Insert i -> i.columns();
      case Write.Update u -> u.columns();
      case Write.Delete d -> List.of();
    };
  }

  private Selection writable(Shape shape) {
    Selection selection = reads.selection(shape);
    Table table = selection.table();
    String reason = table.readOnly();
    if (reason == null && selection.key().isEmpty()) {
      reason = "it has no primary or unique key by which a row could be found again";
    }
    if (reason != null) {
      throw new ConnectorException(
          Kind.UNSUPPORTED,
          sessions.spec().name()
              + ": "
              + table.shown()
              + " cannot be written: "
              + reason
              + ". Sync it one-way from here, or change the table.",
          null);
    }
    return selection;
  }

  private WriteOutcome.@Nullable Rejected misfit(Item item, boolean together) {
    @Nullable Object[] values = item.values();
    for (int i = 0; i < values.length; i++) {
      TableColumn column = item.columns().get(i);
      if (!column.column().writable()) {
        return refusals.notWritable(item, column);
      }
      Object value = values[i];
      boolean open = value == null || (together && value instanceof KeyOf);
      Misfit misfit = open ? null : dialect.misfit(column, value);
      if (misfit != null) {
        return refusals.misfit(item, column, misfit);
      }
    }
    if (Statements.bytes(values) > dialect.bytesPerStatement()) {
      return new WriteOutcome.Rejected(
          WriteOutcome.Cause.TOO_LONG,
          refusals.subject(item)
              + " rejected: the row is larger than the server takes in one statement ("
              + dialect.bytesPerStatement()
              + " bytes). Raise its max_allowed_packet or leave the large column out.");
    }
    return null;
  }

  /** Cuts the batch where a row would be met twice, so that the later write sees the earlier. */
  private static List<List<Item>> withoutSharedRows(List<Item> items) {
    List<List<Item>> parts = new ArrayList<>();
    List<Item> part = new ArrayList<>();
    Map<String, Set<Key>> met = new HashMap<>();
    for (Item item : items) {
      Key key = item.key();
      if (key != null
          && !met.computeIfAbsent(item.table().shown(), t -> new HashSet<>()).add(key)) {
        parts.add(part);
        part = new ArrayList<>();
        met.clear();
        met.computeIfAbsent(item.table().shown(), t -> new HashSet<>()).add(key);
      }
      part.add(item);
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
