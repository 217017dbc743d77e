package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements that make a table like one of another system: its columns with types of this
 * dialect, its keys, its generated key as a generated key here, its foreign keys. Defaults,
 * computations and checks stay behind; what has no type here is left out and said so in a comment.
 */
final class CreateTable {
  private final Dialect dialect;
  private final String defaultSchema;

  CreateTable(Dialect dialect, String defaultSchema) {
    this.dialect = dialect;
    this.defaultSchema = defaultSchema;
  }

  List<String> statements(TableName name, ObjectSchema model) {
    Set<String> keyColumns = keyColumns(model);
    Set<String> leftOut = new LinkedHashSet<>();
    List<String> lines = new ArrayList<>();
    List<String> comments = new ArrayList<>();
    boolean keyInline = false;
    for (Column column : model.columns()) {
      String definition = definition(model, column, keyColumns.contains(column.name()));
      if (definition == null) {
        leftOut.add(column.name());
        comments.add(
            "-- left out: "
                + column.name().replaceAll("\\s", " ")
                + ", whose type "
                + column.nativeType().replaceAll("\\s", " ")
                + " has no counterpart\n");
      } else {
        keyInline |= definition.contains("PRIMARY KEY");
        lines.add(dialect.quote(column.name()) + " " + definition);
        String narrowed = dialect.narrowed(column.type());
        if (!narrowed.isEmpty()) {
          comments.add("-- " + column.name().replaceAll("\\s", " ") + ": " + narrowed + "\n");
        }
      }
    }
    if (!keyInline && !model.primaryKey().isEmpty() && disjoint(model.primaryKey(), leftOut)) {
      lines.add("PRIMARY KEY (" + quoted(model.primaryKey()) + ")");
    }
    for (UniqueKey key : model.uniqueKeys()) {
      boolean primary = key.columns().equals(model.primaryKey());
      if (!primary && disjoint(key.columns(), leftOut)) {
        lines.add("UNIQUE (" + quoted(key.columns()) + ")");
      }
    }
    List<String> later = new ArrayList<>();
    for (ForeignKey key : model.foreignKeys()) {
      if (disjoint(key.columns(), leftOut)) {
        if (dialect.foreignKeysInline()) {
          lines.add(reference(key));
        } else {
          later.add("ALTER TABLE " + dialect.table(name) + " ADD " + reference(key));
        }
      }
    }
    List<String> statements = new ArrayList<>();
    statements.add(
        String.join("", comments)
            + "CREATE TABLE "
            + dialect.table(name)
            + " (\n  "
            + String.join(",\n  ", lines)
            + "\n)"
            + dialect.tableOptions());
    statements.addAll(later);
    return statements;
  }

  /** Columns of primary, unique and foreign keys: an index must be able to hold them. */
  private static Set<String> keyColumns(ObjectSchema model) {
    Set<String> columns = new LinkedHashSet<>(model.primaryKey());
    model.uniqueKeys().forEach(k -> columns.addAll(k.columns()));
    model.foreignKeys().forEach(k -> columns.addAll(k.columns()));
    return columns;
  }

  private @Nullable String definition(ObjectSchema model, Column column, boolean key) {
    boolean onlyKey = model.primaryKey().equals(List.of(column.name()));
    if (column.origin() == Origin.GENERATED && column.type() instanceof Type.Int && onlyKey) {
      return dialect.generatedKey(column.type(), true);
    }
    String type = dialect.nativeType(column.type(), key);
    if (type == null) {
      return null;
    }
    return type + (column.nullable() ? dialect.nullable() : " NOT NULL");
  }

  private String reference(ForeignKey key) {
    List<String> parts = TableName.parse(key.references());
    TableName parent =
        parts == null || parts.size() == 1 || defaultSchema.isEmpty() || !dialect.hasSchemas()
            ? new TableName(defaultSchema, parts == null ? key.references() : parts.getLast())
            : new TableName(parts.getFirst(), parts.getLast());
    return "FOREIGN KEY ("
        + quoted(key.columns())
        + ") REFERENCES "
        + dialect.table(parent)
        + " ("
        + quoted(key.referencedColumns())
        + ")"
        + (key.cascadesDelete() ? " ON DELETE CASCADE" : "")
        + (key.deferrable() ? dialect.deferrable() : "");
  }

  private String quoted(List<String> names) {
    return String.join(", ", names.stream().map(dialect::quote).toList());
  }

  private static boolean disjoint(List<String> columns, Set<String> leftOut) {
    return columns.stream().noneMatch(leftOut::contains);
  }
}
