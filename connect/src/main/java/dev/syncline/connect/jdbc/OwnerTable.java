package dev.syncline.connect.jdbc;

import dev.syncline.connect.Fence;
import dev.syncline.connect.WriteBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * {@code syncline_owner}: which store may write a sync's records here, and the token of the node
 * that does. A node that took over raised the token, so that one that wakes up late cannot write.
 */
final class OwnerTable {
  private final Dialect dialect;
  private final String table;
  private final String name;

  /**
   * @param name the connection's name, for messages
   */
  OwnerTable(Dialect dialect, String defaultSchema, String name) {
    this.dialect = dialect;
    this.table = dialect.table(dialect.own("owner", defaultSchema));
    this.name = name;
  }

  private record Owner(String store, long token) {}

  private @Nullable Owner owner(Connection connection, int sync, String lock) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT store, token FROM " + table + " WHERE sync = ?" + lock)) {
      statement.setInt(1, sync);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Owner(row.getString(1), row.getLong(2)) : null;
      }
    }
  }

  /** The store that owns a sync; null when none does. */
  @Nullable String store(Connection connection, int sync) throws SQLException {
    Owner owner = owner(connection, sync, "");
    return owner == null ? null : owner.store;
  }

  /** Keeps the token as it is until the transaction ends, or throws {@link Fence#lost}. */
  void fence(Connection connection, WriteBatch batch) throws SQLException {
    Owner owner = owner(connection, batch.sync(), dialect.shareClause());
    if (owner == null || owner.token != batch.token() || !owner.store.equals(batch.store())) {
      throw Fence.lost(name, batch.sync(), batch.store(), owner == null ? null : owner.store);
    }
  }

  /** Waits until no transaction that this store began is under way. */
  void settle(Connection connection, String store) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT token FROM " + table + " WHERE store = ?" + dialect.lockClause(false))) {
      statement.setString(1, store);
      statement.executeQuery().close();
    }
  }

  /** Raises the token in the transaction that is open; a first token is later than any before. */
  long claim(Connection connection, int sync, String store, boolean adopt) throws SQLException {
    Owner owner = owner(connection, sync, dialect.lockClause(false));
    long token = Math.max(System.currentTimeMillis(), owner == null ? 0 : owner.token + 1);
    if (owner != null && !owner.store.equals(store) && !adopt) {
      throw Fence.foreign(name, sync, owner.store);
    }
    String sql =
        owner == null
            ? "INSERT INTO " + table + " (store, token, sync) VALUES (?, ?, ?)"
            : "UPDATE " + table + " SET store = ?, token = ? WHERE sync = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, store);
      statement.setLong(2, token);
      statement.setInt(3, sync);
      statement.executeUpdate();
    }
    return token;
  }
}
