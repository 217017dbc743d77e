package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Asks a brand of database what the connection's account may do, without doing it. What cannot be
 * told counts as allowed, so that nobody is warned of what works.
 */
interface Permissions {

  /** Rights on a table; the last one has no columns. */
  enum Right {
    SELECT,
    INSERT,
    UPDATE,
    DELETE
  }

  /** The account as a GRANT names it. */
  String account(Connection connection) throws SQLException;

  /** Whether the account has a right on all of some columns of a table. */
  boolean may(Connection connection, Right right, TableName table, List<String> columns)
      throws SQLException;

  /**
   * What the account lacks around a table, so that its rights on the table itself do not help.
   *
   * @param inserted the columns that new rows are given; empty: none are added
   */
  default List<Lack> around(Connection connection, TableName table, List<String> inserted)
      throws SQLException {
    return List.of();
  }

  /** What the account lacks to make Syncline's own tables, if they are missing, and to use them. */
  List<Lack> own(Connection connection, String defaultSchema) throws SQLException;

  /**
   * Something that an account may not do.
   *
   * @param right what it lacks, such as {@code USAGE on schema shop}
   * @param remedy the statement that gives it; a sentence where there is no statement
   * @param reading whether not even reading is possible without it
   */
  record Lack(String right, String remedy, boolean reading) {}
}
