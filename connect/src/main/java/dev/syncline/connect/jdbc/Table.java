package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Nearest;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as the catalog describes it, or a model.
 *
 * @param name where it is; a model has no schema
 * @param schema what everybody sees of it
 * @param columns its columns by name, in declared order
 * @param readOnly why it cannot be written, such as {@code it is a view}; null if it can
 * @param query what a model asks; null for a table or view
 */
record Table(
    TableName name,
    ObjectSchema schema,
    Map<String, TableColumn> columns,
    @Nullable String readOnly,
    @Nullable Query query) {

  static Table of(
      TableName name, ObjectSchema schema, List<TableColumn> columns, @Nullable String readOnly) {
    return new Table(name, schema, byName(columns), readOnly, null);
  }

  /** What a query gives, which nobody can write. */
  static Table of(Query query, ObjectSchema schema, List<TableColumn> columns) {
    return new Table(
        new TableName("", schema.name()), schema, byName(columns), "it is a model", query);
  }

  private static Map<String, TableColumn> byName(List<TableColumn> columns) {
    Map<String, TableColumn> byName = new LinkedHashMap<>();
    columns.forEach(c -> byName.put(c.name(), c));
    return byName;
  }

  /** What stands behind FROM to read it. */
  String from(SourceDialect dialect) {
    return query == null ? dialect.table(name) : query.from();
  }

  /** Why neither triggers nor a log tell of changes of what cannot be written. */
  String untold() {
    return query == null
        ? shown() + ": " + readOnly + ". Capture it by timestamps or by scan."
        : shown() + " is a model, whose result is compared in full in every run.";
  }

  /** The name by which everybody knows it. */
  String shown() {
    return schema.name();
  }

  /** Whether a unique or foreign key of it has a name. */
  boolean hasConstraint(@Nullable String constraint) {
    return Stream.concat(
            schema.uniqueKeys().stream().map(ObjectSchema.UniqueKey::name),
            schema.foreignKeys().stream().map(ObjectSchema.ForeignKey::name))
        .anyMatch(name -> name.equals(constraint));
  }

  /**
   * A column by its exact name.
   *
   * @throws ConnectorException of kind MISSING
   */
  TableColumn column(String column) {
    TableColumn found = columns.get(column);
    if (found == null) {
      throw new ConnectorException(
          ConnectorException.Kind.MISSING,
          shown()
              + " has no column \""
              + column
              + "\""
              + Nearest.hint(column, columns.keySet())
              + ". Run check to compare the configuration with the database.",
          null);
    }
    return found;
  }

  /** The columns of a shape, in its order. */
  List<TableColumn> columns(Shape shape) {
    return shape.columns().stream().map(c -> column(c.name())).toList();
  }

  /** The columns of a shape's key, in key order. */
  List<TableColumn> key(Shape shape) {
    return Arrays.stream(shape.key()).mapToObj(i -> column(shape.columns().get(i).name())).toList();
  }
}
