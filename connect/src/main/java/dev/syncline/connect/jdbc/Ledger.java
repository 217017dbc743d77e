package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.sqlite.WriteAhead;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * What was sent to a system that cannot be read: a SQLite database in which each of its objects is
 * a table, read and written like any other database, and a note of each request that is under way.
 */
public final class Ledger implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String SUFFIX = ".db";

  private final String connection;
  private final Path file;
  private final JdbcConnector rows;
  private final Connection notes;

  /**
   * A request that is under way.
   *
   * @param name its name, which no other has
   * @param text what it says
   */
  public record Note(String name, String text) {}

  private Ledger(String connection, Path file, JdbcConnector rows, Connection notes) {
    this.connection = connection;
    this.file = file;
    this.rows = rows;
    this.notes = notes;
  }

  /**
   * Opens a ledger, which is made where there is none.
   *
   * @param connection the connection's name
   */
  public static Ledger open(String connection, Path folder, long maxValueBytes) {
    Path file = folder.resolve(URLEncoder.encode(connection, StandardCharsets.UTF_8) + SUFFIX);
    Connection notes = null;
    try {
      Files.createDirectories(folder);
      notes = prepared(file);
      Ledger ledger =
          new Ledger(
              connection, file, JdbcConnector.open(spec(connection, file, maxValueBytes)), notes);
      notes = null;
      return ledger;
    } catch (SQLException | IOException e) {
      throw broken(connection, file, e);
    } finally {
      if (notes != null) {
        closeQuietly(notes);
      }
    }
  }

  private static ConnectionSpec spec(String connection, Path file, long maxValueBytes) {
    Bounds usual = Bounds.USUAL;
    return ConnectionSpec.of(connection, "sqlite", "jdbc:sqlite:" + file, "", "")
        .within(
            new Bounds(
                usual.connections(), usual.lockTimeout(), usual.statementTimeout(), maxValueBytes))
        .with(Map.of("secure_delete", "true"));
  }

  private static Connection prepared(Path file) throws SQLException {
    Connection connection = Drivers.of(new JDBC()).connect("jdbc:sqlite:" + file, new Properties());
    boolean done = false;
    try (Statement statement = connection.createStatement()) {
      WriteAhead.set(connection, PATIENCE);
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA secure_delete = ON");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS syncline_under_way (name TEXT PRIMARY KEY, sync INTEGER NOT"
              + " NULL, text TEXT NOT NULL)");
      done = true;
      return connection;
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // Whoever opened it is told what went wrong before.
    }
  }

  /**
   * Copies all ledgers of a folder, also while they are written.
   *
   * @param to the folder that is made for them, with the rights of the one they are in
   */
  public static void copyAll(Path folder, Path to) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      Files.createDirectory(to);
      if (Files.getFileStore(to).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
      }
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        try (Connection connection = prepared(file);
            PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
          copy.setString(1, to.resolve(file.getFileName()).toString());
          copy.execute();
        }
      }
    } catch (SQLException | IOException e) {
      throw new ConnectorException(
          Kind.FAILED,
          "what was sent to endpoints cannot be copied from " + folder + " to " + to + ": " + e,
          e);
    }
  }

  /** The records that were sent, as a database. */
  public JdbcConnector rows() {
    return rows;
  }

  private interface Work<T> {
    T work() throws SQLException;
  }

  private synchronized <T> T ask(Work<T> work) {
    try {
      return work.work();
    } catch (SQLException e) {
      throw broken(connection, file, e);
    }
  }

  private static ConnectorException broken(String connection, Path file, Exception e) {
    return new ConnectorException(
        Kind.FAILED,
        connection
            + ": what is sent cannot be remembered in "
            + file
            + " ("
            + e.getMessage()
            + "). Look after the disk and its rights; a file that is damaged is put back from a"
            + " backup.",
        e);
  }

  // Objects

  /**
   * Makes sure that there is a table for an object. A column that is new has nothing in it; one
   * that is of another type than it was holds what was sent, as far as that is of the new type.
   *
   * @throws ConnectorException if the object has another key than it had
   */
  public void keep(ObjectSchema object) {
    ObjectSchema wanted = plain(object);
    if (!rows.objects().contains(object.name())) {
      List<String> statements = new ArrayList<>(rows.createStatements(object.name(), wanted));
      object.uniqueKeys().forEach(u -> statements.add(index(object.name(), u)));
      rows.execute(statements);
      return;
    }
    ObjectSchema kept = rows.describe(object.name());
    Map<String, String> declared = new HashMap<>();
    kept.columns().forEach(c -> declared.put(c.name(), c.nativeType()));
    List<String> changes = new ArrayList<>();
    String table = "ALTER TABLE " + quoted(object.name());
    for (Column column : wanted.columns()) {
      String type = String.valueOf(SqliteTypes.nativeType(column.type()));
      String before = declared.get(column.name());
      boolean key = wanted.primaryKey().contains(column.name());
      if (type.equals(before) && key == kept.primaryKey().contains(column.name())) {
        continue;
      }
      if (key || kept.primaryKey().contains(column.name())) {
        throw new ConnectorException(
            Kind.UNSUPPORTED,
            connection
                + ": "
                + object.name()
                + " has another key than what was sent of it until now. Give the object another"
                + " name, under which everything is sent anew, or leave its key as it was.",
            null);
      }
      String name = quoted(column.name());
      if (before == null) {
        changes.add(table + " ADD COLUMN " + name + " " + type);
      } else {
        String old = quoted("syncline old " + column.name());
        changes.add("DROP INDEX IF EXISTS " + indexName(object.name(), List.of(column.name())));
        changes.add(table + " RENAME COLUMN " + name + " TO " + old);
        changes.add(table + " ADD COLUMN " + name + " " + type);
        changes.add("UPDATE " + quoted(object.name()) + " SET " + name + " = " + old);
        changes.add(table + " DROP COLUMN " + old);
      }
    }
    object
        .uniqueKeys()
        .forEach(
            u -> {
              if (!changes.isEmpty()) {
                changes.add(index(object.name(), u));
              }
            });
    if (!changes.isEmpty()) {
      rows.execute(changes);
    }
  }

  /** A ledger takes what was sent as it was: only the key tells records apart. */
  private static ObjectSchema plain(ObjectSchema object) {
    List<Column> columns =
        object.columns().stream()
            .map(
                c ->
                    new Column(
                        c.name(),
                        c.type(),
                        "",
                        !object.primaryKey().contains(c.name()),
                        Origin.GIVEN))
            .toList();
    return new ObjectSchema(object.name(), columns, object.primaryKey(), List.of(), List.of());
  }

  /** For those who look records up by what tells them apart elsewhere. */
  private static String index(String object, UniqueKey key) {
    return "CREATE INDEX IF NOT EXISTS "
        + indexName(object, key.columns())
        + " ON "
        + quoted(object)
        + " ("
        + String.join(", ", key.columns().stream().map(Ledger::quoted).toList())
        + ")";
  }

  private static String indexName(String object, List<String> columns) {
    return quoted("syncline by " + String.join(" ", columns) + " of " + object);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  // Requests under way

  /** Notes a request, or notes anew what it says; durable when this returns. */
  public void note(int sync, Note note) {
    ask(
        () ->
            update(
                "INSERT INTO syncline_under_way VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                    + " text = excluded.text",
                note.name(),
                sync,
                note.text()));
  }

  /** Forgets a request of which it is known what became. */
  public void forget(String name) {
    ask(() -> update("DELETE FROM syncline_under_way WHERE name = ?", name));
  }

  /** The requests of a sync that are under way, in the order in which they were noted. */
  public List<Note> underWay(int sync) {
    return ask(
        () -> {
          List<Note> found = new ArrayList<>();
          try (PreparedStatement statement =
              notes.prepareStatement(
                  "SELECT name, text FROM syncline_under_way WHERE sync = ? ORDER BY rowid")) {
            statement.setInt(1, sync);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                found.add(new Note(row.getString(1), row.getString(2)));
              }
            }
          }
          return found;
        });
  }

  private int update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = notes.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  // Erasing

  /**
   * Empties all fields of some records but their keys, and every copy of them in the file.
   *
   * @param perform whether it is done; else only counted
   * @return how many of the records have anything in other fields
   */
  public int erase(ObjectSchema object, Collection<Key> keys, boolean perform) {
    List<String> others =
        object.columns().stream()
            .map(Column::name)
            .filter(c -> !object.primaryKey().contains(c))
            .toList();
    var shape = object.shape(object.columns().stream().map(Column::name).toList());
    List<Key> filled =
        rows.fetch(shape, keys).stream()
            .filter(r -> others.stream().anyMatch(c -> r.get(c) != null))
            .map(r -> Objects.requireNonNull(r.key()))
            .toList();
    if (perform && !filled.isEmpty()) {
      String sql =
          "UPDATE "
              + quoted(object.name())
              + " SET "
              + String.join(", ", others.stream().map(c -> quoted(c) + " = NULL").toList())
              + " WHERE "
              + quoted(object.primaryKey().getFirst())
              + " = ?";
      ask(
          () -> {
            for (Key key : filled) {
              update(sql, stored(key.parts()[0]));
            }
            return scrub();
          });
    }
    return filled.size();
  }

  /** A key's part as the file holds it. */
  private static Object stored(Object part) {
    return part instanceof Number ? part : part.toString();
  }

  private boolean scrub() throws SQLException {
    try (Statement statement = notes.createStatement()) {
      statement.execute("VACUUM");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    return true;
  }

  @Override
  public void close() {
    rows.close();
    ask(
        () -> {
          notes.close();
          return true;
        });
  }
}
