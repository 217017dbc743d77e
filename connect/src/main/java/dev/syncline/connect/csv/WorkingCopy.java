package dev.syncline.connect.csv;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.file.FileFault;
import dev.syncline.connect.folder.Stat;
import dev.syncline.connect.jdbc.JdbcConnector;
import dev.syncline.connect.sqlite.WriteAhead;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The records of a connection's files in a SQLite database, where they are read and written like
 * those of any other. Each file has two tables: its records in the file's order, and what those
 * that changed were in the file of which the copy is one. So it is known what the file is owed, and
 * what of it still fits when somebody else has changed the file.
 */
final class WorkingCopy implements AutoCloseable {
  /** The column that keeps how a record stands in the file, where it would be written otherwise. */
  static final String WRITTEN = "syncline written";

  /** The column that tells whether a record was in the file at all. */
  static final String WAS = "syncline was";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String connection;
  private final Path database;
  private final Connection own;
  private final JdbcConnector rows;

  private WorkingCopy(String connection, Path database, Connection own, JdbcConnector rows) {
    this.connection = connection;
    this.database = database;
    this.own = own;
    this.rows = rows;
  }

  /**
   * Opens the working copy of a connection, which is made where there is none.
   *
   * @param spec the connection's
   */
  static WorkingCopy open(ConnectionSpec spec, Path folder) {
    Path database = folder.resolve(URLEncoder.encode(spec.name(), StandardCharsets.UTF_8) + ".db");
    try {
      Files.createDirectories(folder);
      Connection own = JDBC.createConnection("jdbc:sqlite:" + database, new Properties());
      boolean open = false;
      try {
        prepare(own);
        JdbcConnector rows = JdbcConnector.open(inside(spec, database));
        open = true;
        return new WorkingCopy(spec.name(), database, own, rows);
      } finally {
        if (!open) {
          own.close();
        }
      }
    } catch (SQLException | IOException e) {
      throw broken(spec.name(), database, e);
    }
  }

  private static ConnectionSpec inside(ConnectionSpec spec, Path database) {
    Bounds bounds = spec.bounds();
    return new ConnectionSpec(
        spec.name(),
        "sqlite",
        "jdbc:sqlite:" + database,
        "",
        "",
        "",
        new Bounds(bounds.connections(), PATIENCE, bounds.statementTimeout(), bounds.valueBytes()),
        spec.zone(),
        Map.of("secure_delete", "true"),
        "",
        List.of());
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      WriteAhead.set(connection, PATIENCE);
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA secure_delete = ON");
      statement.execute("PRAGMA journal_size_limit = 67108864");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS syncline_file (name TEXT PRIMARY KEY, meaning TEXT NOT NULL,"
              + " size INTEGER, modified INTEGER, changed INTEGER, id TEXT, seen INTEGER NOT NULL,"
              + " content TEXT NOT NULL, header TEXT NOT NULL, line_end TEXT NOT NULL,"
              + " marked INTEGER NOT NULL)");
    }
  }

  /** The records, as a database. */
  JdbcConnector rows() {
    return rows;
  }

  // Work

  /** What is done with the database. */
  interface Work<T> {
    T work() throws SQLException, IOException, FileFault;
  }

  /** Does something while no process writes. All of it lasts, or nothing. */
  synchronized <T> T alone(Work<T> work) throws IOException, FileFault {
    try {
      execute("BEGIN IMMEDIATE");
      boolean done = false;
      try {
        T result = work.work();
        execute("COMMIT");
        done = true;
        return result;
      } finally {
        if (!done) {
          rollback();
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void rollback() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // A full disk ends the transaction by itself; why it ended is what is said.
    }
  }

  private ConnectorException failed(SQLException e) {
    return e instanceof SQLiteException s && s.getResultCode() == SQLiteErrorCode.SQLITE_BUSY
        ? new ConnectorException(
            Kind.TIMEOUT,
            connection + ": another process writes its files at the moment. Try again later.",
            e)
        : broken(connection, database, e);
  }

  private static ConnectorException broken(String connection, Path database, Exception e) {
    return new ConnectorException(
        Kind.FAILED,
        connection
            + ": the working copy of its files, "
            + database
            + ", cannot be used ("
            + e.getMessage()
            + "). Look after the disk and its rights. A copy that is damaged can be moved away: it"
            + " is made anew from the files.",
        e);
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute(sql);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return own.prepareStatement(sql);
  }

  /** Whether a query has a row. */
  boolean has(String sql) throws SQLException {
    try (Statement statement = own.createStatement();
        ResultSet row = statement.executeQuery("SELECT EXISTS (" + sql + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  // What is known

  /** The file of which this is a copy; null where there is no copy yet. */
  synchronized @Nullable Known known(CsvFile file) {
    try (PreparedStatement ask =
        own.prepareStatement(
            "SELECT meaning, size, modified, changed, id, seen, content, header, line_end, marked"
                + " FROM syncline_file WHERE name = ?")) {
      ask.setString(1, file.name());
      try (ResultSet row = ask.executeQuery()) {
        if (!row.next() || !row.getString(1).equals(file.meaning())) {
          return null;
        }
        String id = row.getString(5);
        Stat stat =
            id == null
                ? null
                : new Stat(Stat.Kind.FILE, row.getLong(2), row.getLong(3), row.getLong(4), id);
        return new Known(
            row.getString(1),
            stat,
            row.getLong(6),
            row.getString(7),
            row.getString(8),
            row.getString(9),
            row.getBoolean(10),
            names(file.name()).stream().map(n -> CsvColumn.of(n, file.type(n))).toList());
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Notes of which file this is a copy from now on. */
  void note(CsvFile file, Known known) throws SQLException {
    try (PreparedStatement note =
        own.prepareStatement(
            "INSERT OR REPLACE INTO syncline_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      Stat stat = known.stat();
      note.setString(1, file.name());
      note.setString(2, known.meaning());
      note.setObject(3, stat == null ? null : stat.size());
      note.setObject(4, stat == null ? null : stat.modified());
      note.setObject(5, stat == null ? null : stat.changed());
      note.setString(6, stat == null ? null : stat.id());
      note.setLong(7, known.seen());
      note.setString(8, known.content());
      note.setString(9, known.header());
      note.setString(10, known.lineEnd());
      note.setBoolean(11, known.marked());
      note.executeUpdate();
    }
  }

  /** Whether records changed that the file has not yet. */
  synchronized boolean owes(CsvFile file) {
    try {
      return !names(before(file.name())).isEmpty()
          && has("SELECT 1 FROM " + quoted(before(file.name())));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The file has it all. */
  void owesNothing(CsvFile file) throws SQLException {
    execute("DELETE FROM " + quoted(before(file.name())));
  }

  // Tables

  /** The names of a table's columns, in order and without our own; none where there is no table. */
  List<String> names(String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement ask =
        own.prepareStatement("SELECT name FROM pragma_table_info(?) ORDER BY cid")) {
      ask.setString(1, table);
      try (ResultSet row = ask.executeQuery()) {
        while (row.next()) {
          if (!row.getString(1).equals(WRITTEN) && !row.getString(1).equals(WAS)) {
            names.add(row.getString(1));
          }
        }
      }
    }
    return names;
  }

  /** The table of what changed records were. */
  static String before(String file) {
    return "syncline_before_" + file;
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String list(Collection<String> names) {
    return list("", names);
  }

  /** Columns with what stands before each. */
  static String list(String before, Collection<String> names) {
    return names.stream().map(n -> before + quoted(n)).collect(Collectors.joining(", "));
  }

  /** A condition that two rows have the same key. */
  static String match(CsvFile file, String one, String other) {
    return file.key().stream()
        .map(k -> one + "." + quoted(k) + " = " + other + "." + quoted(k))
        .collect(Collectors.joining(" AND "));
  }

  /** Makes both tables of a file anew, without rows. */
  void makeTables(CsvFile file, List<CsvColumn> columns) throws SQLException {
    String definitions =
        columns.stream()
            .map(
                c ->
                    quoted(c.name())
                        + " "
                        + c.declared()
                        + (file.key().contains(c.name()) ? " NOT NULL" : ""))
            .collect(Collectors.joining(", "));
    String key = ", PRIMARY KEY (" + list(file.key()) + "))";
    for (String table : List.of(file.name(), before(file.name()))) {
      execute("DROP TABLE IF EXISTS " + quoted(table));
    }
    execute(
        "CREATE TABLE "
            + quoted(file.name())
            + " ("
            + definitions
            + ", "
            + quoted(WRITTEN)
            + " TEXT"
            + key);
    execute(
        "CREATE TABLE "
            + quoted(before(file.name()))
            + " ("
            + definitions
            + ", "
            + quoted(WAS)
            + " INTEGER NOT NULL"
            + key);
  }

  /** From now on each change of a record notes what it was in the file. */
  void makeTriggers(CsvFile file, List<CsvColumn> columns) throws SQLException {
    List<String> names = columns.stream().map(CsvColumn::name).toList();
    String table = quoted(file.name());
    String before = quoted(before(file.name()));
    String wasNot =
        "INSERT INTO "
            + before
            + " ("
            + list(file.key())
            + ", "
            + quoted(WAS)
            + ") SELECT "
            + list("NEW.", file.key())
            + ", 0 WHERE NOT EXISTS (SELECT 1 FROM "
            + before
            + " b WHERE "
            + match(file, "b", "NEW")
            + "); ";
    String was =
        "INSERT INTO "
            + before
            + " ("
            + list(names)
            + ", "
            + quoted(WAS)
            + ") SELECT "
            + list("OLD.", names)
            + ", 1 WHERE NOT EXISTS (SELECT 1 FROM "
            + before
            + " b WHERE "
            + match(file, "b", "OLD")
            + "); ";
    String rewritten =
        "UPDATE "
            + table
            + " SET "
            + quoted(WRITTEN)
            + " = NULL WHERE rowid = NEW.rowid AND "
            + quoted(WRITTEN)
            + " IS NOT NULL; ";
    trigger(file, "INSERT", "INSERT", wasNot);
    trigger(file, "UPDATE", "UPDATE OF " + list(names), was + wasNot + rewritten);
    trigger(file, "DELETE", "DELETE", was);
  }

  private void trigger(CsvFile file, String name, String on, String body) throws SQLException {
    execute(
        "CREATE TRIGGER "
            + quoted("syncline_" + name + "_" + file.name())
            + " AFTER "
            + on
            + " ON "
            + quoted(file.name())
            + " BEGIN "
            + body
            + "END");
  }

  /** The database has other tables than before. */
  void remade() {
    rows.execute(List.of());
  }

  @Override
  public void close() {
    rows.close();
    try {
      own.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
