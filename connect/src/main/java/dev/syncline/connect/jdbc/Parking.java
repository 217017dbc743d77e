package dev.syncline.connect.jdbc;

import dev.syncline.connect.Write;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets rows exchange the values of a unique key: every update of one first sets a null or a
 * placeholder that nobody has, so that the final values are free when they are set.
 */
final class Parking {
  private final Statements statements;

  /** Rows whose key itself is parked, under which they are found until they are finished. */
  private final IdentityHashMap<Item, Key> parkedKeys = new IdentityHashMap<>();

  private boolean empty = true;

  Parking(Statements statements) {
    this.statements = statements;
  }

  boolean isEmpty() {
    return empty;
  }

  /** The key under which a row is to be found now. */
  @Nullable Key keyNow(Item item) {
    Key parked = parkedKeys.get(item);
    return parked == null ? item.key() : parked;
  }

  /** Parks one column of each unique key that an update sets. */
  void park(List<Item> items) throws SQLException {
    for (Item item : items) {
      if (!(item.write() instanceof Write.Update update)) {
        continue;
      }
      Map<TableColumn, @Nullable Object> places = places(item);
      if (places.isEmpty()) {
        continue;
      }
      List<TableColumn> columns = List.copyOf(places.keySet());
      @Nullable Object[] values = columns.stream().map(places::get).toArray();
      statements.mark(List.of(item));
      statements.update(columns, List.of(item), i -> values, Changes::keyOf);
      Object[] parts = update.key().parts();
      List<TableColumn> key = item.selection().key();
      for (int i = 0; i < parts.length; i++) {
        Object place = places.get(key.get(i));
        if (place != null) {
          parts[i] = place;
        }
      }
      parkedKeys.put(item, Key.of(parts));
      empty = false;
    }
  }

  /** Writes the final values. */
  void finish(List<Item> items, @Nullable Row[] after) throws SQLException {
    for (Item item : items) {
      if (parkedKeys.containsKey(item)) {
        statements.mark(List.of(item));
        statements.update(
            item.columns(), List.of(item), Item::values, i -> Changes.keyOf(i, keyNow(i)));
        statements.readBack(List.of(item), after);
      } else {
        statements.performInOrder(List.of(item), after);
      }
    }
  }

  private static Map<TableColumn, @Nullable Object> places(Item item) {
    Table table = item.table();
    List<List<String>> keys = new ArrayList<>();
    keys.add(table.schema().primaryKey());
    table.schema().uniqueKeys().stream().map(UniqueKey::columns).forEach(keys::add);
    Set<String> referring = new HashSet<>();
    table.schema().foreignKeys().stream().map(ForeignKey::columns).forEach(referring::addAll);
    Map<TableColumn, @Nullable Object> places = new LinkedHashMap<>();
    for (List<String> key : keys) {
      TableColumn best = null;
      for (String name : key) {
        TableColumn column = table.column(name);
        boolean usable =
            item.columns().contains(column)
                && (column.column().nullable()
                    || (!referring.contains(name) && placeholder(column.type()) != null));
        if (usable && (best == null || column.column().nullable())) {
          best = column;
        }
      }
      if (best != null) {
        boolean isKey = item.selection().key().contains(best);
        places.put(best, best.column().nullable() && !isKey ? null : placeholder(best.type()));
      }
    }
    return places;
  }

  /** A value that no row has, in all likelihood; null where the type has too few. */
  static @Nullable Object placeholder(Type type) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String letters = UUID.randomUUID().toString().replace("-", "");
    return switch (type) {
      case Type.Int i when i.bits() >= 16 -> {
        long range = 1L << Math.min(i.bits() - 2, 40);
        long offset = random.nextLong(range);
        BigInteger end = BigInteger.ONE.shiftLeft(i.unsigned() ? i.bits() : i.bits() - 1);
        yield i.unsigned()
            ? ordinary(end.subtract(BigInteger.valueOf(offset + 1)))
            : (Object) end.negate().add(BigInteger.valueOf(offset)).longValue();
      }
      case Type.Decimal d -> {
        int digits = d.unbounded() ? 18 : Math.min(18, d.precision() - d.scale());
        yield digits < 4
            ? null
            : new BigDecimal(
                -random.nextLong((long) Math.pow(10, digits - 1), (long) Math.pow(10, digits)));
      }
      case Type.Text t ->
          t.maxLength() > 0 && t.maxLength() < 6
              ? null
              : "~"
                  + letters.substring(0, t.maxLength() == 0 ? 32 : Math.min(32, t.maxLength() - 1));
      case Type.Uuid u -> UUID.randomUUID();
      case Type.Binary b when b.maxLength() == 0 || b.maxLength() >= 6 -> {
        byte[] bytes = new byte[(int) Math.min(16, b.maxLength() == 0 ? 16 : b.maxLength())];
        random.nextBytes(bytes);
        yield bytes;
      }
      default -> null;
    };
  }

  private static Object ordinary(BigInteger number) {
    return number.bitLength() < 64 ? (Object) number.longValue() : number;
  }
}
