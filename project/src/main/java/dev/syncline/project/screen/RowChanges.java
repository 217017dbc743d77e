package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.Counts;
import dev.syncline.engine.run.Tally;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What changed on the side that is read since the run before, and what was written of it, by the
 * names of tasks that go one way.
 */
final class RowChanges {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> CHANGES = List.of("added", "changed", "removed");
  private static final List<String> WRITES = List.of("planned", "attempted", "succeeded", "failed");

  private final Map<String, JsonNode> tasks = new LinkedHashMap<>();

  /** Those of a run that just ended, or of a plan. */
  RowChanges(List<Task> some, Tally tally) {
    for (Task task : some) {
      Tally.OfTask counts = tally.task(task.id());
      if (counts.oneWay) {
        tasks.put(task.name(), JSON.valueToTree(Counts.rows(counts)));
      }
    }
  }

  /** Those of a run that is kept, by its counts. */
  RowChanges(JsonNode counts) {
    counts
        .propertyStream()
        .filter(task -> task.getValue().has(Counts.ROWS))
        .forEach(task -> tasks.put(task.getKey(), task.getValue().get(Counts.ROWS)));
  }

  /** Whether rows of a task are counted. */
  boolean has(String task) {
    return tasks.containsKey(task);
  }

  /** How many rows were added, changed or removed, in all tasks: {@code +3 ~2 -1}; else empty. */
  String brief() {
    List<String> parts = new ArrayList<>();
    String marks = "+~-";
    for (int i = 0; i < CHANGES.size(); i++) {
      String change = CHANGES.get(i);
      long n = tasks.values().stream().mapToLong(t -> t.path(change).path("rows").asLong(0)).sum();
      if (n > 0) {
        parts.add(marks.charAt(i) + Words.number(n));
      }
    }
    return String.join(" ", parts);
  }

  /** The table, with a line for each change that there is, and the keys of rows that left. */
  void write(Page page, int most) {
    if (tasks.isEmpty()) {
      return;
    }
    Table table = new Table().left("rows since the run before", 40).right("rows");
    WRITES.forEach(table::right);
    boolean several = tasks.size() > 1;
    tasks.forEach(
        (task, counts) -> {
          String of = several ? task + ": " : "";
          for (String change : CHANGES) {
            row(table, of + change, counts.path(change));
          }
          table.row(
              cell(of + "unchanged", Style.FAINT),
              number(counts.path("unchanged").asLong(0), Style.FAINT),
              cell(""),
              cell(""),
              cell(""),
              cell(""));
        });
    page.table(table, 2);
    tasks.forEach((task, counts) -> removed(page, task, counts.path("removed"), most));
    page.blank();
  }

  private static void row(Table table, String name, JsonNode counts) {
    List<Table.Cell> cells = new ArrayList<>();
    cells.add(cell(name));
    cells.add(number(counts.path("rows").asLong(0)));
    for (String write : WRITES) {
      long n = counts.path(write).asLong(0);
      cells.add(write.equals("failed") ? number(n, Style.BAD) : number(n));
    }
    table.row(cells.toArray(Table.Cell[]::new));
  }

  private static void removed(Page page, String task, JsonNode removed, int most) {
    List<String> keys = removed.path("keys").valueStream().map(k -> k.asString("")).toList();
    if (keys.isEmpty()) {
      return;
    }
    List<String> shown = keys.stream().limit(Math.max(1, most)).map(Shown::safe).toList();
    long more = Math.max(keys.size(), removed.path("rows").asLong(0)) - shown.size();
    page.flow(
        "  · ",
        Style.PLAIN,
        Shown.safe(task)
            + ": removed "
            + String.join(", ", shown)
            + (more > 0 ? " and " + Words.number(more) + " more" : ""),
        4);
  }
}
