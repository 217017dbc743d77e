package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.StateStore;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that both sides hold and what the store remembers of it, to see whether it changed.
 */
record Contents(Map<String, String> rows, Map<String, String> links) {

  static Contents of(Map<Side, MemoryDatabase> databases, StateStore store, SimSchema schema) {
    Map<String, String> rows = new TreeMap<>();
    for (Side side : Side.values()) {
      databases
          .get(side)
          .tables()
          .forEach(
              (name, table) ->
                  table
                      .rows()
                      .forEach(
                          (key, row) ->
                              rows.put(
                                  side.word() + " " + name + " " + key, Arrays.toString(row))));
    }
    Map<String, String> remembered = new TreeMap<>();
    for (Task task : schema.sync().tasks()) {
      for (var link : Links.all(store, task.id())) {
        remembered.put(
            task.name() + " " + link.source() + " - " + link.target(),
            link.base().hashCode() + " " + link.revision() + " " + link.incarnation());
      }
      store.due(
          task.id(),
          due ->
              remembered.put(
                  task.name() + " due " + due.side() + " " + due.key(), due.reason().name()));
    }
    return new Contents(rows, remembered);
  }
}
