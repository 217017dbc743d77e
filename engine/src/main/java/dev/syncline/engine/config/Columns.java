package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds columns by the names that people write. */
final class Columns {
  private static final int MOST_WRITTEN = 5;

  private Columns() {}

  /**
   * The column that {@link #find(ObjectSchema, String)} finds, else a finding.
   *
   * @param notation how a column's name is written in that place, before YAML quotes it
   */
  static Optional<Column> find(
      Position at,
      String name,
      String task,
      ObjectSchema schema,
      UnaryOperator<String> notation,
      Findings findings) {
    Optional<Column> found = find(schema, name);
    if (found.isEmpty()) {
      List<String> names = schema.columns().stream().map(Column::name).toList();
      findings.error(
          at,
          "task " + task + ": " + schema.name() + " has no column \"" + name + "\"",
          Nearest.remedy(name, "Its columns", names) + writing(name, names, notation));
    }
    return found;
  }

  /** How the names that may be meant stand in the file, as far as that is not plain. */
  private static String writing(String name, List<String> columns, UnaryOperator<String> notation) {
    Optional<String> near = Nearest.to(name, columns);
    List<String> written =
        near.map(List::of).orElse(columns).stream()
            .filter(n -> !YamlScalar.of(notation.apply(n)).equals(n))
            .map(n -> YamlScalar.of(notation.apply(n)))
            .limit(MOST_WRITTEN)
            .toList();
    return written.isEmpty()
        ? ""
        : (near.isPresent() ? " Write it as " : " Names that need quotes are written as ")
            + String.join(", ", written)
            + ".";
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
