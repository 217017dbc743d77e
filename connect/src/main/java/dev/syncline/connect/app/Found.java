package dev.syncline.connect.app;

import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.Intent;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was written by writes whose answers were lost.
 *
 * <p>A create with a key that Syncline chose, or into an object with a field for the operation, is
 * there or it is not. Else the application's own trace tells, where it keeps one. Else the records
 * are looked at: an update is done when the record holds what was to be written; a create when a
 * record holds one of its unique keys, or when exactly one record holds all of its values.
 */
final class Found {
  private static final Duration GLANCE = Duration.ofMillis(500);

  private final Description description;
  private final Catalog catalog;
  private final Reads reads;
  private final Traces traces;

  Found(Conversation conversation, Description description, Catalog catalog, Reads reads) {
    this.description = description;
    this.catalog = catalog;
    this.reads = reads;
    this.traces = new Traces(conversation, description, catalog, reads);
  }

  /** Whether Syncline chooses the key of a new record. */
  @Nullable Key chosenKey(Shape shape, String store, String operation, List<String> columns) {
    return chosenKey(description, shape, store, operation, columns);
  }

  static @Nullable Key chosenKey(
      Description description, Shape shape, String store, String operation, List<String> columns) {
    Column key = shape.columns().get(shape.key()[0]);
    boolean chooses =
        description.records().chooseKeys().contains("uuid")
            && key.origin() == Origin.GENERATED
            && !(key.type() instanceof Type.Int)
            && !columns.contains(key.name());
    if (!chooses) {
      return null;
    }
    var uuid = Marks.key(store, operation);
    return Key.of(key.type() instanceof Type.Uuid ? uuid : uuid.toString());
  }

  /**
   * What of a batch was applied. Waits while a request may still be at work; then what is not found
   * was never applied.
   */
  Map<String, Applied> ofBatch(String store, String batch, List<Intent> intents) {
    Map<String, Applied> found = new LinkedHashMap<>();
    Description.Trace trace = description.trace();
    long until =
        System.nanoTime() + (trace == null ? Span.of("5s") : trace.settle()).length().toNanos();
    List<Intent> open = new ArrayList<>(intents);
    while (true) {
      byObject(open).forEach((object, some) -> found.putAll(look(store, batch, some)));
      open.removeIf(i -> found.containsKey(i.operation()));
      if (open.isEmpty() || System.nanoTime() - until > 0) {
        return found;
      }
      pause(Duration.ofNanos(Math.min(GLANCE.toNanos(), Math.max(1, until - System.nanoTime()))));
    }
  }

  private static Map<String, List<Intent>> byObject(List<Intent> intents) {
    Map<String, List<Intent>> objects = new LinkedHashMap<>();
    intents.forEach(
        i -> objects.computeIfAbsent(i.shape().object(), o -> new ArrayList<>()).add(i));
    return objects;
  }

  private static void pause(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnswerLost("interrupted while asking what was written", e);
    }
  }

  private Map<String, Applied> look(String store, String batch, List<Intent> intents) {
    Map<String, Applied> found = new HashMap<>();
    String object = intents.getFirst().shape().object();
    boolean traced = traces.hasOne(object);
    if (traced) {
      found.putAll(traces.find(store, Marks.of(store, "batch", batch), intents));
    }
    List<Intent> rest = intents.stream().filter(i -> !found.containsKey(i.operation())).toList();
    found.putAll(byChosenKey(store, rest));
    found.putAll(byOperation(store, rest));
    if (!traced) {
      found.putAll(
          byLooking(rest.stream().filter(i -> !found.containsKey(i.operation())).toList()));
    }
    return found;
  }

  /** Inserts that may have been sent before, whatever the batch: the rows they added. */
  Map<String, Key> inserted(String store, List<Intent> inserts) {
    Map<String, Key> keys = new HashMap<>();
    byObject(inserts)
        .forEach(
            (object, some) -> {
              Map<String, Applied> found = new HashMap<>(byChosenKey(store, some));
              found.putAll(byOperation(store, some));
              List<Intent> rest =
                  some.stream().filter(i -> !found.containsKey(i.operation())).toList();
              if (traces.hasOne(object)) {
                for (Intent i : rest) {
                  found.putAll(
                      traces.find(store, Marks.of(store, "op", i.operation()), List.of(i)));
                }
              } else {
                found.putAll(byLooking(rest));
              }
              found.forEach((operation, a) -> keys.put(operation, a.written()));
            });
    return keys;
  }

  private Map<String, Applied> byChosenKey(String store, List<Intent> intents) {
    Map<Key, String> chosen = new HashMap<>();
    Map<String, Applied> found = new HashMap<>();
    Shape shape = null;
    for (Intent i : intents) {
      Key key = i.isInsert() ? chosenKey(i.shape(), store, i.operation(), i.columns()) : null;
      if (key != null) {
        chosen.put(key, i.operation());
        shape = i.shape();
      }
    }
    if (shape != null) {
      for (Key key : reads.records(reads.shaped(shape), chosen.keySet()).keySet()) {
        String operation = chosen.get(key);
        if (operation != null) {
          found.put(operation, Applied.unnoted(key));
        }
      }
    }
    return found;
  }

  /** Inserts into an object that has a field for the operation. */
  private Map<String, Applied> byOperation(String store, List<Intent> intents) {
    String field = description.records().operationField();
    Map<String, String> byMark = new LinkedHashMap<>();
    for (Intent i : intents) {
      if (i.isInsert()) {
        byMark.put(Marks.of(store, "op", i.operation()), i.operation());
      }
    }
    if (field == null
        || byMark.isEmpty()
        || !catalog.hasOperationField(intents.getFirst().shape().object())) {
      return Map.of();
    }
    Shape all = intents.getFirst().shape();
    Column key = all.columns().get(all.key()[0]);
    Column mark = new Column(field, Type.Text.UNBOUNDED, "", true, Origin.GIVEN);
    Shape shape = new Shape(all.object(), List.of(key, mark), List.of(key.name()));
    List<Object[]> wanted = byMark.keySet().stream().map(m -> new Object[] {m}).toList();
    Map<String, Applied> found = new HashMap<>();
    for (Row row : reads.find(shape, List.of(field), wanted, false)) {
      String operation = byMark.get(String.valueOf(row.get(field)));
      Key written = row.key();
      if (operation != null && written != null) {
        found.put(operation, Applied.unnoted(written));
      }
    }
    return found;
  }

  // By the records

  private Map<String, Applied> byLooking(List<Intent> intents) {
    Map<String, Applied> found = new HashMap<>();
    Map<Key, Row> rows = new HashMap<>();
    List<Key> keys = intents.stream().map(Intent::key).filter(k -> k != null).toList();
    if (!keys.isEmpty()) {
      reads
          .fetch(intents.getFirst().shape(), keys)
          .forEach(r -> rows.put(Objects.requireNonNull(r.key()), r));
    }
    Set<Key> taken = new HashSet<>();
    for (Intent i : intents) {
      Key key = i.key();
      if (key == null) {
        key = created(i);
        if (key == null || !taken.add(key)) {
          continue;
        }
      } else if (i.isDelete() ? rows.containsKey(key) : !holds(rows.get(key), i)) {
        continue;
      }
      found.put(i.operation(), Applied.unnoted(key));
    }
    return found;
  }

  private @Nullable Key created(Intent i) {
    for (UniqueKey unique : catalog.describe(i.shape().object()).uniqueKeys()) {
      if (i.columns().containsAll(unique.columns())) {
        Object[] tuple =
            unique.columns().stream().map(c -> i.values()[i.columns().indexOf(c)]).toArray();
        if (Arrays.stream(tuple).allMatch(v -> v != null)) {
          return only(
              reads.find(i.shape(), unique.columns(), List.<Object[]>of(tuple), false).stream()
                  .filter(r -> sameValues(r, unique.columns(), tuple))
                  .toList());
        }
      }
    }
    List<String> told = new ArrayList<>();
    for (int n = 0; n < i.columns().size(); n++) {
      Object value = i.values()[n];
      if (value instanceof String || value instanceof Long) {
        told.add(i.columns().get(n));
      }
    }
    if (told.isEmpty()) {
      return null;
    }
    Object[] tuple = told.stream().map(c -> i.values()[i.columns().indexOf(c)]).toArray();
    return only(
        reads.find(i.shape(), told, List.<Object[]>of(tuple), false).stream()
            .filter(r -> holds(r, i))
            .toList());
  }

  private static @Nullable Key only(Collection<Row> rows) {
    return rows.size() == 1 ? rows.iterator().next().key() : null;
  }

  private static boolean holds(@Nullable Row row, Intent i) {
    return row != null && sameValues(row, i.columns(), i.values());
  }

  private static boolean sameValues(Row row, List<String> columns, @Nullable Object[] values) {
    for (int n = 0; n < values.length; n++) {
      Object stored = row.get(columns.get(n));
      boolean same =
          stored instanceof BigDecimal a && values[n] instanceof BigDecimal b
              ? a.compareTo(b) == 0
              : Objects.deepEquals(stored, values[n]);
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
