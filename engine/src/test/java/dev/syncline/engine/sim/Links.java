package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The links that the store holds in the end, per task. */
record Links(Map<Integer, List<Link>> byTask) {

  static Links of(StateStore store, SimSchema schema) {
    Map<Integer, List<Link>> all = new HashMap<>();
    for (Task task : schema.sync().tasks()) {
      all.put(task.id(), all(store, task.id()));
    }
    return new Links(all);
  }

  static List<Link> all(StateStore store, int task) {
    List<Key> keys = new ArrayList<>();
    try (StateStore.LinkScan scan = store.scan(task, Side.SOURCE)) {
      while (scan.next()) {
        keys.add(Key.fromBytes(scan.key().clone()));
      }
    }
    return List.copyOf(store.links(task, Side.SOURCE, keys).values());
  }

  Link of(SimTable table, Side side, Key key) {
    return byTask.get(table.task()).stream()
        .filter(l -> l.key(side).equals(key))
        .findFirst()
        .orElse(null);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("links");
    byTask.forEach(
        (task, links) -> {
          text.append(" of task ").append(task).append(':');
          links.forEach(l -> text.append(' ').append(l.source()).append('-').append(l.target()));
        });
    return text.toString();
  }

  /** Links are one to one. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    byTask.forEach(
        (task, links) -> {
          for (Side side : Side.values()) {
            Set<Key> seen = new HashSet<>();
            links.stream()
                .filter(l -> !seen.add(l.key(side)))
                .forEach(
                    l ->
                        problems.add(
                            "task " + task + " links " + side + " " + l.key(side) + " twice"));
          }
        });
    return problems;
  }
}
