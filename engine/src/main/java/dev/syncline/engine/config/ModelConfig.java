package dev.syncline.engine.config;

import dev.syncline.connect.Model;

/**
 * What tasks read like a table: a query, a table or a file.
 *
 * @param at where it is configured
 * @param connection whose database is asked
 * @param model its name, where its rows come from, with variables' values in it, and its key
 */
public record ModelConfig(Position at, Name connection, Model model) {

  /** The object's name. */
  public String name() {
    return model.name();
  }

  /** What it asks, in one text, by which an edit is noticed. */
  String meaning() {
    return String.join(", ", model.key())
        + "\n"
        + switch (model.origin()) {
          case Model.Sql sql -> sql.text().strip();
          case Model.Table table -> "table " + table.name();
          case Model.DataFile file -> file.toString();
        };
  }
}
