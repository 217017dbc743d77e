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
 * A table or view as the catalog describes it.
 *
 * @param name where it is
 * @param schema what everybody sees of it
 * @param columns its columns by name, in declared order
 * @param readOnly why it cannot be written, such as {@code it is a view}; null if it can
 */
record Table(
    TableName name,
    ObjectSchema schema,
    Map<String, TableColumn> columns,
    @Nullable String readOnly) {

  static Table of(
      TableName name, ObjectSchema schema, List<TableColumn> columns, @Nullable String readOnly) {
    Map<String, TableColumn> byName = new LinkedHashMap<>();
    columns.forEach(c -> byName.put(c.name(), c));
    return new Table(name, schema, byName, readOnly);
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
