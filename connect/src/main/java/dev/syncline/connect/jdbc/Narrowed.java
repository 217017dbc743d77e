package dev.syncline.connect.jdbc;

import dev.syncline.core.mapping.Narrowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A narrowing as a condition of SQL that leaves out no row which fulfils it: what a dialect does
 * not surely see as Syncline does is dropped.
 */
final class Narrowed {
  private final SourceDialect dialect;
  private final Table table;

  Narrowed(SourceDialect dialect, Table table) {
    this.dialect = dialect;
    this.table = table;
  }

  /** To stand after WHERE; empty where nothing is left out. */
  String sql(Narrowing narrowing) {
    return Objects.requireNonNullElse(condition(narrowing), "");
  }

  /** Null for all rows. */
  private @Nullable String condition(Narrowing narrowing) {
    return switch (narrowing) {
      case Narrowing.All all -> {
        List<String> parts = new ArrayList<>();
        for (Narrowing part : all.parts()) {
          String condition = condition(part);
          if (condition != null) {
            parts.add(condition);
          }
        }
        yield parts.isEmpty() ? null : joined(parts, " AND ");
      }
      case Narrowing.Any any -> {
        List<String> parts = new ArrayList<>();
        for (Narrowing part : any.parts()) {
          String condition = condition(part);
          if (condition == null) {
            yield null;
          }
          parts.add(condition);
        }
        yield parts.isEmpty() ? null : joined(parts, " OR ");
      }
      case Narrowing.Compared compared -> {
        TableColumn column = table.column(compared.column());
        String value = dialect.comparable(column, compared.operator(), compared.value());
        yield value == null
            ? null
            : dialect.quote(column.name()) + " " + compared.operator().sign() + " " + value;
      }
      case Narrowing.Null isNull -> {
        TableColumn column = table.column(isNull.column());
        yield dialect.tellsNull(column)
            ? dialect.quote(column.name()) + (isNull.isNull() ? " IS NULL" : " IS NOT NULL")
            : null;
      }
    };
  }

  private static String joined(List<String> parts, String by) {
    return parts.size() == 1 ? parts.getFirst() : "(" + String.join(by, parts) + ")";
  }
}
