package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts keys for {@link KeyOf}. What is referred to is inserted first, and tells its key. Only in a
 * circle that cannot be: there a key that comes from a sequence is drawn before anything is
 * inserted; any other is known only once its row is there, and until then a placeholder stands for
 * it, which nobody sees since constraints wait and the transaction is not over.
 */
final class NewKeys {
  private final Connection connection;
  private final Dialect dialect;

  /** By operation, part by part; a part is null while only the insert can tell it. */
  private final Map<String, @Nullable Object[]> known = new HashMap<>();

  private final Map<String, Item> inserts = new HashMap<>();

  /** Inserts in which placeholders stand. */
  private final List<Item> open = new ArrayList<>();

  NewKeys(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** Whether a write waits for the key of a row that is not there yet. */
  static boolean waits(Item item) {
    return Arrays.stream(item.values()).anyMatch(KeyOf.class::isInstance);
  }

  /** Whether inserts wait for each other's keys, or one for its own. */
  static boolean inCircle(List<Item> items) {
    List<Item> waiting = items.stream().filter(NewKeys::waits).toList();
    while (!waiting.isEmpty()) {
      Set<String> open =
          waiting.stream().map(i -> i.write().operation()).collect(Collectors.toSet());
      List<Item> still =
          waiting.stream()
              .filter(i -> referredTo(i).anyMatch(k -> open.contains(k.operation())))
              .toList();
      if (still.size() == waiting.size()) {
        return true;
      }
      waiting = still;
    }
    return false;
  }

  /** The inserts whose keys a write waits for. */
  static Stream<KeyOf> referredTo(Item item) {
    return Arrays.stream(item.values()).filter(KeyOf.class::isInstance).map(KeyOf.class::cast);
  }

  /** Writes of which some may refer to others. */
  void expect(List<Item> items) {
    for (Item item : items) {
      if (item.write() instanceof Write.Insert) {
        inserts.put(item.write().operation(), item);
      }
    }
  }

  /**
   * Whether the rows that a write refers to are there, also where their keys are known before.
   *
   * @param waiting writes that were not made yet
   */
  boolean isReady(Item item, Set<Item> waiting) {
    return referredTo(item)
        .allMatch(k -> insert(k).equals(item) ? told(k) != null : !waiting.contains(insert(k)));
  }

  /**
   * Draws the keys of inserts that are to get one from the database, whether or not others refer to
   * them: one statement of many writes tells none of them.
   *
   * @return whether all are known now
   */
  boolean drawAll(List<Item> items) throws SQLException {
    boolean all = true;
    for (Item item : items) {
      if (item.write() instanceof Write.Insert
          && !item.columns().containsAll(item.selection().key())) {
        @Nullable Object[] drawn = draw(item);
        known.put(item.write().operation(), drawn);
        for (int i = 0; i < drawn.length; i++) {
          all &= drawn[i] != null || item.columns().contains(item.selection().key().get(i));
        }
      }
    }
    return all;
  }

  /** What is known of a key: what its insert gives, or what came of that. */
  private @Nullable Object told(KeyOf reference) {
    @Nullable Object[] parts = known.get(reference.operation());
    if (parts != null) {
      return parts[reference.part()];
    }
    Item insert = insert(reference);
    int given = insert.columns().indexOf(insert.selection().key().get(reference.part()));
    Object value = given < 0 ? null : insert.values()[given];
    return value instanceof KeyOf ? null : value;
  }

  /** Learns the keys of rows that are there now. */
  void learn(List<Item> performed, @Nullable Row[] after) throws SQLException {
    for (Item item : performed) {
      if (item.write() instanceof Write.Insert) {
        known.put(item.write().operation(), key(item, after).parts());
      }
    }
  }

  /** The same writes without {@link KeyOf}, in the same order and of the same indexes. */
  List<Item> ready(List<Item> items) throws SQLException {
    if (known.isEmpty() && items.stream().noneMatch(NewKeys::waits)) {
      return items;
    }
    expect(items);
    for (Item item : items) {
      for (Object value : item.values()) {
        if (value instanceof KeyOf k && !known.containsKey(k.operation())) {
          known.put(k.operation(), draw(insert(k)));
        }
      }
    }
    List<Item> ready = new ArrayList<>(items.size());
    for (Item item : items) {
      ready.add(
          switch (item.write()) {
            case Write.Insert i -> ready(item, i);
            case Write.Update u -> waits(item) ? ready(item, u) : item;
            case Write.Delete d -> item;
          });
    }
    return ready;
  }

  /** Whether placeholders have to be replaced when the rows are there. */
  boolean open() {
    return !open.isEmpty();
  }

  private Item insert(KeyOf reference) {
    Item insert = inserts.get(reference.operation());
    if (insert == null) {
      throw new IllegalArgumentException(
          "the batch has no insert " + reference.operation() + " to refer to");
    }
    return insert;
  }

  private @Nullable Object[] draw(Item item) throws SQLException {
    List<TableColumn> key = item.selection().key();
    @Nullable Object[] parts = new @Nullable Object[key.size()];
    for (int i = 0; i < parts.length; i++) {
      int given = item.columns().indexOf(key.get(i));
      Object part = given < 0 ? dialect.draw(connection, key.get(i)) : item.values()[given];
      parts[i] = part instanceof KeyOf ? null : part;
    }
    return parts;
  }

  private Item ready(Item item, Write.Insert insert) {
    List<TableColumn> columns = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    @Nullable Object[] mine = known.getOrDefault(insert.operation(), new @Nullable Object[0]);
    for (int i = 0; i < mine.length; i++) {
      TableColumn column = item.selection().key().get(i);
      Object part = mine[i];
      if (part != null && !item.columns().contains(column)) {
        columns.add(column);
        values.add(Fit.as(column.type(), part));
      }
    }
    columns.addAll(item.columns());
    values.addAll(Arrays.asList(values(item)));
    return new Item(
        item.index(),
        new Write.Insert(
            insert.operation(),
            insert.shape(),
            columns.stream().map(TableColumn::name).toList(),
            values.toArray(),
            insert.note()),
        item.selection(),
        List.copyOf(columns));
  }

  private Item ready(Item item, Write.Update update) {
    return new Item(
        item.index(),
        new Write.Update(
            update.operation(),
            update.shape(),
            update.key(),
            update.columns(),
            values(item),
            update.asSeen(),
            update.note()),
        item.selection(),
        item.columns());
  }

  /** The values that a write gives, with keys and placeholders for {@link KeyOf}. */
  private @Nullable Object[] values(Item item) {
    @Nullable Object[] values = item.values().clone();
    boolean waits = false;
    for (int i = 0; i < values.length; i++) {
      TableColumn column = item.columns().get(i);
      if (values[i] instanceof KeyOf k) {
        Object part = Objects.requireNonNull(known.get(k.operation()))[k.part()];
        waits |= part == null;
        values[i] = part == null ? Parking.placeholder(column.type()) : Fit.as(column.type(), part);
      }
    }
    if (waits) {
      open.add(item);
    }
    return values;
  }

  /** Replaces the placeholders, and reads again what that may have changed. */
  void replace(Statements statements, @Nullable Row[] after) throws SQLException {
    for (Item item : open) {
      List<TableColumn> columns = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < item.columns().size(); i++) {
        if (item.values()[i] instanceof KeyOf k) {
          TableColumn column = item.columns().get(i);
          columns.add(column);
          values.add(Fit.as(column.type(), key(insert(k), after).parts()[k.part()]));
        }
      }
      if (columns.stream().anyMatch(item.selection().key()::contains)) {
        throw new SQLException(
            "a key that is itself the reference to a record whose key the database makes cannot be"
                + " told before; create that record on this side by hand, and the next run links"
                + " it",
            "44000");
      }
      Key key = key(item, after);
      statements.mark(List.of(item));
      statements.update(columns, List.of(item), i -> values.toArray(), i -> key);
    }
    statements.readBack(List.copyOf(inserts.values()), after);
  }

  private static Key key(Item item, @Nullable Row[] after) throws SQLException {
    Row row = after[item.index()];
    Key key = row == null ? null : item.selection().key(row);
    if (key == null) {
      throw Statements.notStored(item);
    }
    return key;
  }
}
