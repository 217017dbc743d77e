package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A query for the rows of many keys of a task, asked in a few statements of fixed sizes. */
final class KeyQuery {
  private static final int[] SIZES = {128, 16, 1};

  /** From this many keys on it is worth asking first whether there is anything near them. */
  private static final int MANY = 16;

  private final String[] sql = new String[SIZES.length];
  private final String any;

  /**
   * @param sql a query whose first parameter is the task, with {@code ${keys}} for a list of keys
   * @param table the table that holds the keys
   * @param column and their column
   */
  KeyQuery(String sql, String table, String column) {
    this.any =
        "SELECT 1 FROM " + table + " WHERE task = ? AND " + column + " BETWEEN ? AND ? LIMIT 1";
    for (int i = 0; i < SIZES.length; i++) {
      this.sql[i] = sql.replace("${keys}", "?" + ", ?".repeat(SIZES[i] - 1));
    }
  }

  /**
   * Gives each row found to {@code each}, which must not move on.
   *
   * @param keys in order
   */
  void ask(Session session, int task, List<byte[]> keys, Each each) throws SQLException {
    if (keys.size() >= MANY && !anyBetween(session, task, keys.getFirst(), keys.getLast())) {
      return;
    }
    int from = 0;
    for (int s = 0; s < SIZES.length; s++) {
      int size = SIZES[s];
      if (keys.size() - from < size) {
        continue;
      }
      PreparedStatement query = session.prepare(sql[s]);
      query.setInt(1, task);
      for (; keys.size() - from >= size; from += size) {
        for (int i = 0; i < size; i++) {
          query.setBytes(2 + i, keys.get(from + i));
        }
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            each.row(row);
          }
        }
      }
    }
  }

  /** Keys that are new, as in a first load, mostly lie where nothing is yet. */
  private boolean anyBetween(Session session, int task, byte[] least, byte[] most)
      throws SQLException {
    PreparedStatement query = session.prepare(any, task);
    query.setBytes(2, least);
    query.setBytes(3, most);
    try (ResultSet row = query.executeQuery()) {
      return row.next();
    }
  }

  /** Takes a row. */
  interface Each {
    void row(ResultSet row) throws SQLException;
  }
}
