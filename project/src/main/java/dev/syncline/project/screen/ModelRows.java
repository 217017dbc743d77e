package dev.syncline.project.screen;

import dev.syncline.connect.KeyFault;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that a model gives now, and whether its key tells them apart.
 *
 * @param schema its columns and its key
 * @param first some of its rows, in any order
 * @param count how many rows there are
 * @param without how many have no key: a null, or what cannot be read
 * @param repeated how many keys more than one row has
 * @param some of those keys
 */
public record ModelRows(
    ObjectSchema schema, List<Row> first, long count, long without, long repeated, List<Key> some) {
  public ModelRows {
    first = List.copyOf(first);
    some = List.copyOf(some);
  }

  /** What is wrong with the key, and what to do about it. */
  public record Fault(String message, String remedy) {}

  /** Whether every row has a key of its own. */
  public boolean keyHolds() {
    return without == 0 && repeated == 0;
  }

  /** What is wrong with its key; nothing where it holds. */
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    String key = Words.list(schema.identity());
    if (without > 0) {
      faults.add(
          new Fault(
              "the model "
                  + schema.name()
                  + " gives "
                  + Words.count(without, "row")
                  + " whose key "
                  + key
                  + " is null, or cannot be read",
              KeyFault.NONE_WITHOUT));
    }
    if (repeated > 0) {
      List<String> shown = new ArrayList<>(some.stream().map(Key::toString).toList());
      if (repeated > shown.size()) {
        shown.add(Words.number(repeated - shown.size()) + " more");
      }
      faults.add(
          new Fault(
              "the model "
                  + schema.name()
                  + " gives more than one row with the same key "
                  + key
                  + ": "
                  + Words.list(shown),
              KeyFault.ONE_ROW_EACH));
    }
    return faults;
  }
}
