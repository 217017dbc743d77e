package dev.syncline.engine.decide;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.engine.sort.KeySorter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records that only one side has, in the order of one of their columns and not of their keys. The
 * side is read once more, no more of it than keys and that column. Those without a value come last;
 * of equal values the lower key comes first.
 */
public final class AloneInOrder implements KeySorter.Cursor {
  private static final long MEMORY = 32L << 20;

  /** Before all values, and behind them. */
  private static final byte VALUE = 0;

  private static final byte NONE = 1;

  private final KeySorter.Cursor sorted;
  private byte[] key = new byte[0];
  private byte[] payload = new byte[0];

  private AloneInOrder(KeySorter.Cursor sorted) {
    this.sorted = sorted;
  }

  /**
   * Sorts them.
   *
   * @param alone their keys, which are read to the end
   * @param temp where temporary files are made
   */
  public static KeySorter.Cursor of(
      Task task,
      Side side,
      Task.Order order,
      Connector connector,
      KeySorter.Cursor alone,
      Path temp) {
    KeySorter inOrder = new KeySorter(temp, MEMORY);
    try (KeySorter values = values(task.schema(side), order, connector, temp);
        KeySorter.Cursor value = values.sorted()) {
      boolean more = value.next();
      while (alone.next()) {
        byte[] key = alone.key();
        while (more && Arrays.compareUnsigned(value.key(), key) < 0) {
          more = value.next();
        }
        boolean known = more && Arrays.equals(value.key(), key);
        inOrder.add(known ? value.payload() : new byte[] {NONE}, pack(key, alone.payload()));
      }
      return new AloneInOrder(inOrder.sorted());
    } catch (RuntimeException e) {
      inOrder.close();
      throw e;
    }
  }

  /** What each row of a side is ordered by, by its key. */
  private static KeySorter values(
      ObjectSchema schema, Task.Order order, Connector connector, Path temp) {
    Set<String> names = new LinkedHashSet<>(schema.identity());
    names.add(order.column());
    Shape shape = schema.shape(List.copyOf(names));
    int column = shape.indexOf(order.column());
    KeySorter values = new KeySorter(temp, MEMORY);
    try (Connector.RowStream rows = connector.read(shape, Connector.Order.ANY)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        Key key = row.key();
        if (key != null) {
          values.add(key.bytes(), rank(row.get(column), order.descending()));
        }
      }
      return values;
    } catch (RuntimeException e) {
      values.close();
      throw e;
    }
  }

  /** Bytes that are ordered as values are; no key's bytes begin another's. */
  private static byte[] rank(@Nullable Object value, boolean descending) {
    if (value == null || value instanceof Flaw) {
      return new byte[] {NONE};
    }
    byte[] bytes = Key.of(value).bytes();
    byte[] rank = new byte[1 + bytes.length];
    rank[0] = VALUE;
    for (int i = 0; i < bytes.length; i++) {
      rank[1 + i] = descending ? (byte) ~bytes[i] : bytes[i];
    }
    return rank;
  }

  private static byte[] pack(byte[] key, byte[] payload) {
    return ByteBuffer.allocate(4 + key.length + payload.length)
        .putInt(key.length)
        .put(key)
        .put(payload)
        .array();
  }

  @Override
  public boolean next() {
    if (!sorted.next()) {
      return false;
    }
    ByteBuffer packed = ByteBuffer.wrap(sorted.payload());
    key = new byte[packed.getInt()];
    packed.get(key);
    payload = new byte[packed.remaining()];
    packed.get(payload);
    return true;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] payload() {
    return payload;
  }

  @Override
  public void close() {
    sorted.close();
  }
}
