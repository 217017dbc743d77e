package dev.syncline.engine.relations;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Flaw;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of some rows refer to which others of them, by the foreign keys of their objects. Those of
 * each side are among themselves.
 *
 * @param <T> what a row stands for
 */
public final class Referring<T> {
  /** What a foreign key refers to, wherever it is. */
  private record Columns(Side side, String object, List<String> names) {}

  /** Values of such columns. */
  private record Place(Columns columns, Key values) {}

  private record Added(Side side, ObjectSchema schema, Row row) {}

  private final Map<T, Added> rows = new LinkedHashMap<>();
  private final Map<Place, Set<T>> referring = new HashMap<>();
  private final Set<Columns> referredTo = new HashSet<>();

  /**
   * Adds a row.
   *
   * @param row with all columns that foreign keys are about
   */
  public void add(T what, Side side, ObjectSchema schema, Row row) {
    rows.put(what, new Added(side, schema, row));
    for (ForeignKey key : schema.foreignKeys()) {
      Key values = values(row, key.columns());
      if (values != null) {
        Columns columns = new Columns(side, key.references(), key.referencedColumns());
        referredTo.add(columns);
        referring.computeIfAbsent(new Place(columns, values), p -> new HashSet<>()).add(what);
      }
    }
  }

  /** By each row that is referred to, those that refer to it; itself may be among them. */
  public Map<T, Set<T>> toEach() {
    Map<T, Set<T>> all = new LinkedHashMap<>();
    rows.forEach(
        (what, added) -> {
          for (Columns columns : referredTo) {
            boolean its =
                columns.side() == added.side() && columns.object().equals(added.schema().name());
            Key values = its ? values(added.row(), columns.names()) : null;
            if (values != null) {
              Set<T> some = referring.getOrDefault(new Place(columns, values), Set.of());
              if (!some.isEmpty()) {
                all.computeIfAbsent(what, w -> new HashSet<>()).addAll(some);
              }
            }
          }
        });
    return all;
  }

  /** By each row that refers to others, those that it refers to. */
  public Map<T, Set<T>> fromEach() {
    Map<T, Set<T>> all = new LinkedHashMap<>();
    toEach()
        .forEach(
            (to, some) ->
                some.forEach(from -> all.computeIfAbsent(from, f -> new HashSet<>()).add(to)));
    return all;
  }

  /** Null where nothing is referred to. */
  private static @Nullable Key values(Row row, List<String> columns) {
    Object[] parts = new Object[columns.size()];
    for (int i = 0; i < parts.length; i++) {
      Object value = row.get(columns.get(i));
      if (value == null || value instanceof Flaw) {
        return null;
      }
      parts[i] = value;
    }
    return Key.of(parts);
  }
}
