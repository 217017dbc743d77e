package dev.syncline.connect;

import java.util.List;

/**
 * A query of a connection's database that is read like a table, and never written.
 *
 * @param name the object's name, which no table of the connection has
 * @param sql the query, in the database's own language
 * @param key the columns of its result that identify a row, in key order
 */
public record Model(String name, String sql, List<String> key) {
  public Model {
    key = List.copyOf(key);
  }
}
