package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a query in SQLite: of the types that a view of it would declare. A view that only
 * this connection sees, and that is gone afterwards, tells them. What is no column of a table has
 * none; there the values say of which kind they are.
 */
final class SqliteQuery {
  private static final String VIEW = "syncline_model";

  /** As many values of a column, and rows, are looked at for their kind. */
  private static final int VALUES = 1_000;

  private static final int ROWS = 10_000;

  /** What the driver says of a column of no declared type. */
  private static final String UNTOLD = "NUMERIC";

  private SqliteQuery() {}

  static List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> told = new ArrayList<>();
    result(connection, query, names, told);
    List<String> declared = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP VIEW IF EXISTS temp." + VIEW);
      statement.execute("CREATE TEMP VIEW " + VIEW + " AS SELECT * FROM " + query.from());
      try (ResultSet row =
          statement.executeQuery("SELECT type FROM pragma_table_xinfo('" + VIEW + "')")) {
        while (row.next()) {
          declared.add(declared(row.getString(1), told.get(declared.size())));
        }
      } finally {
        statement.execute("DROP VIEW temp." + VIEW);
      }
    }
    List<Set<String>> kinds = declared.contains("") ? kinds(connection, query, names) : List.of();
    List<TableColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String type = declared.get(i).isEmpty() ? of(kinds.get(i)) : declared.get(i);
      columns.add(SqliteTypes.computed(names.get(i), type));
    }
    return columns;
  }

  /**
   * Names and types as the query itself gives them: of two columns of one name SQLite would give
   * one another name in the view.
   */
  private static void result(
      Connection connection, Query query, List<String> names, List<String> types)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.text())) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        throw new SQLException("a ? in it is taken for a parameter; put it between quotes");
      }
      ResultSetMetaData result = statement.getMetaData();
      for (int i = 1; i <= result.getColumnCount(); i++) {
        names.add(result.getColumnLabel(i));
        types.add(result.getColumnTypeName(i));
      }
      if (names.isEmpty()) {
        throw new SQLException("it gives no rows: it has to be a SELECT");
      }
    }
  }

  /**
   * What a column declares; empty for nothing. A view names an affinity there, such as NUM, and the
   * driver {@link #UNTOLD}: only together they tell nothing from NUMERIC.
   */
  private static String declared(@Nullable String view, String driver) {
    return view == null
            || driver.equals(UNTOLD) && !view.toUpperCase(Locale.ROOT).startsWith(UNTOLD)
        ? ""
        : view;
  }

  private static List<Set<String>> kinds(Connection connection, Query query, List<String> names)
      throws SQLException {
    List<Set<String>> kinds = names.stream().<Set<String>>map(n -> new TreeSet<>()).toList();
    int[] seen = new int[names.size()];
    String list =
        names.stream()
            .map(n -> "typeof(\"" + n.replace("\"", "\"\"") + "\")")
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + list + " FROM " + query.from() + " LIMIT " + ROWS)) {
      while (row.next()) {
        for (int i = 0; i < seen.length; i++) {
          String kind = row.getString(i + 1);
          if (!kind.equals("null") && seen[i]++ < VALUES) {
            kinds.get(i).add(kind);
          }
        }
      }
    }
    return kinds;
  }

  /** A declaration for values of some kinds; none where they have nothing in common. */
  private static String of(Set<String> kinds) {
    if (kinds.equals(Set.of("integer", "real"))) {
      return "NUMERIC";
    }
    return kinds.size() == 1 ? kinds.iterator().next().toUpperCase(Locale.ROOT) : "";
  }
}
