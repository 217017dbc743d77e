package dev.syncline.connect.parts;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An object whose records have parts in others. To everybody who synchronizes it, it is one object
 * of the root's name, with the root's columns and those of the parts, {@code address.street}; but
 * for those that say which rows belong together.
 *
 * @param root the object that makes a record: with its row a record comes and goes
 * @param parts what hangs on it, at least one
 */
public record Whole(ObjectSchema root, List<Part> parts) {
  public Whole {
    parts = List.copyOf(parts);
  }

  /**
   * The object as it is synchronized. A part need not be there, so that its columns may be null.
   */
  public ObjectSchema schema() {
    Set<String> referring = referring();
    List<Column> columns = new ArrayList<>(root.columns());
    columns.removeIf(c -> referring.contains(c.name()));
    List<ForeignKey> foreignKeys = new ArrayList<>(root.foreignKeys());
    foreignKeys.removeIf(k -> k.columns().stream().anyMatch(referring::contains));
    for (Part part : parts) {
      for (Column c : part.columns()) {
        Origin origin = c.origin() == Origin.DEFAULT ? Origin.DEFAULT_OF_PART : c.origin();
        columns.add(new Column(part.calls(c.name()), c.type(), c.nativeType(), true, origin));
      }
      foreignKeys(part).forEach(foreignKeys::add);
    }
    return new ObjectSchema(
        root.name(),
        columns,
        root.primaryKey(),
        root.uniqueKeys().stream()
            .filter(k -> k.columns().stream().noneMatch(referring::contains))
            .toList(),
        foreignKeys);
  }

  /** Whether a record can be without a row of a part, as far as the root is concerned. */
  public boolean canLack(Part part) {
    return part.referring().stream().allMatch(c -> root.column(c).orElseThrow().nullable());
  }

  /** Whether a unique key of the root rules out that two records refer to one row of a part. */
  public boolean isUnique(Part part) {
    return root.uniqueKeys().stream().anyMatch(k -> part.referring().containsAll(k.columns()));
  }

  /** The root's columns that refer to parts: these give them, and records do not show them. */
  Set<String> referring() {
    return parts.stream().flatMap(p -> p.referring().stream()).collect(Collectors.toSet());
  }

  /**
   * What a part refers to. That its row would go with what it refers to is said of its own object.
   */
  private static List<ForeignKey> foreignKeys(Part part) {
    Set<String> shown = part.columns().stream().map(Column::name).collect(Collectors.toSet());
    return part.object().foreignKeys().stream()
        .filter(k -> shown.containsAll(k.columns()))
        .map(
            k ->
                new ForeignKey(
                    k.name(),
                    k.columns().stream().map(part::calls).toList(),
                    k.references(),
                    k.referencedColumns(),
                    false,
                    k.deferrable()))
        .toList();
  }

  /**
   * By what a column is given that records do not show, since a part says it.
   *
   * @param part which
   * @param key the key of the part's configuration that says it
   */
  public record Given(Part part, String key) {}

  /** What gives a column that records do not show; nothing when no part does. */
  public Optional<Given> given(String column) {
    for (Part part : parts) {
      if (part.referring().contains(column)) {
        return Optional.of(new Given(part, "from"));
      }
      for (String fixed : part.fixed()) {
        if (part.calls(fixed).equals(column)) {
          return Optional.of(new Given(part, part.linked().contains(fixed) ? "key" : "where"));
        }
      }
    }
    return Optional.empty();
  }
}
