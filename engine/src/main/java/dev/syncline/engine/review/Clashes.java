package dev.syncline.engine.review;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records that only one environment has and that cannot both be there: they were made in both
 * independently, under different keys and with the same values in a unique key.
 */
final class Clashes {
  private final Map<Integer, Task> tasks;
  private final Map<Taken, Standing> standing = new HashMap<>();

  /**
   * @param tasks those of the sync, by id
   */
  Clashes(Map<Integer, Task> tasks) {
    this.tasks = Map.copyOf(tasks);
  }

  /**
   * A record that only the written environment has.
   *
   * @param number that of its deletion in the plan
   * @param unique the columns that no other record may have the same values in
   */
  record Standing(int number, Key key, List<String> unique) {}

  private record Taken(int task, List<String> unique, List<Object> values) {}

  /** Takes note of a record that only the written environment has. */
  void add(int number, Delete delete) {
    Row row = delete.before();
    Key key = delete.key(delete.side());
    if (row == null || key == null || delete.key(delete.side().other()) != null) {
      return;
    }
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < row.shape().stored().size(); i++) {
      values.put(row.shape().columns().get(i).name(), row.get(i));
    }
    for (UniqueKey unique : uniqueKeys(task(delete.task()), delete.side())) {
      taken(delete.task(), unique, values)
          .ifPresent(taken -> standing.put(taken, new Standing(number, key, unique.columns())));
    }
  }

  /** What stands in the way of a new record. */
  Optional<Standing> inTheWayOf(Create create) {
    if (standing.isEmpty()) {
      return Optional.empty();
    }
    Task task = task(create.task());
    Map<String, Object> values = new HashMap<>();
    for (Change change : create.changes()) {
      List<Integer> columns = task.fields().get(change.field()).columns(create.side());
      for (int i = 0; i < columns.size(); i++) {
        Column column = task.shape(create.side()).columns().get(columns.get(i));
        values.put(column.name(), change.after()[i]);
      }
    }
    return uniqueKeys(task, create.side()).stream()
        .flatMap(unique -> taken(create.task(), unique, values).stream())
        .flatMap(taken -> Optional.ofNullable(standing.get(taken)).stream())
        .findFirst();
  }

  private Task task(int id) {
    return Objects.requireNonNull(tasks.get(id));
  }

  /** What identifies a record has paired those that have it in common already. */
  private static List<UniqueKey> uniqueKeys(Task task, Side side) {
    ObjectSchema schema = task.schema(side);
    Set<String> identity = Set.copyOf(schema.identity());
    return schema.uniqueKeys().stream()
        .filter(unique -> !Set.copyOf(unique.columns()).equals(identity))
        .toList();
  }

  private static Optional<Taken> taken(int task, UniqueKey unique, Map<String, Object> values) {
    List<Object> parts = new ArrayList<>();
    for (String column : unique.columns()) {
      Object part = comparable(values.get(column), unique);
      if (part == null) {
        return Optional.empty(); // nothing is the same as null, or not known yet
      }
      parts.add(part);
    }
    return Optional.of(new Taken(task, unique.columns(), parts));
  }

  private static @Nullable Object comparable(@Nullable Object value, UniqueKey unique) {
    return switch (value) {
      case String text -> unique.form().apply(text);
      case BigDecimal number -> number.stripTrailingZeros();
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case null -> null;
      default -> value;
    };
  }
}
