package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The columns of a query in PostgreSQL, which is prepared for it and not run. The server names each
 * column's type; the catalog then tells of it what it tells of a table's.
 */
final class PostgresQuery {
  private static final String HEAD = "SELECT * FROM ";

  private PostgresQuery() {}

  static List<TableColumn> columns(Connection connection, Query query) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<Integer> modifiers = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(HEAD + query.from())) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        throw new SQLException(
            "a ? in it is taken for a parameter; write the function behind the operator, such as"
                + " jsonb_exists(a, 'b') for a ? 'b'",
            "42601");
      }
      ResultSetMetaData result = statement.getMetaData();
      for (int i = 1; i <= result.getColumnCount(); i++) {
        String type = stored(result.getColumnTypeName(i));
        names.add(result.getColumnLabel(i));
        types.add(type.startsWith("\"") ? type : '"' + type + '"');
        modifiers.add(modifier(type, result.getPrecision(i), result.getScale(i)));
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(PostgresCatalog.QUERIED)) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      statement.setArray(2, connection.createArrayOf("text", types.toArray()));
      statement.setArray(3, connection.createArrayOf("int4", modifiers.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        List<TableColumn> columns = new ArrayList<>();
        while (row.next()) {
          columns.add(PostgresTypes.column(row));
        }
        return columns;
      }
    }
  }

  /** The driver says serial of what a column generates; such a type does not exist. */
  private static String stored(String type) {
    return switch (type) {
      case "smallserial" -> "int2";
      case "serial" -> "int4";
      case "bigserial" -> "int8";
      default -> type;
    };
  }

  /** What the catalog would say of lengths, which the driver says as precision and scale. */
  private static int modifier(String type, int precision, int scale) {
    boolean given = precision > 0 && precision < Integer.MAX_VALUE;
    return switch (type.startsWith("_") ? type.substring(1) : type) {
      case "numeric" -> given ? ((precision << 16) | scale) + 4 : -1;
      case "varchar", "bpchar" -> given ? precision + 4 : -1;
      case "bit", "varbit" -> given ? precision : -1;
      case "time", "timetz", "timestamp", "timestamptz" -> scale == 6 ? -1 : scale;
      default -> -1;
    };
  }

  /** Where behind the head, and the parenthesis, the server finds a fault. */
  static int placeIn(SQLException e) {
    ServerErrorMessage server =
        Failure.root(e) instanceof PSQLException p ? p.getServerErrorMessage() : null;
    return server == null || server.getPosition() <= HEAD.length() + 1
        ? 0
        : server.getPosition() - HEAD.length() - 1;
  }
}
