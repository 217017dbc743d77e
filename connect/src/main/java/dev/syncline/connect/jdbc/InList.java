package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * A {@link KeyFilter} as {@code column IN (?, …)}, or {@code (a, b) IN ((?, ?), …)}.
 *
 * @param columns the columns
 * @param sides per column the expression that is compared, and what a parameter looks like in it
 * @param rowsFrom what stands before the first tuple of several columns: nothing, or VALUES
 */
record InList(
    SourceDialect dialect,
    List<TableColumn> columns,
    List<Compared> sides,
    String rowsFrom,
    int most)
    implements KeyFilter {

  /** How a column is compared: its expression and the parameter's. */
  record Compared(String column, String parameter) {}

  @Override
  public String sql(int tuples) {
    if (sides.size() == 1) {
      return sides.getFirst().column
          + " IN ("
          + String.join(", ", Collections.nCopies(tuples, sides.getFirst().parameter))
          + ")";
    }
    String row = "(" + String.join(", ", sides.stream().map(Compared::parameter).toList()) + ")";
    return "("
        + String.join(", ", sides.stream().map(Compared::column).toList())
        + ") IN ("
        + rowsFrom
        + String.join(", ", Collections.nCopies(tuples, row))
        + ")";
  }

  @Override
  public void bind(PreparedStatement statement, int from, List<Object[]> tuples)
      throws SQLException {
    int at = from;
    for (Object[] tuple : tuples) {
      for (int i = 0; i < columns.size(); i++) {
        TableColumn column = columns.get(i);
        dialect.bind(statement, at++, column, Fit.as(column.type(), tuple[i]));
      }
    }
  }
}
