package dev.syncline.engine.sim;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table: rows by key, each an array over all its columns, which nobody changes once it is in. */
final class MemoryTable {
  private final ObjectSchema schema;
  private final Shape whole;
  private final Map<String, Normal> normals;
  private final Map<String, Object> defaults;
  private final TreeMap<Key, Object[]> rows = new TreeMap<>();
  private long sequence;

  /**
   * An empty table.
   *
   * @param normals what its columns make of what is written, by column; as it is where none is said
   * @param sequence the first generated key
   */
  MemoryTable(ObjectSchema schema, Map<String, Normal> normals, long sequence) {
    this(schema, normals, Map.of(), sequence);
  }

  /**
   * An empty table.
   *
   * @param defaults constant defaults by column; any other default is another text each time
   */
  MemoryTable(
      ObjectSchema schema,
      Map<String, Normal> normals,
      Map<String, Object> defaults,
      long sequence) {
    this.defaults = Map.copyOf(defaults);
    this.schema = schema;
    this.whole = schema.shape(schema.columns().stream().map(Column::name).toList());
    this.normals = Map.copyOf(normals);
    this.sequence = sequence;
  }

  ObjectSchema schema() {
    return schema;
  }

  /** The shape of its stored arrays. */
  Shape whole() {
    return whole;
  }

  /** Its rows as they are now; only {@link MemoryDatabase} changes them. */
  TreeMap<Key, Object[]> rows() {
    return rows;
  }

  Object[] get(Key key) {
    return rows.get(key);
  }

  /** A stored row in another shape. */
  Row row(Shape shape, Object[] stored) {
    Object[] values = new Object[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = stored[whole.indexOf(shape.columns().get(i).name())];
    }
    return new Row(shape, values);
  }

  /** The array that is stored for an insert: given values normalised, the others made up. */
  Object[] inserted(List<String> columns, Object[] values) {
    Map<String, Object> given = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      given.put(columns.get(i), values[i]);
    }
    Object[] stored = new Object[whole.size()];
    for (int i = 0; i < stored.length; i++) {
      Column column = whole.columns().get(i);
      Object value = given.get(column.name());
      if (value == null && column.origin() == Column.Origin.GENERATED) {
        value = sequence++;
      } else if (value instanceof Long l && column.origin() == Column.Origin.GENERATED) {
        sequence = Math.max(sequence, l + 1);
      }
      if (column.origin() == Column.Origin.DEFAULT && !given.containsKey(column.name())) {
        value = defaults.getOrDefault(column.name(), "made at " + sequence);
      }
      stored[i] = normal(column.name()).of(value);
    }
    return stored;
  }

  /** Its constant defaults by column. */
  Map<String, Object> defaults() {
    return defaults;
  }

  /** Notes in a row that is written when that was, in the columns that the table has for it. */
  void stamp(Object[] stored, MemoryClock clock, boolean isNew) {
    for (int i = 0; i < stored.length; i++) {
      String column = whole.columns().get(i).name();
      if (isNew && column.equals(MemoryStamps.COLUMNS.created())) {
        stored[i] = clock.stamp();
      } else if (column.equals(MemoryStamps.COLUMNS.updated())) {
        stored[i] = isNew && clock.stampsUpdatesLate() ? null : clock.stamp();
      }
    }
  }

  /** The key that the next insert would get; nobody else gets it any more. */
  Key draw() {
    return Key.of(sequence++);
  }

  /** The array that is stored for an update. */
  Object[] updated(Object[] before, List<String> columns, Object[] values) {
    Object[] stored = before.clone();
    for (int i = 0; i < values.length; i++) {
      stored[whole.indexOf(columns.get(i))] = normal(columns.get(i)).of(values[i]);
    }
    return stored;
  }

  Normal normal(String column) {
    return normals.getOrDefault(column, Normal.AS_IS);
  }

  /** Values of some columns of a stored row. */
  List<Object> values(Object[] stored, List<String> columns) {
    List<Object> values = new ArrayList<>();
    for (String column : columns) {
      values.add(stored[whole.indexOf(column)]);
    }
    return values;
  }
}
