package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.core.mapping.Narrowing.Operator;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All of a database that reading takes: how it is connected with and what it is asked. A database
 * that is a source of models has nothing else; of one that is written a {@link Dialect} tells the
 * rest. There is one instance per connector, which may be used from several threads.
 */
interface SourceDialect {

  // Connections

  /** What connects to it. */
  Driver driver();

  /** What a URL of this database begins with. */
  List<String> schemes();

  /** The URL as the driver wants it. */
  default String url(ConnectionSpec spec) {
    return spec.url();
  }

  /**
   * The driver's settings; refuses what the driver would take for a wish, such as a file that is
   * not there.
   */
  Map<String, String> properties(ConnectionSpec spec);

  /** By which way it is connected with. */
  default Routing routing() {
    return Routing.OWN;
  }

  /** What every connection begins with: UTC, strictness, timeouts. */
  void prepare(Connection connection, ConnectionSpec spec) throws SQLException;

  /** Looks, on the first connection, who is there; a dialect may keep what it learns. */
  Server meet(Connection connection) throws SQLException;

  /**
   * Who is there.
   *
   * @param product product and version
   * @param defaultSchema the schema whose tables need no schema in front; empty where there are no
   *     schemas
   */
  record Server(String product, String defaultSchema) {}

  /** What an exception means. */
  Failure failure(SQLException e);

  /** The statement that would grant a right on a table, for messages; null where there is none. */
  default @Nullable String grant(String right, TableName table, String user) {
    return "GRANT " + right + " ON " + table(table) + " TO " + quote(user);
  }

  // Names

  /** A name in quotes, whatever it is made of. */
  String quote(String name);

  /** A table's full name in SQL. */
  default String table(TableName name) {
    return name.schema().isEmpty()
        ? quote(name.table())
        : quote(name.schema()) + "." + quote(name.table());
  }

  // What a model gives

  /**
   * The query that a model is, without semicolons at its end.
   *
   * @throws ConnectorException of kind MODEL if there is none
   */
  default String query(ConnectionSpec spec, Model model) {
    return switch (model.origin()) {
      case Model.Sql sql -> Query.withoutEnd(sql.text());
      case Model.Table table -> "SELECT * FROM " + from(table.name());
      case Model.DataFile file -> throw new IllegalStateException(spec.name() + " reads no files");
    };
  }

  /** A table by its configured name, as it stands behind FROM. */
  default String from(String configured) {
    List<String> parts = TableName.parse(configured);
    return parts == null
        ? quote(configured)
        : table(new TableName(parts.size() == 2 ? parts.getFirst() : "", parts.getLast()));
  }

  /**
   * The columns of a model's result, in order, as those of a view would be, as far as the database
   * tells; names are as it gives them.
   */
  List<TableColumn> columns(Connection connection, Query query) throws SQLException;

  /** Where in a query an exception finds the fault, from 1; 0 where it does not say. */
  default int placeIn(SQLException e) {
    return 0;
  }

  // Reading

  /** What to select for a column so that its reader understands it. */
  default String selected(TableColumn column, String sql) {
    return sql;
  }

  /** Reads what {@link #selected} selects. */
  ValueReader reader(TableColumn column);

  /** An expression for the value's length in bytes; null if it can never be more than a limit. */
  @Nullable String byteLength(TableColumn column, String sql, long limit);

  /** A text as it is ordered by code point, whatever its collation. */
  String byCodePoint(String sql);

  /** Opens a query whose rows are read once, in bounded memory, as of one moment. */
  RowSource stream(Connection connection, String select, Selection selection) throws SQLException;

  /** A filter by equality; loose: a superset that overlooks case and surrounding spaces. */
  KeyFilter filter(List<TableColumn> columns, boolean loose);

  /**
   * A value to compare a column with, such that no row is left out which compares so here: by exact
   * numbers, and texts by code point. Null where that is not sure, for any reason.
   */
  default @Nullable String comparable(TableColumn column, Operator operator, Object value) {
    return null;
  }

  /** Whether a column is null here exactly where it is null to Syncline. */
  default boolean tellsNull(TableColumn column) {
    return false;
  }

  /** What stands for a parameter of a column. */
  default String placeholder(TableColumn column) {
    return "?";
  }

  /** Binds a value that fits; null included. */
  void bind(PreparedStatement statement, int index, TableColumn column, @Nullable Object value)
      throws SQLException;
}
