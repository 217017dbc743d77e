package dev.syncline.connect.jdbc;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses deletes with which the database itself would delete rows that nobody asked to delete.
 *
 * <p>Asked when the rows to be deleted are locked: from then on no transaction can add a row that
 * refers to them, since for that it has to lock them too.
 */
final class Cascading {
  private final Reads reads;
  private final Refusals refusals;
  private final List<Child> children;

  /** A table whose rows go with those of another. */
  private record Child(Selection selection, ForeignKey key) {
    /** Whether a write makes a row of it refer to nothing. */
    boolean letsGo(Item item) {
      if (!(item.write() instanceof Write.Update)
          || !item.table().shown().equals(selection.table().shown())) {
        return false;
      }
      for (int i = 0; i < item.columns().size(); i++) {
        if (item.values()[i] == null && key.columns().contains(item.columns().get(i).name())) {
          return true;
        }
      }
      return false;
    }
  }

  private Cascading(Reads reads, Refusals refusals, List<Child> children) {
    this.reads = reads;
    this.refusals = refusals;
    this.children = children;
  }

  /** What may go with the rows that a batch deletes. */
  static Cascading of(Catalog catalog, Reads reads, Refusals refusals, List<Item> items) {
    Set<String> parents = new HashSet<>();
    for (Item item : items) {
      if (item.write() instanceof Write.Delete) {
        parents.add(item.table().shown());
      }
    }
    List<Child> children = new ArrayList<>();
    for (String name : parents.isEmpty() ? List.<String>of() : catalog.tables()) {
      Table table = catalog.table(name);
      for (ForeignKey key : table.schema().foreignKeys()) {
        if (key.cascadesDelete() && parents.contains(key.references())) {
          Set<String> columns = new LinkedHashSet<>(table.schema().identity());
          columns.addAll(key.columns());
          children.add(new Child(reads.selection(table.schema().shape(List.copyOf(columns))), key));
        }
      }
    }
    return new Cascading(reads, refusals, children);
  }

  /**
   * The deletes to refuse, with the reason. A row that goes with one of them counts as asked for
   * only while its own delete is not refused.
   *
   * @param locked rows by {@link Item#index}
   */
  Map<Item, WriteOutcome> refused(Connection connection, List<Item> items, @Nullable Row[] locked)
      throws SQLException {
    Map<Item, WriteOutcome> refused = new HashMap<>();
    int before = children.isEmpty() ? 0 : -1;
    while (before < refused.size()) {
      before = refused.size();
      Map<String, Set<Key>> asked = new HashMap<>();
      List<Item> deletes =
          items.stream()
              .filter(i -> i.write() instanceof Write.Delete && !refused.containsKey(i))
              .toList();
      for (Item item : deletes) {
        asked.computeIfAbsent(item.table().shown(), t -> new HashSet<>()).add(Changes.keyOf(item));
      }
      for (Child child : children) {
        Set<Key> known =
            new HashSet<>(asked.getOrDefault(child.selection.table().shown(), Set.of()));
        items.stream().filter(child::letsGo).map(Changes::keyOf).forEach(known::add);
        refuse(connection, child, deletes, locked, known, refused);
      }
    }
    return refused;
  }

  private void refuse(
      Connection connection,
      Child child,
      List<Item> deletes,
      @Nullable Row[] locked,
      Set<Key> known,
      Map<Item, WriteOutcome> refused)
      throws SQLException {
    Map<Item, Object[]> parents = new HashMap<>();
    for (Item item : deletes) {
      Object[] values =
          item.table().shown().equals(child.key.references())
              ? References.referredTo(child.key, Objects.requireNonNull(locked[item.index()]))
              : null;
      if (values != null) {
        parents.put(item, values);
      }
    }
    if (others(connection, child, List.copyOf(parents.values()), known) == 0) {
      return;
    }
    for (Map.Entry<Item, Object[]> parent : parents.entrySet()) {
      int others = others(connection, child, Collections.singletonList(parent.getValue()), known);
      if (others > 0) {
        refused.putIfAbsent(
            parent.getKey(),
            refusals.cascades(parent.getKey(), child.selection.table().shown(), others));
      }
    }
  }

  /**
   * How many rows refer to some values, beside those that are known to be deleted anyway or to
   * refer to nothing before.
   */
  private int others(Connection connection, Child child, List<Object[]> values, Set<Key> known)
      throws SQLException {
    Table table = child.selection.table();
    List<TableColumn> columns = child.key.columns().stream().map(table::column).toList();
    int others = 0;
    for (Row row : reads.select(connection, child.selection, columns, values, false, "")) {
      Key key = child.selection.key().isEmpty() ? null : child.selection.key(row);
      if (key == null || !known.contains(key)) {
        others++;
      }
    }
    return others;
  }
}
