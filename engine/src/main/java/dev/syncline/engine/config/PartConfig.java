package dev.syncline.engine.config;

import java.util.List;
import java.util.Optional;

/**
 * A part of a task's records on one side: rows of another object that belong to them.
 *
 * @param at where it is configured
 * @param name what it is called; its columns are called {@code name.column}
 * @param object the object that holds its rows, as the user names it
 * @param key the object's columns that hold the record's key
 * @param from the record's columns that hold the key of the object's row. With neither, those of
 *     the only foreign key between the two
 * @param where the constants that tell its rows from others of the object; nothing: all its rows
 */
public record PartConfig(
    Position at,
    String name,
    Name object,
    Optional<Names> key,
    Optional<Names> from,
    Optional<Name> where) {
  /** Some columns, where they are configured. */
  public record Names(Position at, List<String> columns) {
    public Names {
      columns = List.copyOf(columns);
    }
  }

  /** What it means, whatever it is called where. */
  public String meaning() {
    return object.text()
        + "("
        + key.map(k -> String.join(",", k.columns())).orElse("")
        + ")"
        + from.map(f -> " from " + String.join(",", f.columns())).orElse("")
        + where.map(w -> " " + w.text().strip()).orElse("");
  }
}
