package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.engine.run.Tally.Figures;
import dev.syncline.engine.run.Tally.RowChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many writes of one sort a run of a task noted when it ended.
 *
 * @param side which was written
 * @param change of a row of the side that is read, where the task goes one way; else what was made
 *     of a record
 */
public record RunFigures(String task, Side side, RowChange change, Figures figures) {
  private static final Map<RowChange, String> ROWS = new LinkedHashMap<>();
  private static final Map<RowChange, String> WRITES = new LinkedHashMap<>();

  static {
    ROWS.put(RowChange.ADDED, "added");
    ROWS.put(RowChange.CHANGED, "changed");
    ROWS.put(RowChange.REMOVED, "removed");
    WRITES.put(RowChange.ADDED, "create");
    WRITES.put(RowChange.CHANGED, "update");
    WRITES.put(RowChange.REMOVED, "delete");
  }

  /** Those of the counts of a run as JSON, of which there are any; none while it goes on. */
  public static List<RunFigures> noted(String counts) {
    List<RunFigures> all = new ArrayList<>();
    if (!counts.isEmpty()) {
      JsonMapper.shared()
          .readTree(counts)
          .propertyStream()
          .forEach(task -> task(task.getKey(), task.getValue(), all));
    }
    return all;
  }

  private static void task(String name, JsonNode task, List<RunFigures> all) {
    if (task.has(Counts.ROWS)) {
      add(name, written(task), task.path(Counts.ROWS), ROWS, all);
    } else {
      for (Side side : Side.values()) {
        add(name, side, task.path(Counts.WRITES).path(side.word()), WRITES, all);
      }
    }
  }

  /** Which side a task writes that goes one way. */
  private static Side written(JsonNode task) {
    boolean source =
        List.of("planned", "refused").stream()
            .flatMap(what -> task.path(what).path(Side.SOURCE.word()).valueStream())
            .anyMatch(n -> n.asLong(0) > 0);
    return source ? Side.SOURCE : Side.TARGET;
  }

  private static void add(
      String task, Side side, JsonNode counts, Map<RowChange, String> names, List<RunFigures> all) {
    names.forEach(
        (change, name) -> {
          JsonNode of = counts.path(name);
          Figures figures =
              new Figures(
                  of.path("planned").asLong(0),
                  of.path("attempted").asLong(0),
                  of.path("succeeded").asLong(0),
                  of.path("failed").asLong(0));
          if (of.path("rows").asLong(0) + figures.planned() + figures.attempted() > 0) {
            all.add(new RunFigures(task, side, change, figures));
          }
        });
  }
}
