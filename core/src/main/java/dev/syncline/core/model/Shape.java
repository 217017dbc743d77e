package dev.syncline.core.model;

import dev.syncline.core.value.Flaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns that the rows of one read share, in order; rows are arrays over it. After the columns
 * of the object itself may stand values of other records that its rows lead to.
 */
public final class Shape {
  private final String object;
  private final List<Column> columns;
  private final int[] key;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<Lookup> lookups;
  private final Shape stored;

  /**
   * A shape of nothing but an object's own columns.
   *
   * @param object the object's name as configured
   * @param columns the columns in the order of a row's values
   * @param keyColumns names of the columns that identify a row, in key order
   * @throws IllegalArgumentException if a key column is not among the columns
   */
  public Shape(String object, List<Column> columns, List<String> keyColumns) {
    this.object = object;
    this.columns = List.copyOf(columns);
    this.lookups = List.of();
    this.stored = this;
    for (int i = 0; i < columns.size(); i++) {
      index.put(columns.get(i).name(), i);
    }
    this.key = keyColumns.stream().mapToInt(this::indexOf).toArray();
  }

  private Shape(Shape stored, List<Lookup> lookups) {
    this.object = stored.object;
    this.stored = stored;
    this.lookups = List.copyOf(lookups);
    List<Column> all = new ArrayList<>(stored.columns);
    lookups.forEach(lookup -> lookup.gives().forEach(given -> all.add(given.as())));
    this.columns = List.copyOf(all);
    for (int i = 0; i < all.size(); i++) {
      index.put(all.get(i).name(), i);
    }
    this.key = stored.key;
  }

  /**
   * The same with what its rows lead to, in that order; a lookup may rest on what one before it
   * gives.
   */
  public Shape with(List<Lookup> others) {
    return others.isEmpty() ? stored : new Shape(stored, others);
  }

  /** Other columns of the same object, with the same key. */
  Shape over(List<Column> others) {
    return new Shape(
        object, others, Arrays.stream(key).mapToObj(i -> columns.get(i).name()).toList());
  }

  /** The other records that its rows lead to. */
  public List<Lookup> lookups() {
    return lookups;
  }

  /** The object's own columns alone, which come first. */
  public Shape stored() {
    return stored;
  }

  /** The object's name as configured. */
  public String object() {
    return object;
  }

  /** The columns, in the order of a row's values. */
  public List<Column> columns() {
    return columns;
  }

  /** The number of columns. */
  public int size() {
    return columns.size();
  }

  /** Positions of the key's columns, in key order. */
  public int[] key() {
    return key.clone();
  }

  /** The key of a row of this shape; null where a part of it is null or could not be read. */
  public @org.jspecify.annotations.Nullable Key keyOf(
      @org.jspecify.annotations.Nullable Object[] values) {
    Object[] parts = new Object[key.length];
    for (int i = 0; i < key.length; i++) {
      Object part = values[key[i]];
      if (part == null || part instanceof Flaw) {
        return null;
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }

  /** Whether a column is among them. */
  public boolean holds(String column) {
    return index.containsKey(column);
  }

  /**
   * The position of a column.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public int indexOf(String column) {
    Integer at = index.get(column);
    if (at == null) {
      throw new IllegalArgumentException(object + " has no column " + column);
    }
    return at;
  }
}
