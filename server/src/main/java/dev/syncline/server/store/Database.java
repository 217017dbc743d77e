package dev.syncline.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.syncline.engine.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Where the tables live: what differs between databases, while the SQL of the tables does not. */
interface Database {

  /** The database in words, for messages; without any password. */
  String place();

  /** Whether there is a store. Makes none. */
  boolean exists();

  /** Opens the connections to it, the first one at once. */
  HikariDataSource connect();

  /** Begins a transaction that is the only one that writes until it ends. */
  void begin(Connection connection) throws SQLException;

  /** Makes what has to be there before tables can be. */
  void prepare(Sql sql) throws SQLException;

  /** Whether there is a table of this name. */
  boolean hasTable(Sql sql, String table) throws SQLException;

  /** Whether there is no table at all. */
  boolean empty(Sql sql) throws SQLException;

  /** A statement of the schema in this database's words. */
  String inOwnWords(String statement);

  /** Why it went wrong and what to do next, in words that follow "because". */
  String reason(SQLException e);

  /** What went wrong, in words: what was tried, where, why, and what to do next. */
  default StoreException failure(String tried, SQLException e) {
    return new StoreException("%s: cannot %s, because %s".formatted(place(), tried, reason(e)), e);
  }

  /** Writes what a store holds to an empty file, as one state of it: a store in an SQLite file. */
  void backup(ServerStore store, Path file) throws SQLException;

  /** Where a copy goes before a newer version changes the tables; none where nobody said one. */
  Optional<Path> before(int version);

  /** An insert that may give the numbers that the database else gives by itself. */
  String withNumbers(String insert);

  /** Goes on with numbers after those that a table holds. */
  void numbered(Sql sql, String table) throws SQLException;
}
