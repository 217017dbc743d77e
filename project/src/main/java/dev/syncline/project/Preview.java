package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.project.screen.ModelRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks at what a model gives, before anything rests on it. */
public final class Preview {
  private static final long MEMORY = 48L << 20;
  private static final int MOST_KEYS = 10;

  private Preview() {}

  /**
   * Reads all keys, in bounded memory, and some rows.
   *
   * @param limit how many rows
   * @param temp where keys are sorted that do not fit into memory
   */
  public static ModelRows of(Connector system, String model, int limit, Path temp) {
    ObjectSchema schema = system.describe(model);
    List<Row> first = new ArrayList<>();
    if (limit > 0) {
      List<String> all = schema.columns().stream().map(Column::name).toList();
      try (RowStream rows = system.read(schema.shape(all), Order.ANY)) {
        Row row;
        while (first.size() < limit && (row = rows.next()) != null) {
          first.add(row);
        }
      }
    }
    long count = 0;
    long without = 0;
    try (KeySorter keys = new KeySorter(temp, MEMORY)) {
      try (RowStream rows = system.read(schema.shape(schema.identity()), Order.ANY)) {
        for (Row row = rows.next(); row != null; row = rows.next()) {
          count++;
          Key key = row.key();
          if (key == null) {
            without++;
          } else {
            keys.add(key.bytes(), new byte[0]);
          }
        }
      }
      return repeated(schema, first, count, without, keys);
    }
  }

  private static ModelRows repeated(
      ObjectSchema schema, List<Row> first, long count, long without, KeySorter keys) {
    List<Key> some = new ArrayList<>();
    long repeated = 0;
    try (KeySorter.Cursor sorted = keys.sorted()) {
      byte[] previous = new byte[0];
      boolean told = false;
      while (sorted.next()) {
        boolean again = Arrays.equals(previous, sorted.key());
        if (again && !told) {
          repeated++;
          if (some.size() < MOST_KEYS) {
            some.add(Key.fromBytes(sorted.key()));
          }
        }
        told = again;
        previous = sorted.key();
      }
    }
    return new ModelRows(schema, first, count, without, repeated, some);
  }
}
