package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.connect.LogReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What reading the replication log takes in a brand of database: what is made there, what speaks
 * against it, and whether the log still holds what is to be read. {@link LogTracking} does the
 * rest.
 *
 * <p>All that belongs to one store and connection has one name, {@link MarkTable#logName}.
 */
interface LogCapture {

  /** Why the log does not tell of a table's rows, with the remedy; the table has a primary key. */
  Optional<String> obstacle(Connection connection, Table table) throws SQLException;

  /** What the log does not tell of a table. */
  List<String> blindSpots(Connection connection, Table table) throws SQLException;

  /**
   * The statements that are still to be run so that the log is kept and tells of a table.
   *
   * @param begun whether it was read before: that the server does not keep it any more is then a
   *     {@link #gap}
   */
  List<String> missing(Connection connection, String name, TableName table, boolean begun)
      throws SQLException;

  /** The statements that would give the connection's user the rights that this takes. */
  List<String> privileges(Connection connection, TableName table) throws SQLException;

  /**
   * The statements that take a table out.
   *
   * @param last whether no other table stays, so that everything of the name goes
   */
  List<String> remove(Connection connection, String name, TableName table, boolean last)
      throws SQLException;

  /** The table that {@link #mark} writes to; null where it writes to the log itself. */
  default LogReader.@Nullable Table marker(String name) {
    return null;
  }

  /**
   * Writes a text to the log, after all that was committed before.
   *
   * @return its place in the log; empty where the server does not tell
   */
  String mark(Connection connection, String name, String text) throws SQLException;

  /**
   * Up to where the server has sent its log to the reader, and no further than to a place, so that
   * it changes only as long as the place is still to come; empty where the server does not tell.
   */
  default String sent(Connection connection, String name, String place) throws SQLException {
    return "";
  }

  /**
   * Whether everybody can see what transactions wrote that the log has told of. A log is told of a
   * commit a moment before others see it: whoever read the rows then would find them as they were.
   *
   * @param transactions their numbers, where the log tells them
   */
  boolean visible(Connection connection, String name, Collection<Long> transactions)
      throws SQLException;

  /**
   * Why the log cannot be read on from a position without a gap, in words; empty when it can.
   *
   * @param position empty where nothing was read
   * @param keep the most bytes that the server may have kept back; more count as a gap
   */
  String gap(Connection connection, String name, String position, long keep) throws SQLException;

  /**
   * Makes what is needed to read from now on, and lets go what was kept back.
   *
   * @return the position of now; empty where the reader finds it
   */
  String restart(Connection connection, String name) throws SQLException;

  /** The position that is to be given to the reader. */
  default String start(Connection connection, String name, String position) throws SQLException {
    return position;
  }

  /**
   * Lets the server forget the log up to a position, now that the reader has ended.
   *
   * @return false when the reader is still there, and it is to be tried again in a moment
   */
  default boolean settle(Connection connection, String name, String position) throws SQLException {
    return true;
  }

  /** What is kept back; nothing where the server keeps its log as long as it is told to. */
  default Optional<Burden> burden(Connection connection, String name) throws SQLException {
    return Optional.empty();
  }
}
