package dev.syncline.connect.jdbc;

import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.KeyFault;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Observing: counts, streams, and rows by key or by value. */
final class Reads {
  private final Sessions sessions;
  private final SourceDialect dialect;
  private final Tables tables;

  Reads(Sessions sessions, SourceDialect dialect, Tables tables) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.tables = tables;
  }

  long count(String object) {
    Table table = tables.table(object);
    try {
      return sessions.askWithin(connection -> count(connection, table));
    } catch (SQLException e) {
      throw failed(table, e);
    }
  }

  private long count(Connection connection, Table table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.from(dialect))) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Looks at tables anew from now on. */
  void forget() {
    tables.forget();
  }

  /** The selection of a shape. */
  Selection selection(Shape shape) {
    return new Selection(
        dialect, tables.table(shape.object()), shape, sessions.spec().bounds().valueBytes());
  }

  RowStream stream(Shape shape, Order order) {
    return stream(shape, order, Narrowing.EVERYTHING);
  }

  RowStream stream(Shape shape, Order order, Narrowing narrowing) {
    Selection selection = selection(shape);
    String condition = new Narrowed(dialect, selection.table()).sql(narrowing);
    return stream(
        selection,
        (condition.isEmpty() ? "" : " WHERE " + condition)
            + (order == Order.KEY ? orderedByKey(selection) : ""));
  }

  String narrowed(String object, Narrowing narrowing) {
    return new Narrowed(dialect, tables.table(object)).sql(narrowing);
  }

  /**
   * Streams rows in any order.
   *
   * @param condition which ones; empty for all
   */
  RowStream stream(Shape shape, String condition) {
    return stream(selection(shape), condition.isEmpty() ? "" : " WHERE " + condition);
  }

  /**
   * Streams rows of a selection.
   *
   * @param tail what stands after the table's name
   */
  RowStream stream(Selection selection, String tail) {
    String select = select(selection) + tail;
    try {
      return open(select, selection);
    } catch (SQLException e) {
      if (!sessions.isLost(e)) {
        throw failed(selection.table(), e);
      }
    }
    try { // with another connection
      return open(select, selection);
    } catch (SQLException e) {
      throw failed(selection.table(), e);
    }
  }

  private Stream open(String select, Selection selection) throws SQLException {
    Connection connection = sessions.open();
    try {
      return new Stream(connection, dialect.stream(connection, select, selection), selection);
    } catch (SQLException e) {
      if (sessions.isLost(e)) {
        sessions.lost(connection);
      } else {
        sessions.release(connection, true);
      }
      throw e;
    } catch (RuntimeException e) {
      sessions.release(connection, true);
      throw e;
    }
  }

  private String select(Selection selection) {
    return "SELECT " + selection.list() + " FROM " + selection.table().from(dialect);
  }

  /**
   * ORDER BY only where an index gives the order and it is that of keys; else the reader sorts. No
   * index orders what a query gives, so that texts may as well be ordered as keys are.
   */
  private String orderedByKey(Selection selection) {
    List<TableColumn> key = selection.key();
    if (!key.isEmpty() && key.stream().allMatch(TableColumn::keyOrdered)) {
      return orderBy(key);
    }
    boolean model = selection.table().query() != null;
    return model && key.stream().allMatch(c -> c.keyOrdered() || isText(c))
        ? " ORDER BY " + list(key, c -> isText(c) ? dialect.byCodePoint(quoted(c)) : quoted(c))
        : "";
  }

  private static boolean isText(TableColumn column) {
    return column.type() instanceof Type.Text text && !text.padded();
  }

  private String quoted(TableColumn column) {
    return dialect.quote(column.name());
  }

  private String orderBy(List<TableColumn> key) {
    return " ORDER BY " + list(key, this::quoted);
  }

  private static String list(List<TableColumn> columns, Function<TableColumn, String> sql) {
    return columns.stream().map(sql).collect(Collectors.joining(", "));
  }

  List<Row> fetch(Shape shape, Collection<Key> keys) {
    Selection selection = selection(shape);
    try {
      return sessions.askWithin(c -> List.copyOf(fetch(c, selection, keys, "").values()));
    } catch (SQLException e) {
      throw failed(selection.table(), e);
    }
  }

  /**
   * The rows of keys that exist. What the system takes for equal is compared again here, since a
   * collation may find 'Smith' for 'smith'.
   *
   * @param lock what stands at the end of the statement; rows are then taken in key order
   */
  Map<Key, Row> fetch(Connection connection, Selection selection, Collection<Key> keys, String lock)
      throws SQLException {
    Set<Key> wanted = new LinkedHashSet<>(lock.isEmpty() ? keys : keys.stream().sorted().toList());
    List<Object[]> tuples = new ArrayList<>(wanted.size());
    wanted.forEach(k -> tuples.add(k.parts()));
    String tail = lock.isEmpty() ? "" : orderBy(selection.key()) + lock;
    Map<Key, Row> found = new HashMap<>();
    for (Row row : select(connection, selection, selection.key(), tuples, false, tail)) {
      Key key = selection.key(row);
      if (key != null && wanted.contains(key)) {
        if (found.put(key, row) != null && selection.table().query() != null) {
          throw KeyFault.twice(sessions.spec().name(), selection.table().schema(), key);
        }
      }
    }
    return found;
  }

  List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    Selection selection = selection(shape);
    List<TableColumn> compared = columns.stream().map(selection.table()::column).toList();
    try {
      List<Row> rows = sessions.askWithin(c -> select(c, selection, compared, tuples, loose, ""));
      if (selection.key().isEmpty()) {
        return rows;
      }
      Map<Object, Row> once = new LinkedHashMap<>(); // a row may be found for several tuples
      for (Row row : rows) {
        Key key = selection.key(row);
        once.put(key == null ? row : key, row);
      }
      return List.copyOf(once.values());
    } catch (SQLException e) {
      throw failed(selection.table(), e);
    }
  }

  /**
   * What inserts that leave columns out put there; of constant defaults only. The system itself
   * works them out, so that they read as what is stored does.
   */
  Map<String, Object> defaults(Shape shape) {
    Table table = tables.table(shape.object());
    List<TableColumn> columns = new ArrayList<>();
    List<String> constants = new ArrayList<>();
    for (TableColumn column : table.columns(shape)) {
      if (column.constant() != null) {
        columns.add(column);
        constants.add(dialect.selected(column, column.constant()));
      }
    }
    if (columns.isEmpty()) {
      return Map.of();
    }
    String sql =
        "SELECT " + String.join(", ", constants) + " FROM " + table.from(dialect) + " LIMIT 1";
    try {
      return sessions.askWithin(connection -> defaults(connection, sql, columns));
    } catch (SQLException e) {
      throw failed(table, e);
    }
  }

  private Map<String, Object> defaults(Connection connection, String sql, List<TableColumn> columns)
      throws SQLException {
    Map<String, Object> defaults = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      boolean there = row.next();
      for (int i = 0; there && i < columns.size(); i++) {
        Object value = dialect.reader(columns.get(i)).read(row, i + 1);
        if (value != null) {
          defaults.put(columns.get(i).name(), value);
        }
      }
    }
    return defaults;
  }

  List<Row> select(
      Connection connection,
      Selection selection,
      List<TableColumn> columns,
      List<Object[]> tuples,
      boolean loose,
      String tail)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    KeyFilter filter = dialect.filter(columns, loose);
    for (int from = 0; from < tuples.size(); from += filter.most()) {
      List<Object[]> chunk = tuples.subList(from, Math.min(tuples.size(), from + filter.most()));
      String sql = select(selection) + " WHERE " + filter.sql(chunk.size()) + tail;
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        filter.bind(statement, 1, chunk);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            rows.add(selection.row(row));
          }
        }
      }
    }
    return rows;
  }

  private RuntimeException failed(Table table, SQLException e) {
    if (dialect.failure(Failure.root(e)).kind() == Failure.Kind.MISSING) {
      tables.forget();
    }
    return table.query() == null
        ? sessions.error("reading", table.name(), e)
        : table.query().failed(sessions, dialect, e, 0);
  }

  /** A running query that gives its connection back when it is closed. */
  private final class Stream implements RowStream {
    private final Connection connection;
    private final RowSource source;
    private final Selection selection;
    private boolean open = true;

    Stream(Connection connection, RowSource source, Selection selection) {
      this.connection = connection;
      this.source = source;
      this.selection = selection;
    }

    @Override
    public @Nullable Row next() {
      try {
        return source.next();
      } catch (SQLException e) {
        throw failed(selection.table(), e);
      }
    }

    @Override
    public void close() {
      if (!open) {
        return;
      }
      open = false;
      boolean broken = true; // what was read is good, even if the connection is not
      try {
        broken = !source.close();
      } catch (SQLException e) {
        broken = true;
      } finally {
        sessions.release(connection, broken);
      }
    }
  }
}
