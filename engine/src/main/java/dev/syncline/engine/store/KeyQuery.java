package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A query for the rows of many keys of a task, asked in a few statements of fixed sizes. */
final class KeyQuery {
  private static final int[] SIZES = {128, 16, 1};

  private final String[] sql = new String[SIZES.length];

  /**
   * @param sql a query whose first parameter is the task, with {@code ${keys}} for a list of keys
   */
  KeyQuery(String sql) {
    for (int i = 0; i < SIZES.length; i++) {
      this.sql[i] = sql.replace("${keys}", "?" + ", ?".repeat(SIZES[i] - 1));
    }
  }

  /** Gives each row found to {@code each}, which must not move on. */
  void ask(Session session, int task, List<byte[]> keys, Each each) throws SQLException {
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

  /** Takes a row. */
  interface Each {
    void row(ResultSet row) throws SQLException;
  }
}
