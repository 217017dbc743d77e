package dev.syncline.engine.config;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds columns by the names that people write. */
final class Columns {
  private Columns() {}

  /** The column that {@link #find(ObjectSchema, String)} finds, else a finding. */
  static Optional<Column> find(
      Position at, String name, String task, ObjectSchema schema, Findings findings) {
    Optional<Column> found = find(schema, name);
    if (found.isEmpty()) {
      findings.error(
          at,
          "task " + task + ": " + schema.name() + " has no column \"" + name + "\"",
          Nearest.remedy(
              name, "Its columns", schema.columns().stream().map(Column::name).toList()));
    }
    return found;
  }

  /** The column of that name; else, where only one does, that differs in case. */
  static Optional<Column> find(ObjectSchema schema, String name) {
    Optional<Column> exact = schema.column(name);
    if (exact.isPresent()) {
      return exact;
    }
    List<Column> loose =
        schema.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).toList();
    return loose.size() == 1 ? Optional.of(loose.getFirst()) : Optional.empty();
  }

  /** A name without what differs between two people's habits: case, underscores, spaces. */
  static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_\\-\\s]", "");
  }
}
