package dev.syncline.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The store's tables and their versions. Version {@code n} is made from version {@code n - 1} by
 * {@code schema-n.sql}; all of it in one transaction with the version's number. (Flyway does the
 * same in 400 ms, of which a small plan would notice each.)
 */
final class Schema {
  static final int VERSION = 10;

  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\R");

  private Schema() {}

  /** Who a store is. */
  @SuppressWarnings("ArrayRecordComponent")
  record Identity(String id, byte[] secret, int version) {}

  /** Reads who the store is, after bringing its tables to this version. */
  static Identity open(Database database, Session writer) throws SQLException {
    Identity found = read(database, writer);
    if (found == null || found.version() < VERSION) {
      writer.begin();
      try {
        // Another process may have done it while this one waited for its turn.
        found = read(database, writer);
        if (found != null && found.version() < VERSION) {
          // Within the transaction, so that nobody else changes anything meanwhile.
          database.backup(database.before(found.version()));
        }
        for (int v = found == null ? 1 : found.version() + 1; v <= VERSION; v++) {
          migrate(database, writer, v);
        }
        found = found == null ? create(writer) : advance(writer, found);
        writer.commit();
      } catch (SQLException | RuntimeException e) {
        writer.rollback();
        throw e;
      }
    }
    if (found.version() > VERSION) {
      throw new StoreException(
          database.place()
              + " was written by a newer Syncline (its tables have version "
              + found.version()
              + ", this Syncline knows "
              + VERSION
              + "). Update Syncline, or restore a backup made before the update.",
          null);
    }
    return found;
  }

  private static @org.jspecify.annotations.Nullable Identity read(
      Database database, Session session) throws SQLException {
    Set<String> tables = database.tables(session);
    if (tables.isEmpty()) {
      return null;
    }
    if (!tables.containsAll(Set.of("store", "link_target"))) {
      throw new StoreException(
          database.place()
              + " holds something else: it is a database, but not one of Syncline's."
              + " Name another place; nothing was changed.",
          null);
    }
    PreparedStatement query = session.prepare("SELECT id, secret, version FROM store");
    try (ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw new StoreException(
            database.place() + " has lost its identity. Restore the latest backup.", null);
      }
      return new Identity(row.getString(1), row.getBytes(2), row.getInt(3));
    }
  }

  /** The version of a store's tables. */
  static int version(Database database, Session session) throws SQLException {
    Identity found = read(database, session);
    if (found == null) {
      throw new StoreException(database.place() + " is empty; there is nothing to copy.", null);
    }
    return found.version();
  }

  /** Whether this is the store of an identity, with tables of this version. */
  static boolean isOf(Session session, String id) throws SQLException {
    PreparedStatement query =
        session.prepare("SELECT 1 FROM store WHERE id = ? AND version = " + VERSION);
    query.setString(1, id);
    try (ResultSet row = query.executeQuery()) {
      return row.next();
    }
  }

  /** Makes the tables of a version, empty, where there are none. */
  static void make(Database database, Session session, int version) throws SQLException {
    for (int v = 1; v <= version; v++) {
      migrate(database, session, v);
    }
  }

  private static void migrate(Database database, Session session, int version) throws SQLException {
    for (String statement : END_OF_STATEMENT.split(script(version), -1)) {
      if (!statement.isBlank()) {
        session.execute(database.inOwnWords(statement));
      }
    }
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

  private static Identity create(Session session) throws SQLException {
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    String id = UUID.randomUUID().toString();
    PreparedStatement insert =
        session.prepare("INSERT INTO store (id, secret, version) VALUES (?, ?, ?)");
    insert.setString(1, id);
    insert.setBytes(2, secret);
    insert.setInt(3, VERSION);
    insert.executeUpdate();
    return new Identity(id, secret, VERSION);
  }

  private static Identity advance(Session session, Identity found) throws SQLException {
    if (found.version() >= VERSION) {
      return found;
    }
    session.prepare("UPDATE store SET version = ?", VERSION).executeUpdate();
    return new Identity(found.id(), found.secret(), VERSION);
  }
}
