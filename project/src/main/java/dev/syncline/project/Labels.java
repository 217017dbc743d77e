package dev.syncline.project;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Change;
import dev.syncline.core.value.Type;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people call records: of each task a text column that tells one from another. It is a help to
 * read, and nothing is decided by it.
 */
final class Labels {
  private static final int AT_A_TIME = 500;
  private static final List<String> TELLING = List.of("title", "name", "label", "subject", "slug");

  private final Ends ends;
  private final Map<String, Optional<String>> columns = new HashMap<>();

  Labels(Ends ends) {
    this.ends = ends;
  }

  /** The column by which records of a task are called on a side; nothing where none is fit. */
  Optional<String> column(Task task, Side side) {
    return columns.computeIfAbsent(task.id() + side.word(), k -> choose(task, side));
  }

  private static Optional<String> choose(Task task, Side side) {
    Set<String> matched = new LinkedHashSet<>();
    for (Task.MatchField field : task.match()) {
      matched.addAll(names(task, task.fields().get(field.field()), side));
    }
    List<String> fit =
        task.shape(side).stored().columns().stream()
            .filter(c -> c.type() instanceof Type.Text)
            .map(Column::name)
            .filter(name -> !task.neverJournaled().on(side).contains(name))
            .toList();
    return TELLING.stream()
        .flatMap(end -> fit.stream().filter(n -> n.toLowerCase(Locale.ROOT).endsWith(end)))
        .findFirst()
        .or(() -> fit.stream().filter(matched::contains).findFirst())
        .or(() -> fit.stream().findFirst());
  }

  private static List<String> names(Task task, FieldRule rule, Side side) {
    return rule.columns(side).stream().map(c -> task.shape(side).columns().get(c).name()).toList();
  }

  /** What a change of the label's own column gives; null where a record has none. */
  @Nullable Object of(Task task, Side side, List<Change> changes) {
    String column = column(task, side).orElse("");
    for (Change change : changes) {
      int at = names(task, task.fields().get(change.field()), side).indexOf(column);
      if (at >= 0 && at < change.after().length) {
        return change.after()[at];
      }
    }
    return null;
  }

  /** What a row holds in the label's column. */
  @Nullable Object of(Task task, Side side, Row row) {
    return column(task, side).filter(row.shape()::holds).map(row::get).orElse(null);
  }

  /** What records of a side are called now; nothing where the system cannot be asked. */
  Map<Key, String> ask(Task task, Side side, Collection<Key> keys) {
    Map<Key, String> found = new HashMap<>();
    Optional<String> column = column(task, side);
    if (column.isEmpty()) {
      return found;
    }
    Set<String> names = new LinkedHashSet<>(task.schema(side).identity());
    names.add(column.get());
    Shape shape = task.schema(side).shape(List.copyOf(names));
    List<Key> all = new ArrayList<>(keys);
    try {
      for (int i = 0; i < all.size(); i += AT_A_TIME) {
        List<Key> some = all.subList(i, Math.min(all.size(), i + AT_A_TIME));
        for (Row row : ends.on(side).fetch(shape, some)) {
          Key key = row.key();
          Object label = row.get(column.get());
          if (key != null && label != null) {
            found.put(key, label.toString());
          }
        }
      }
    } catch (ConnectorException e) {
      return found; // a label is no necessity: its record is shown by its key
    }
    return found;
  }
}
