package dev.syncline.engine.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/**
 * Where a store's tables live: what differs between databases, while the SQL of the tables is
 * common to all.
 */
interface Database {

  /** The database in words, for messages. */
  String place();

  /** A folder for temporary files. */
  Path temporary();

  /** Opens a session whose transactions read one state and write nothing. */
  Session reader() throws SQLException;

  /** Opens a session whose transactions are the only ones that write. */
  Session writer() throws SQLException;

  /** The names of all its tables. */
  Set<String> tables(Session session) throws SQLException;

  /** A statement of the schema in this database's words. */
  String inOwnWords(String statement);

  /** Whether an error means that its session is of no use any more. */
  boolean isLost(SQLException e);

  /** Whether its first session was opened on what is at its place now. */
  default boolean isAtItsPlace() {
    return true;
  }

  /**
   * Looks whether what is at its place now can be opened.
   *
   * @throws StoreException if a part of what was there before is left beside it
   */
  default void requireWhole() {}

  /** How processes that share it keep out of each other's way. */
  Leases leases();

  /** Leaves no byte of what was removed or replaced in the database's files. */
  void scrub() throws SQLException;

  /** Copies all to a file while it is in use. */
  void backup(Path file) throws SQLException;

  /** The file for a copy that is made before tables of an older version are changed; not there. */
  Path before(int version);

  /** Is told when the store is closed. */
  default void closed() {}

  /** What went wrong, in words: what was tried, where, why, and what to do next. */
  StoreException failure(String tried, SQLException e);
}
