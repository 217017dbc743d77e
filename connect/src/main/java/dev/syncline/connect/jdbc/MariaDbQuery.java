package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a query in MariaDB or MySQL, which is prepared for it and not run. Where a column
 * is one of a table's, the catalog tells what the server's answer leaves out: labels, and JSON.
 */
final class MariaDbQuery {
  private static final String UNSIGNED = " UNSIGNED";

  private MariaDbQuery() {}

  static List<TableColumn> columns(MariaDbDialect dialect, Connection connection, Query query)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.text())) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        throw new SQLException(
            "a ? in it is taken for a parameter; put it between quotes", "42000");
      }
      ResultSetMetaData result = statement.getMetaData();
      List<TableColumn> columns = new ArrayList<>();
      for (int i = 1; result != null && i <= result.getColumnCount(); i++) {
        TableColumn stored = stored(dialect, connection, result, i);
        columns.add(stored == null ? computed(result, i) : stored.named(result.getColumnLabel(i)));
      }
      if (columns.isEmpty()) {
        throw new SQLException("it gives no rows: it has to be a SELECT", "42000");
      }
      return columns;
    }
  }

  /** The table's column that a result's column is; null where it is none. */
  private static @Nullable TableColumn stored(
      MariaDbDialect dialect, Connection connection, ResultSetMetaData result, int column)
      throws SQLException {
    String table = result.getTableName(column);
    if (table == null || table.isEmpty()) {
      return null;
    }
    try (PreparedStatement statement = connection.prepareStatement(dialect.catalog().columns())) {
      statement.setString(1, result.getCatalogName(column));
      statement.setString(2, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getString(1).equals(result.getColumnName(column))) {
            return dialect.column(row);
          }
        }
        return null;
      }
    }
  }

  private static TableColumn computed(ResultSetMetaData result, int column) throws SQLException {
    String told = result.getColumnTypeName(column).toUpperCase(Locale.ROOT);
    boolean unsigned = told.endsWith(UNSIGNED);
    String name = unsigned ? told.substring(0, told.length() - UNSIGNED.length()) : told;
    return MariaDbTypes.computed(
        result.getColumnLabel(column),
        switch (name) {
          case "INTEGER" -> "int";
          case "NULL" -> "binary"; // as in a view
          default -> name.toLowerCase(Locale.ROOT);
        },
        unsigned,
        result.getPrecision(column),
        result.getPrecision(column),
        result.getScale(column));
  }
}
