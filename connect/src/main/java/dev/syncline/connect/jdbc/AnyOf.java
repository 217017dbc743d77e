package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * A {@link KeyFilter} as {@code (a = ? AND b = ?) OR …}, which every database understands.
 *
 * @param columns the columns
 * @param comparisons of each column, with a parameter
 */
record AnyOf(SourceDialect dialect, List<TableColumn> columns, List<String> comparisons, int most)
    implements KeyFilter {

  @Override
  public String sql(int tuples) {
    String one = "(" + String.join(" AND ", comparisons) + ")";
    return "(" + String.join(" OR ", Collections.nCopies(tuples, one)) + ")";
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
