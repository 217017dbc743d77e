package dev.syncline.engine.config;

import java.util.List;

/**
 * A query of a connection's database that tasks read like a table.
 *
 * @param at where it is configured
 * @param name the object's name
 * @param connection whose database is asked
 * @param key the columns of its result that identify a row
 * @param sql the query, with its variables' values in it
 */
public record ModelConfig(Position at, String name, Name connection, List<String> key, String sql) {
  public ModelConfig {
    key = List.copyOf(key);
  }

  /** What it asks, in one text, by which an edit is noticed. */
  String meaning() {
    return String.join(", ", key) + "\n" + sql.strip();
  }
}
