package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.core.value.Type;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A {@link KeyFilter} whose tuples travel as one array per column, so that the statement is the
 * same for any number of them and is planned as look-ups in the key's index.
 *
 * @param folding what both sides of a comparison of texts go through
 */
record PostgresFilter(List<TableColumn> columns, UnaryOperator<String> folding)
    implements KeyFilter {

  @Override
  public int most() {
    return 10_000;
  }

  @Override
  public String sql(int tuples) {
    if (columns.size() == 1) {
      TableColumn column = columns.getFirst();
      String array = "CAST(? AS " + base(column) + "[])";
      if (column.type() instanceof Type.Text && !side(column).equals(name(column))) {
        array = "ARRAY(SELECT " + folding.apply("v") + " FROM unnest(" + array + ") v)";
      }
      return side(column) + " = ANY (" + array + ")";
    }
    List<String> sides = new ArrayList<>();
    List<String> arrays = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (TableColumn column : columns) {
      sides.add(side(column));
      arrays.add("CAST(? AS " + base(column) + "[])");
      String value = "v" + values.size();
      values.add(column.type() instanceof Type.Text ? folding.apply(value) : value);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      names.add("v" + i);
    }
    return "("
        + String.join(", ", sides)
        + ") IN (SELECT "
        + String.join(", ", values)
        + " FROM unnest("
        + String.join(", ", arrays)
        + ") AS v("
        + String.join(", ", names)
        + "))";
  }

  private static String base(TableColumn column) {
    return column.base();
  }

  private String side(TableColumn column) {
    return column.type() instanceof Type.Text ? folding.apply(name(column)) : name(column);
  }

  private static String name(TableColumn column) {
    return '"' + column.name().replace("\"", "\"\"") + '"';
  }

  @Override
  public void bind(PreparedStatement statement, int from, List<Object[]> tuples)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      TableColumn column = columns.get(i);
      String[] values = new String[tuples.size()];
      for (int j = 0; j < values.length; j++) {
        values[j] = PostgresText.of(column, Fit.as(column.type(), tuples.get(j)[i]));
      }
      statement.setArray(from + i, statement.getConnection().createArrayOf("text", values));
    }
  }
}
