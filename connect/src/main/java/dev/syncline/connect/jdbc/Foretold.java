package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Inserted rows as they will be stored, told from what is given and from the numbers that the
 * database generates: for tables where nothing else can alter a row on its way in.
 */
final class Foretold {
  private final Dialect dialect;
  private final Selection back;
  private final List<TableColumn> columns;
  private final List<TableColumn> generated;

  /**
   * Where each column of the answer comes from: given, generated (after the given), -1 for null.
   */
  private final int[] from;

  private Foretold(
      Dialect dialect,
      Selection back,
      List<TableColumn> columns,
      List<TableColumn> generated,
      int[] from) {
    this.dialect = dialect;
    this.back = back;
    this.columns = columns;
    this.generated = generated;
    this.from = from;
  }

  /**
   * Null when a column of the answer could not be told without reading it.
   *
   * @param numbered whether the number that a column generates will be known
   */
  static @Nullable Foretold plan(
      Dialect dialect, Selection back, List<TableColumn> columns, Predicate<TableColumn> numbered) {
    List<TableColumn> generated = new ArrayList<>();
    int[] from = new int[back.columns().size()];
    for (int i = 0; i < from.length; i++) {
      TableColumn column = back.columns().get(i);
      int given = columns.indexOf(column);
      if (given >= 0) {
        from[i] = given;
      } else if (numbered.test(column)) {
        from[i] = columns.size() + generated.size();
        generated.add(column);
      } else if (column.hasDefault() || column.column().origin() == Column.Origin.COMPUTED) {
        return null;
      } else {
        from[i] = -1;
      }
    }
    return new Foretold(dialect, back, columns, generated, from);
  }

  /** The columns whose numbers have to be known. */
  List<TableColumn> generated() {
    return generated;
  }

  /**
   * The rows' values in the answer's order, those that are generated still null; null if only the
   * system can tell what becomes of one of them.
   */
  @SuppressWarnings("ReferenceEquality") // UNKNOWN is a mark
  @Nullable List<@Nullable Object[]> tell(List<@Nullable Object[]> values) {
    List<@Nullable Object[]> told = new ArrayList<>(values.size());
    for (@Nullable Object[] given : values) {
      @Nullable Object[] stored = new @Nullable Object[from.length];
      for (int c = 0; c < from.length; c++) {
        if (from[c] >= 0 && from[c] < given.length) {
          stored[c] = stored(columns.get(from[c]), given[from[c]]);
          if (stored[c] == Stored.UNKNOWN) {
            return null;
          }
        }
      }
      told.add(stored);
    }
    return told;
  }

  /**
   * The rows.
   *
   * @param told what {@link #tell} said, which takes the numbers
   * @param numbers per generated column a number per row
   */
  List<Row> rows(List<@Nullable Object[]> told, List<long[]> numbers) {
    List<Row> rows = new ArrayList<>(told.size());
    for (int i = 0; i < told.size(); i++) {
      @Nullable Object[] stored = told.get(i);
      for (int c = 0; c < from.length; c++) {
        if (from[c] >= columns.size()) {
          stored[c] = numbers.get(from[c] - columns.size())[i];
        }
      }
      rows.add(new Row(back.shape(), stored));
    }
    return rows;
  }

  /** A null may become a default where null is not allowed. */
  private @Nullable Object stored(TableColumn column, @Nullable Object value) {
    if (value == null) {
      return column.column().nullable() ? null : Stored.UNKNOWN;
    }
    return dialect.stored(column, value);
  }
}
