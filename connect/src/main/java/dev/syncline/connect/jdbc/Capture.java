package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking.Span;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What capture by triggers is made of in a brand of database. It says what is wanted and what is
 * there; {@link Tracking} makes the one of the other.
 */
interface Capture {

  /**
   * The type that a mark keeps a key column's values in: its own, as wide as it can be made without
   * losing anything, so that a column that is widened later does not make users' writes fail.
   */
  String markType(TableColumn column);

  /** Why a table cannot be tracked, with the remedy; the table has a key and is no view. */
  default Optional<String> obstacle(Connection connection, Table table) throws SQLException {
    return Optional.empty();
  }

  /** What triggers do not see of a table. */
  List<String> blindSpots(Connection connection, Table table) throws SQLException;

  /** What keeps the system from clearing marks away that were forgotten, with the remedy. */
  default Optional<String> heldBack(Connection connection) throws SQLException {
    return Optional.empty();
  }

  /** What tracking is made of, in the order in which it is made. */
  List<Part> wanted(Connection connection, MarkTable marks) throws SQLException;

  /**
   * What there is of a {@link MarkTable#family}, in the order in which it can be dropped; parts of
   * earlier definitions included.
   */
  List<Found> found(Connection connection, String family, TableName object) throws SQLException;

  /** The statements that would give the connection's user the rights that {@code track} needs. */
  List<String> privileges(Connection connection, MarkTable marks) throws SQLException;

  /** Rights on what an administrator made by hand, which its maker alone can give. */
  default List<String> handOver(Connection connection, MarkTable marks) throws SQLException {
    return List.of();
  }

  /**
   * Runs statements that belong together: those of one part. Where the system can, either all of
   * them are done or none.
   *
   * @param patience how long a lock may be waited for
   */
  default void change(Connection connection, List<String> statements, Duration patience)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Something to be made.
   *
   * @param name what it is called where it is, with a hash of its definition in it
   * @param make the statements that make it
   * @param unmake the statement that removes it if it is empty, for what other tables share and
   *     {@link #found} therefore does not tell of; else null
   */
  record Part(String name, List<String> make, @Nullable String unmake) {
    Part(String name, List<String> make) {
      this(name, make, null);
    }
  }

  /**
   * Something that is there.
   *
   * @param name as {@link Part#name} would call it
   * @param mend the statement that makes it work again, if somebody switched it off; else null
   * @param drop the statement that removes it
   */
  record Found(String name, @Nullable String mend, String drop) {}

  /** Deletes marks by their numbers, in the transaction that is open. */
  default void forget(Connection connection, String table, Collection<Span> spans)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + table + " WHERE id BETWEEN ? AND ?")) {
      for (Span span : spans) {
        statement.setLong(1, span.from());
        statement.setLong(2, span.to());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Gives up the room of many marks that were forgotten, where that makes questions cheaper. */
  default void tidy(Connection connection, String table) throws SQLException {}

  /** Whether marks name the user who wrote. */
  default boolean namesUsers() {
    return true;
  }
}
