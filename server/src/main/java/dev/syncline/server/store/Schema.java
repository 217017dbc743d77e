package dev.syncline.server.store;

import dev.syncline.engine.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * The tables and their versions. Version {@code n} is made from version {@code n - 1} by {@code
 * schema-n.sql}; all of it in one transaction with the version's number.
 */
final class Schema {
  static final int VERSION = 1;

  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\R");

  private Schema() {}

  /** Brings the tables to this version, within a change. */
  static void update(Database database, Sql sql) throws SQLException {
    database.prepare(sql);
    int found = version(database, sql);
    if (found > VERSION) {
      throw new StoreException(
          ("%s was written by a newer Syncline (its tables have version %d, this Syncline knows %d)."
                  + " Update Syncline, or restore a backup made before the update.")
              .formatted(database.place(), found, VERSION),
          null);
    }
    make(database, sql, found, VERSION);
  }

  /** Makes the tables of a version where there are none. */
  static void make(Database database, Sql sql, int version) throws SQLException {
    make(database, sql, 0, version);
  }

  private static void make(Database database, Sql sql, int found, int wanted) throws SQLException {
    for (int version = found + 1; version <= wanted; version++) {
      for (String statement : END_OF_STATEMENT.split(script(version), -1)) {
        if (!statement.isBlank()) {
          sql.execute(database.inOwnWords(statement));
        }
      }
    }
    if (found < wanted) {
      sql.update("DELETE FROM server_store");
      sql.update("INSERT INTO server_store (version) VALUES (?)", wanted);
    }
  }

  /** The version of the tables; 0 where there are none. */
  static int version(Database database, Sql sql) throws SQLException {
    if (database.empty(sql)) {
      return 0;
    }
    if (!database.hasTable(sql, "server_store")) {
      throw new StoreException(
          database.place()
              + " holds something else: its tables are not those of a server. Name another place;"
              + " nothing was changed.",
          null);
    }
    return (int) sql.number("SELECT version FROM server_store");
  }

  private static String script(int version) {
    try (InputStream in = Schema.class.getResourceAsStream("schema-" + version + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("schema-" + version + ".sql is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
