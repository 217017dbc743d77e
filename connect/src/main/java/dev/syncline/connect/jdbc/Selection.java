package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The select list for a shape, and how its rows are read.
 *
 * <p>Values that are too large never leave the server: columns that could hold one are selected as
 * null where they do, and one more number at the end of the list says which columns that were, bit
 * by bit; it is null in ordinary rows.
 */
final class Selection {
  /** Columns beyond share the last bit. */
  private static final int BITS = 62;

  private final Table table;
  private final List<TableColumn> key;
  private final Shape shape;
  private final List<TableColumn> columns;
  private final ValueReader[] readers;
  private final int[] bits;
  private final String list;
  private final boolean guarded;
  private final Flaw tooLarge;

  Selection(SourceDialect dialect, Table table, Shape shape, long maxValueBytes) {
    this.table = table;
    this.shape = shape;
    this.columns = table.columns(shape);
    this.key = table.key(shape);
    this.readers = new ValueReader[columns.size()];
    this.bits = new int[columns.size()];
    List<String> expressions = new ArrayList<>();
    List<String> large = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      TableColumn column = columns.get(i);
      readers[i] = dialect.reader(column);
      bits[i] = -1;
      String sql = dialect.quote(column.name());
      String expression = dialect.selected(column, sql);
      String length = dialect.byteLength(column, sql, maxValueBytes);
      if (length != null) {
        bits[i] = Math.min(large.size(), BITS - 1);
        String over = length + " > " + maxValueBytes;
        expression = "CASE WHEN " + over + " THEN NULL ELSE " + expression + " END";
        large.add(over);
      }
      expressions.add(expression);
    }
    this.guarded = !large.isEmpty();
    if (guarded) {
      expressions.add("CASE WHEN " + anyOf(large) + " THEN " + which(large) + " END");
    }
    if (expressions.isEmpty()) {
      expressions.add("1");
    }
    this.list = String.join(", ", expressions);
    this.tooLarge = tooLarge(maxValueBytes);
  }

  /** What stands for a value of more bytes than are read. */
  static Flaw tooLarge(long maxValueBytes) {
    return new Flaw(
        "holds more than "
            + maxValueBytes
            + " bytes; leave the column out or raise max-value-size of the connection");
  }

  private static String anyOf(List<String> conditions) {
    return String.join(" OR ", conditions);
  }

  private static String which(List<String> large) {
    List<String> terms = new ArrayList<>();
    for (int bit = 0; bit < Math.min(large.size(), BITS); bit++) {
      int end = bit < BITS - 1 ? bit + 1 : large.size();
      terms.add(
          "CASE WHEN " + anyOf(large.subList(bit, end)) + " THEN " + (1L << bit) + " ELSE 0 END");
    }
    return String.join(" + ", terms);
  }

  Table table() {
    return table;
  }

  Shape shape() {
    return shape;
  }

  /** The columns selected, in order. */
  List<TableColumn> columns() {
    return columns;
  }

  /** The columns that identify a row, in key order. */
  List<TableColumn> key() {
    return key;
  }

  /** The select list. */
  String list() {
    return list;
  }

  /** Reads the values of one column. */
  ValueReader reader(int column) {
    return readers[column];
  }

  /** Whether one more number follows the columns. */
  boolean guarded() {
    return guarded;
  }

  /** Reads the current row of a result that begins with this list. */
  Row row(ResultSet result) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[readers.length];
    for (int i = 0; i < readers.length; i++) {
      values[i] = readers[i].read(result, i + 1);
    }
    if (guarded) {
      long which = result.getLong(readers.length + 1);
      if (which != 0) {
        flaw(values, which);
      }
    }
    return new Row(shape, values);
  }

  /** Marks the values that stayed on the server. */
  void flaw(@Nullable Object[] values, long which) {
    for (int i = 0; i < values.length; i++) {
      if (bits[i] >= 0 && values[i] == null && (which & (1L << bits[i])) != 0) {
        values[i] = tooLarge;
      }
    }
  }

  /** A row's key; null where there is none, or a part of it is null or unreadable. */
  @Nullable Key key(Row row) {
    return key.isEmpty() ? null : shape.keyOf(row.values());
  }
}
