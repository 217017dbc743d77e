package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.value.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column with what only its dialect makes use of.
 *
 * @param column what everybody sees of it
 * @param base the native type without length, scale or domain: what a key is cast to
 * @param sequence the sequence that its default draws from, ready to stand in SQL; null if none
 * @param constant SQL for what its default puts into every row, in a query of the table; null where
 *     there is no default, or one that is worked out for each row
 * @param hasDefault true when an insert that leaves it out stores something other than null
 * @param keyOrdered true when the system's order of its values is the order of keys
 */
record TableColumn(
    Column column,
    String base,
    @Nullable String sequence,
    @Nullable String constant,
    boolean hasDefault,
    boolean keyOrdered) {

  /** The same as nobody can write it. */
  TableColumn computed(boolean nullable) {
    return new TableColumn(
        new Column(
            column.name(), column.type(), column.nativeType(), nullable, Column.Origin.COMPUTED),
        base,
        null,
        null,
        hasDefault,
        keyOrdered);
  }

  /** The same under another name. */
  TableColumn named(String name) {
    return new TableColumn(
        new Column(name, column.type(), column.nativeType(), column.nullable(), column.origin()),
        base,
        sequence,
        constant,
        hasDefault,
        keyOrdered);
  }

  String name() {
    return column.name();
  }

  Type type() {
    return column.type();
  }
}
