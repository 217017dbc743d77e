package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.LogTable;
import dev.syncline.connect.SyncLog;
import dev.syncline.core.model.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link LogTable}s in a database, beside Syncline's other tables there. */
final class SyncLogTables implements SyncLog {
  /** Characters that not every database takes in a text: NUL, and halves of surrogate pairs. */
  private static final String UNUSABLE = "[\\x00\\p{Cs}]";

  private final Sessions sessions;
  private final Dialect dialect;
  private final Transacting transactions;
  private volatile boolean made;

  /** Performs work in a transaction, again where that helps. */
  interface Transacting {
    <T> T perform(String doing, Sessions.Question<T> work);
  }

  SyncLogTables(Sessions sessions, Dialect dialect, Transacting transactions) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.transactions = transactions;
  }

  private TableName name(LogTable table) {
    return dialect.own(table.title(), sessions.server().defaultSchema());
  }

  private String sql(LogTable table) {
    return dialect.table(name(table));
  }

  // The tables

  @Override
  public Optional<String> obstacle() {
    for (LogTable table : LogTable.values()) {
      Set<String> there = columns(table);
      if (!there.isEmpty() && !there.equals(new HashSet<>(table.names()))) {
        return Optional.of(
            sessions.spec().name()
                + ": the table "
                + name(table).shown("")
                + " has other columns than the sync log ("
                + there.stream().sorted().collect(Collectors.joining(", "))
                + "). Rename or drop it; the log makes its own");
      }
    }
    return Optional.empty();
  }

  /** The names of a table's columns; none where there is no such table. */
  private Set<String> columns(LogTable table) {
    try {
      return sessions.ask(
          connection -> {
            Set<String> names = new HashSet<>();
            try (Statement statement = connection.createStatement();
                ResultSet rows =
                    statement.executeQuery("SELECT * FROM " + sql(table) + " WHERE 1 = 0")) {
              ResultSetMetaData described = rows.getMetaData();
              for (int i = 1; i <= described.getColumnCount(); i++) {
                names.add(described.getColumnName(i).toLowerCase(Locale.ROOT));
              }
            }
            return names;
          });
    } catch (SQLException e) {
      if (dialect.failure(Failure.root(e)).kind() == Failure.Kind.MISSING) {
        return Set.of();
      }
      throw sessions.error("looking for the sync log", name(table), e);
    }
  }

  @Override
  public void make() {
    if (made) {
      return;
    }
    obstacle()
        .ifPresent(
            obstacle -> {
              throw new ConnectorException(Kind.UNSUPPORTED, obstacle + ".", null);
            });
    List<LogTable> missing = new ArrayList<>();
    for (LogTable table : LogTable.values()) {
      if (columns(table).isEmpty()) {
        missing.add(table);
      }
    }
    if (!missing.isEmpty()) {
      make(missing);
    }
    made = true;
  }

  private void make(List<LogTable> missing) {
    List<String> statements = new ArrayList<>();
    String schema = name(LogTable.RUNS).schema();
    if (dialect.hasSchemas()) {
      statements.add("CREATE SCHEMA IF NOT EXISTS " + dialect.quote(schema));
    }
    missing.forEach(table -> statements.addAll(creating(table)));
    try {
      transactions.perform(
          "making the tables of the sync log",
          connection -> {
            try (Statement statement = connection.createStatement()) {
              for (String sql : statements) {
                statement.execute(sql);
              }
            }
            return true;
          });
    } catch (ConnectorException e) {
      throw withGrant(e);
    }
  }

  private ConnectorException withGrant(ConnectorException error) {
    String grant = dialect.installGrant(sessions.spec().user(), sessions.server().defaultSchema());
    return error.kind() != Kind.DENIED || grant == null
        ? error
        : new ConnectorException(
            Kind.DENIED,
            sessions.spec().name()
                + ": user \""
                + sessions.spec().user()
                + "\" may not create the tables of the sync log. Let an administrator run: "
                + grant,
            error);
  }

  private List<String> creating(LogTable table) {
    List<String> statements = new ArrayList<>();
    String columns =
        table.columns().stream()
            .map(
                c ->
                    c.name()
                        + " "
                        + dialect.nativeType(c.type(), c.exact())
                        + (table.key().contains(c.name()) ? " NOT NULL" : dialect.nullable()))
            .collect(Collectors.joining(", "));
    statements.add(
        "CREATE TABLE "
            + sql(table)
            + " ("
            + columns
            + ", PRIMARY KEY ("
            + String.join(", ", table.key())
            + "))"
            + dialect.tableOptions());
    for (List<String> index : table.indexes()) {
      statements.add(
          "CREATE INDEX "
              + dialect.quote(name(table).table() + "_" + index.getLast())
              + " ON "
              + sql(table)
              + " ("
              + String.join(", ", index)
              + ")");
    }
    return statements;
  }

  // Its rows

  @Override
  public Position position(String store, int sync) {
    try {
      return sessions.ask(
          connection -> {
            try (PreparedStatement query =
                connection.prepareStatement(
                    "SELECT run, batch FROM "
                        + sql(LogTable.POSITION)
                        + " WHERE store = ? AND sync_id = ?")) {
              query.setString(1, store);
              query.setInt(2, sync);
              try (ResultSet row = query.executeQuery()) {
                return row.next()
                    ? new Position(row.getLong(1), row.getLong(2))
                    : new Position(0, 0);
              }
            }
          });
    } catch (SQLException e) {
      throw sessions.error("reading", name(LogTable.POSITION), e);
    }
  }

  @Override
  public void write(List<Edit> edits) {
    transactions.perform(
        "writing the sync log",
        connection -> {
          for (Edit edit : edits) {
            switch (edit) {
              case Put put -> put(connection, put);
              case Remove remove -> remove(connection, remove);
            }
          }
          return true;
        });
  }

  private void put(Connection connection, Put put) throws SQLException {
    LogTable table = put.table();
    try (PreparedStatement statement =
        connection.prepareStatement(dialect.upsert(sql(table), table.names(), table.key(), 1))) {
      for (Object[] row : put.rows()) {
        for (int i = 0; i < row.length; i++) {
          bind(statement, i + 1, table.columns().get(i), row[i]);
        }
        statement.addBatch();
      }
      if (!put.rows().isEmpty()) {
        statement.executeBatch();
      }
    }
  }

  private void remove(Connection connection, Remove remove) throws SQLException {
    LogTable table = remove.table();
    if (remove.keys().isEmpty()) {
      return;
    }
    List<String> key = table.key().subList(0, remove.keys().getFirst().length);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM "
                + sql(table)
                + " WHERE "
                + key.stream().map(c -> c + " = ?").collect(Collectors.joining(" AND ")))) {
      for (Object[] values : remove.keys()) {
        for (int i = 0; i < values.length; i++) {
          bind(statement, i + 1, column(table, key.get(i)), values[i]);
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static LogTable.Column column(LogTable table, String name) {
    return table.columns().get(table.names().indexOf(name));
  }

  private void bind(
      PreparedStatement statement, int index, LogTable.Column column, @Nullable Object value)
      throws SQLException {
    String type = String.valueOf(dialect.nativeType(column.type(), column.exact()));
    TableColumn bound =
        new TableColumn(
            new Column(column.name(), column.type(), type, true, Column.Origin.GIVEN),
            type,
            null,
            null,
            false,
            false);
    Object usable = value instanceof String text ? text.replaceAll(UNUSABLE, "\uFFFD") : value;
    dialect.bind(statement, index, bound, usable);
  }

  // What is not to be in it any more

  @Override
  public int erase(
      String store,
      int task,
      Collection<String> sourceKeys,
      Collection<String> targetKeys,
      boolean perform) {
    if (columns(LogTable.CHANGES).isEmpty()) {
      return 0;
    }
    String record = " WHERE store = ? AND task_id = ? AND (" + among("source_key", sourceKeys);
    record += " OR " + among("target_key", targetKeys) + ")";
    String values = " AND (before_values <> ? OR after_values <> ?";
    String changes = record + values + " OR outcome <> 'applied' AND reason <> ?)";
    String states = record + " AND reason <> '' AND reason <> ?";
    List<Object> whose = new ArrayList<>(List.of(store, (long) task));
    whose.addAll(sourceKeys);
    whose.addAll(targetKeys);
    List<Object> ofChanges = new ArrayList<>(whose);
    ofChanges.addAll(List.of(ERASED, ERASED, ERASED_REASON));
    List<Object> ofStates = new ArrayList<>(whose);
    ofStates.add(ERASED_REASON);
    return transactions.perform(
        "erasing from the sync log",
        connection -> {
          int found =
              count(connection, LogTable.CHANGES, changes, ofChanges)
                  + count(connection, LogTable.SNAPSHOT, states, ofStates);
          if (perform && found > 0) {
            String set = "before_values = CASE WHEN before_values IS NULL THEN NULL ELSE ? END,";
            set += " after_values = CASE WHEN after_values IS NULL THEN NULL ELSE ? END,";
            set += " reason = CASE WHEN reason = '' THEN '' ELSE ? END";
            update(connection, LogTable.CHANGES, set, ERASED, changes, ofChanges);
            update(connection, LogTable.SNAPSHOT, "reason = ?", null, states, ofStates);
          }
          return found;
        });
  }

  private static String among(String column, Collection<String> keys) {
    return keys.isEmpty()
        ? "1 = 0"
        : column + " IN (" + String.join(", ", Collections.nCopies(keys.size(), "?")) + ")";
  }

  private int count(Connection connection, LogTable table, String where, List<Object> parameters)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM " + sql(table) + where)) {
      set(query, 1, parameters);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /**
   * @param values what stands for values, where they are set, too
   */
  private void update(
      Connection connection,
      LogTable table,
      String set,
      @Nullable String values,
      String where,
      List<Object> parameters)
      throws SQLException {
    List<Object> all = new ArrayList<>();
    if (values != null) {
      all.add(values);
      all.add(values);
    }
    all.add(ERASED_REASON);
    all.addAll(parameters);
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE " + sql(table) + " SET " + set + where)) {
      set(update, 1, all);
      update.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, int from, List<Object> parameters)
      throws SQLException {
    int at = from;
    for (Object parameter : parameters) {
      if (parameter instanceof Long number) {
        statement.setLong(at++, number);
      } else {
        statement.setString(at++, parameter.toString());
      }
    }
  }

  @Override
  public void forget(String store, LocalDateTime before) {
    transactions.perform(
        "removing what is old from the sync log",
        connection -> {
          remove(connection, LogTable.CHANGES, "written_at", store, before, Set.of());
          Set<Long> latest = new HashSet<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT max(run) FROM "
                      + sql(LogTable.RUNS)
                      + " WHERE store = ? GROUP BY sync_id")) {
            query.setString(1, store);
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                latest.add(row.getLong(1));
              }
            }
          }
          remove(connection, LogTable.RUNS, "started_at", store, before, latest);
          return true;
        });
  }

  private void remove(
      Connection connection,
      LogTable table,
      String moment,
      String store,
      LocalDateTime before,
      Set<Long> keptRuns)
      throws SQLException {
    String kept =
        keptRuns.isEmpty()
            ? ""
            : " AND run NOT IN ("
                + keptRuns.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + ")";
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM " + sql(table) + " WHERE store = ? AND " + moment + " < ?" + kept)) {
      delete.setString(1, store);
      bind(delete, 2, column(table, moment), before);
      delete.executeUpdate();
    }
  }
}
