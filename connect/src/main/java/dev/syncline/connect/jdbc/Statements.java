package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Write;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * INSERT, UPDATE and DELETE for many rows at a time, each followed by a look at what became of
 * them: neither update counts nor the absence of an error are taken as proof.
 */
final class Statements {
  /** Statements sent together. */
  private static final int SENT_TOGETHER = 1000;

  private final Connection connection;
  private final Dialect dialect;
  private final Reads reads;
  private final String origin;
  private final Map<Table, Boolean> altered = new HashMap<>();
  private @Nullable TableName marked;

  /**
   * @param origin whose writes these are, for triggers that record changes
   */
  Statements(Connection connection, Dialect dialect, Reads reads, String origin) {
    this.connection = connection;
    this.dialect = dialect;
    this.reads = reads;
    this.origin = origin;
  }

  /** A row that is not as it should be after a write: something in the database prevented it. */
  static SQLException notStored(Item item) {
    String what = item.write() instanceof Write.Delete ? "is still there" : "is not there";
    return new SQLException(
        "the row " + what + " afterwards: a trigger, rule or policy prevented it", "44000");
  }

  /**
   * Performs writes in their order.
   *
   * @param after takes the rows as stored, by {@link Item#index}; deleted ones stay null
   */
  void performInOrder(List<Item> items, @Nullable Row[] after) throws SQLException {
    int from = 0;
    while (from < items.size()) {
      int to = from + 1;
      while (to < items.size() && items.get(from).isLike(items.get(to))) {
        to++;
      }
      List<Item> run = items.subList(from, to);
      mark(run);
      switch (items.get(from).write()) {
        case Write.Insert i -> insert(run, after);
        case Write.Update u -> update(run, after);
        case Write.Delete d -> delete(run);
      }
      from = to;
    }
  }

  /** Marks what is written next as ours. */
  void mark(List<Item> items) throws SQLException {
    TableName table = items.getFirst().table().name();
    boolean one = items.stream().allMatch(i -> i.table().name().equals(table));
    if (!one || !table.equals(marked)) {
      marked = null;
      dialect.markOrigin(connection, origin, one ? table : null);
      marked = one ? table : null;
    }
  }

  /** The table whose writes are marked; null when it is not known, or when it is several. */
  @Nullable TableName marked() {
    return marked;
  }

  /** What was marked since another table was, or since it was not known, may be taken back. */
  void takenBackTo(@Nullable TableName table) {
    marked = table;
  }

  private void insert(List<Item> run, @Nullable Row[] after) throws SQLException {
    Item first = run.getFirst();
    List<@Nullable Object[]> values = new ArrayList<>(run.size());
    run.forEach(i -> values.add(i.values()));
    List<Row> stored =
        dialect.bulkInsert(connection, first.table(), first.selection(), first.columns(), values);
    if (stored != null) {
      for (int i = 0; i < run.size(); i++) {
        after[run.get(i).index()] = stored.get(i);
      }
      return;
    }
    if (!dialect.returning()) {
      insertOneByOne(run, after);
      return;
    }
    try (Chunks chunks = new Chunks(first)) {
      int most = dialect.rowsPerInsert(first.columns().size());
      int from = 0;
      while (from < run.size()) {
        int to = from;
        long bytes = 0;
        while (to < run.size() && to - from < most) {
          bytes += bytes(values.get(to));
          if (to > from && bytes > dialect.bytesPerStatement()) {
            break;
          }
          to++;
        }
        chunks.insert(run.subList(from, to), after);
        from = to;
      }
    }
    if (isAltered(first.table())) {
      readBack(run, after);
    }
  }

  /** At most what the values take in a statement's text. */
  static long bytes(@Nullable Object[] values) {
    long bytes = 8;
    for (Object value : values) {
      bytes +=
          switch (value) {
            case null -> 6;
            case String s -> s.length() * 4L + 4;
            case byte[] b -> b.length * 2L + 16;
            default -> 48;
          };
    }
    return bytes;
  }

  private boolean isAltered(Table table) throws SQLException {
    Boolean known = altered.get(table);
    if (known == null) {
      known = dialect.triggersAlter(connection, table);
      altered.put(table, known);
    }
    return known;
  }

  /**
   * INSERT … RETURNING for chunks of like rows; most chunks are of one size and share a statement.
   * Databases answer in the order of VALUES, in which they also run triggers and draw numbers.
   */
  private final class Chunks implements AutoCloseable {
    private final Item like;
    private int size;
    private @Nullable PreparedStatement statement;

    Chunks(Item like) {
      this.like = like;
    }

    void insert(List<Item> chunk, @Nullable Row[] after) throws SQLException {
      PreparedStatement prepared = prepared(chunk.size());
      int at = 1;
      for (Item item : chunk) {
        at = bind(prepared, at, item.columns(), item.values());
      }
      try (ResultSet row = prepared.executeQuery()) {
        int count = 0;
        while (row.next() && count < chunk.size()) {
          after[chunk.get(count++).index()] = like.selection().row(row);
        }
        if (count < chunk.size()) {
          throw notStored(chunk.get(count));
        }
      }
    }

    private PreparedStatement prepared(int rows) throws SQLException {
      PreparedStatement prepared = statement;
      if (prepared == null || size != rows) {
        close();
        prepared =
            connection.prepareStatement(
                insertSql(like.table(), like.columns(), rows)
                    + " RETURNING "
                    + like.selection().list());
        statement = prepared;
        size = rows;
      }
      return prepared;
    }

    @Override
    public void close() throws SQLException {
      if (statement != null) {
        statement.close();
      }
    }
  }

  String insertSql(Table table, List<TableColumn> columns, int rows) {
    String name = dialect.table(table.name());
    if (columns.isEmpty()) {
      return dialect.insertDefaults(name);
    }
    String row =
        "(" + columns.stream().map(dialect::placeholder).collect(Collectors.joining(", ")) + ")";
    return "INSERT INTO "
        + name
        + " ("
        + columns.stream().map(c -> dialect.quote(c.name())).collect(Collectors.joining(", "))
        + ")"
        + dialect.overriding(table, columns.stream().map(TableColumn::name).toList())
        + " VALUES "
        + String.join(", ", Collections.nCopies(rows, row));
  }

  private int bind(
      PreparedStatement statement, int from, List<TableColumn> columns, @Nullable Object[] values)
      throws SQLException {
    int at = from;
    for (int i = 0; i < values.length; i++) {
      dialect.bind(statement, at++, columns.get(i), values[i]);
    }
    return at;
  }

  private void insertOneByOne(List<Item> chunk, @Nullable Row[] after) throws SQLException {
    for (Item item : chunk) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              insertSql(item.table(), item.columns(), 1), Statement.RETURN_GENERATED_KEYS)) {
        bind(statement, 1, item.columns(), item.values());
        statement.executeUpdate();
        try (ResultSet generated = statement.getGeneratedKeys()) {
          Long number = generated.next() ? (Long) generated.getLong(1) : null;
          Row row = one(item.selection(), keyOf(item, number));
          if (row == null) {
            throw notStored(item);
          }
          after[item.index()] = row;
        }
      }
    }
  }

  private static Key keyOf(Item item, @Nullable Long generated) throws SQLException {
    List<TableColumn> key = item.selection().key();
    Object[] parts = new Object[key.size()];
    for (int i = 0; i < parts.length; i++) {
      TableColumn column = key.get(i);
      int given = item.columns().indexOf(column);
      Object part = given >= 0 ? item.values()[given] : null;
      if (part == null && column.column().origin() == Column.Origin.GENERATED) {
        part = generated;
      }
      if (part == null) {
        throw new SQLException(
            "the default of key column \""
                + column.name()
                + "\" cannot be read back;"
                + " add it to \"fields\", or leave its table out",
            "44000");
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }

  private void update(List<Item> run, @Nullable Row[] after) throws SQLException {
    Item first = run.getFirst();
    if (!first.columns().isEmpty()) {
      Map<Key, Row> stored = dialect.bulkUpdate(connection, run);
      if (stored == null) {
        update(first.columns(), run, Item::values, Item::key);
      } else if (!isAltered(first.table())) {
        for (Item item : run) {
          Row row = stored.get(item.key());
          if (row == null) {
            throw notStored(item);
          }
          after[item.index()] = row;
        }
        return;
      }
    }
    readBack(run, after);
  }

  /** The values that a statement takes from an item. */
  interface Values {
    @Nullable Object[] of(Item item);
  }

  /** The key by which a statement finds an item's row. */
  interface Finding {
    @Nullable Key of(Item item);
  }

  /** Sets columns of rows by their keys. */
  void update(List<TableColumn> columns, List<Item> items, Values values, Finding keys)
      throws SQLException {
    Item first = items.getFirst();
    String sql =
        "UPDATE "
            + dialect.table(first.table().name())
            + " SET "
            + columns.stream()
                .map(c -> dialect.quote(c.name()) + " = " + dialect.placeholder(c))
                .collect(Collectors.joining(", "))
            + whereKey(first.selection());
    send(
        sql,
        items,
        (statement, item) -> {
          int at = bind(statement, 1, columns, values.of(item));
          bindKey(statement, at, item.selection(), keys.of(item));
        });
  }

  private void delete(List<Item> run) throws SQLException {
    Selection selection = run.getFirst().selection();
    String sql = "DELETE FROM " + dialect.table(selection.table().name()) + whereKey(selection);
    send(sql, run, (statement, item) -> bindKey(statement, 1, selection, item.key()));
    checkGone(run);
  }

  /** Looks whether the rows of deletes are gone. */
  void checkGone(List<Item> deletes) throws SQLException {
    Map<Selection, List<Key>> keys = new HashMap<>();
    for (Item item : deletes) {
      keys.computeIfAbsent(item.selection(), s -> new ArrayList<>()).add(Changes.keyOf(item));
    }
    for (Map.Entry<Selection, List<Key>> e : keys.entrySet()) {
      Map<Key, Row> left = reads.fetch(connection, e.getKey(), e.getValue(), "");
      for (Item item : deletes) {
        if (item.selection().equals(e.getKey()) && left.containsKey(Changes.keyOf(item))) {
          throw notStored(item);
        }
      }
    }
  }

  private interface Binding {
    void bind(PreparedStatement statement, Item item) throws SQLException;
  }

  private void send(String sql, List<Item> items, Binding binding) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (items.size() == 1) {
        binding.bind(statement, items.getFirst());
        statement.executeUpdate();
        return;
      }
      int waiting = 0;
      for (Item item : items) {
        binding.bind(statement, item);
        statement.addBatch();
        if (++waiting == SENT_TOGETHER) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    }
  }

  String whereKey(Selection selection) {
    return " WHERE "
        + selection.key().stream()
            .map(c -> dialect.quote(c.name()) + " = " + dialect.placeholder(c))
            .collect(Collectors.joining(" AND "));
  }

  void bindKey(PreparedStatement statement, int from, Selection selection, @Nullable Key key)
      throws SQLException {
    if (key == null) {
      throw new IllegalStateException("there is no key to find the row by");
    }
    Object[] parts = key.parts();
    List<TableColumn> columns = selection.key();
    for (int i = 0; i < parts.length; i++) {
      TableColumn column = columns.get(i);
      dialect.bind(statement, from + i, column, Fit.as(column.type(), parts[i]));
    }
  }

  /** Puts the rows as they are now; by the key they have now. */
  void readBack(List<Item> items, @Nullable Row[] after) throws SQLException {
    Map<Selection, IdentityHashMap<Item, Key>> keys = new HashMap<>();
    for (Item item : items) {
      Row known = after[item.index()];
      Key key = known == null ? item.keyAfter() : item.selection().key(known);
      if (key == null) {
        throw notStored(item);
      }
      keys.computeIfAbsent(item.selection(), s -> new IdentityHashMap<>()).put(item, key);
    }
    for (Map.Entry<Selection, IdentityHashMap<Item, Key>> e : keys.entrySet()) {
      Map<Key, Row> rows =
          reads.fetch(connection, e.getKey(), List.copyOf(e.getValue().values()), "");
      for (Map.Entry<Item, Key> one : e.getValue().entrySet()) {
        Row row = rows.get(one.getValue());
        if (row == null && one.getKey().changesKey()) {
          row = one(e.getKey(), one.getValue()); // the system may have stored it in another form
        }
        if (row == null) {
          throw notStored(one.getKey());
        }
        after[one.getKey().index()] = row;
      }
    }
  }

  /** The one row that the system finds by a key; null if there is none or several. */
  private @Nullable Row one(Selection selection, Key key) throws SQLException {
    List<Object[]> tuple = Collections.singletonList(key.parts());
    List<Row> rows = reads.select(connection, selection, selection.key(), tuple, false, "");
    return rows.size() == 1 ? rows.getFirst() : null;
  }
}
