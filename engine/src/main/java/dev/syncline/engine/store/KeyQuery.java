package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A query for the rows of many keys of a task, asked in a few statements of fixed sizes. */
final class KeyQuery {
  private static final int[] SIZES = {128, 16, 1};

  private final Map<Integer, String> sql = new HashMap<>();

  /**
   * @param sql a query whose first parameter is the task, with {@code ${keys}} for a list of keys
   */
  KeyQuery(String sql) {
    for (int size : SIZES) {
      this.sql.put(size, sql.replace("${keys}", "?" + ", ?".repeat(size - 1)));
    }
  }

  /** Gives each row found to {@code each}, which must not move on. */
  void ask(Session session, int task, List<byte[]> keys, Each each) throws SQLException {
    int from = 0;
    for (int size : SIZES) {
      if (keys.size() - from < size) {
        continue;
      }
      PreparedStatement query = session.prepare(sql.get(size));
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
