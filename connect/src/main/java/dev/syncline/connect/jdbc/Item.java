package dev.syncline.connect.jdbc;

import dev.syncline.connect.Write;
import dev.syncline.core.model.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write of a batch with what it resolves to here.
 *
 * @param index its place in the batch
 * @param selection the columns that are locked, compared and read back
 * @param columns the columns that it sets
 */
record Item(int index, Write write, Selection selection, List<TableColumn> columns) {

  Table table() {
    return selection.table();
  }

  /** The key of the row it changes or removes; null for an insert. */
  @Nullable Key key() {
    return switch (write) {
      case Write.Insert i -> null;
      case Write.Update u -> u.key();
      case Write.Delete d -> d.key();
    };
  }

  /** The values of {@link #columns}. */
  @Nullable Object[] values() {
    return switch (write) {
      case Write.Insert i -> i.values();
      case Write.Update u -> u.values();
      case Write.Delete d -> new @Nullable Object[0];
    };
  }

  /** Whether one statement can serve both. */
  boolean isLike(Item other) {
    return write.getClass() == other.write.getClass()
        && selection.equals(other.selection)
        && columns.equals(other.columns);
  }

  /** The key it has after the write, where the write itself says so. */
  Key keyAfter() {
    List<TableColumn> key = selection.key();
    Key before = key();
    Object[] parts = new Object[key.size()];
    for (int i = 0; i < parts.length; i++) {
      int given = columns.indexOf(key.get(i));
      Object part = given >= 0 ? values()[given] : before == null ? null : before.parts()[i];
      if (part == null) {
        throw new IllegalStateException("the key of " + table().shown() + " is not given");
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }

  /** Whether the write sets a column of the key. */
  boolean changesKey() {
    return selection.key().stream().anyMatch(columns::contains);
  }

  /** An item is itself: a batch has it at one place only. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return index;
  }
}
