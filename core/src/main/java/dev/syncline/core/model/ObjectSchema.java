package dev.syncline.core.model;

import dev.syncline.core.value.MatchForm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An object (a table, a view, a model, an application's record type) as its system describes it.
 *
 * @param name the name by which a configuration names it
 * @param columns its columns in declared order
 * @param primaryKey names of the primary key's columns in key order; empty where there is none
 * @param uniqueKeys other unique keys without a condition or an expression
 * @param foreignKeys references to other objects and to itself
 * @param isModel whether it is what a query gives: nothing keeps its key from being null, or in two
 *     rows, so that whoever reads has to look
 */
public record ObjectSchema(
    String name,
    List<Column> columns,
    List<String> primaryKey,
    List<UniqueKey> uniqueKeys,
    List<ForeignKey> foreignKeys,
    boolean isModel) {

  /** An object whose system keeps its keys. */
  public ObjectSchema(
      String name,
      List<Column> columns,
      List<String> primaryKey,
      List<UniqueKey> uniqueKeys,
      List<ForeignKey> foreignKeys) {
    this(name, columns, primaryKey, uniqueKeys, foreignKeys, false);
  }

  /** A model: the columns of a query, and those that identify a row. */
  public static ObjectSchema model(String name, List<Column> columns, List<String> key) {
    return new ObjectSchema(name, columns, key, List.of(), List.of(), true);
  }

  public ObjectSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKeys = List.copyOf(uniqueKeys);
    foreignKeys = List.copyOf(foreignKeys);
  }

  /**
   * A unique key. A primary key under which the system takes different texts for the same is among
   * them, too.
   *
   * @param name the constraint's or index's name
   * @param columns its columns in order
   * @param form which texts the system takes for the same key; where it overlooks spaces at the end
   *     alone, or accents beside case, the nearest form that overlooks enough of case and spaces
   */
  public record UniqueKey(String name, List<String> columns, MatchForm form) {}

  /**
   * A reference to another object's key.
   *
   * @param name the constraint's name
   * @param columns the referring columns in order
   * @param references the object referred to, named as {@link ObjectSchema#name()}
   * @param referencedColumns the columns referred to, as many as {@code columns}
   * @param cascadesDelete whether deleting the parent deletes the child in the system itself
   * @param deferrable whether its check can wait for the end of the transaction
   */
  public record ForeignKey(
      String name,
      List<String> columns,
      String references,
      List<String> referencedColumns,
      boolean cascadesDelete,
      boolean deferrable) {}

  /** Which texts the system takes for the same in the key that identifies its records. */
  public MatchForm identityForm() {
    Set<String> identity = Set.copyOf(identity());
    return uniqueKeys.stream()
        .filter(key -> Set.copyOf(key.columns()).equals(identity))
        .map(UniqueKey::form)
        .reduce(MatchForm.EXACT, MatchForm::weaker);
  }

  /** The column of that exact name. */
  public Optional<Column> column(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
  }

  /**
   * The columns that identify a row: the primary key, else the first unique key without nullable
   * columns; empty when rows cannot be told apart.
   */
  public List<String> identity() {
    if (!primaryKey.isEmpty()) {
      return primaryKey;
    }
    return uniqueKeys.stream()
        .filter(
            k ->
                k.columns().stream().allMatch(c -> column(c).map(x -> !x.nullable()).orElse(false)))
        .map(UniqueKey::columns)
        .findFirst()
        .orElse(List.of());
  }

  /** A shape over some of its columns and its identity. */
  public Shape shape(List<String> columnNames) {
    List<Column> picked =
        columnNames.stream()
            .map(
                c ->
                    column(c)
                        .orElseThrow(
                            () -> new IllegalArgumentException(name + " has no column " + c)))
            .toList();
    return new Shape(name, picked, identity());
  }
}
