package dev.syncline.server.site;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunDetailScreen.Fate;
import dev.syncline.project.screen.RunDetailScreen.What;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.Answer.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many records a run added, changed and removed. What was planned it notes when it ends; what
 * was attempted, and what became of that, the journal tells at any time; of tasks that go one way
 * the run notes all of it, also what was refused before it was sent.
 */
final class RunCounts {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ROWS = "rowChanges";
  private static final Fate NOTHING = new Fate(0, 0, 0);

  private RunCounts() {}

  static List<Count> of(RunDetailScreen run, BySide<String> systems) {
    JsonNode tasks = tasks(run.run());
    List<Count> counts = new ArrayList<>();
    tasks
        .propertyStream()
        .filter(task -> task.getValue().has(ROWS))
        .forEach(
            task -> {
              Side written = isWritten(task.getValue(), Side.SOURCE) ? Side.SOURCE : Side.TARGET;
              counts.addAll(rows(task.getKey(), systems.on(written), task.getValue().path(ROWS)));
            });
    Map<What, Long> planned = planned(tasks);
    run.fates().keySet().forEach(what -> planned.putIfAbsent(what, -1L));
    planned.forEach(
        (what, n) -> {
          if (!tasks.path(what.task()).has(ROWS)) {
            counts.add(count(what, n, run.fates().getOrDefault(what, NOTHING), systems));
          }
        });
    return counts;
  }

  private static Count count(What what, long planned, Fate fate, BySide<String> systems) {
    return new Count(
        what.task(),
        systems.on(what.side()),
        Answers.Change.of(what.kind()).word(),
        planned < 0 ? "·" : Words.number(planned),
        Words.number(fate.attempted()),
        Words.number(fate.succeeded()),
        Words.number(fate.failed()));
  }

  private static boolean isWritten(JsonNode task, Side side) {
    return task.path("planned").path(side.word()).valueStream().anyMatch(n -> n.asLong() > 0);
  }

  private static List<Count> rows(String task, String system, JsonNode rows) {
    List<Count> counts = new ArrayList<>();
    for (Answers.Change change : Answers.Change.values()) {
      JsonNode of = rows.path(change.word());
      if (of.path("rows").asLong(0) + of.path("planned").asLong(0) > 0) {
        counts.add(
            new Count(
                task,
                system,
                change.word(),
                Words.number(of.path("planned").asLong()),
                Words.number(of.path("attempted").asLong()),
                Words.number(of.path("succeeded").asLong()),
                Words.number(of.path("failed").asLong())));
      }
    }
    return counts;
  }

  private static Map<What, Long> planned(JsonNode tasks) {
    Map<What, Long> planned = new TreeMap<>();
    tasks
        .propertyStream()
        .forEach(
            task -> {
              for (Side side : Side.values()) {
                JsonNode writes = task.getValue().path("planned").path(side.word());
                for (Answers.Change change : Answers.Change.values()) {
                  long n = writes.path(change.write()).asLong(0);
                  if (n > 0) {
                    planned.put(new What(task.getKey(), side, change.kind()), n);
                  }
                }
              }
            });
    return planned;
  }

  private static JsonNode tasks(RunRecord run) {
    return run.counts().isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(run.counts());
  }

  /** What the counts do not say: rows that were as before, and records that were left over. */
  static List<String> besides(RunRecord run) {
    List<String> lines = new ArrayList<>();
    tasks(run)
        .propertyStream()
        .forEach(
            task -> {
              String parts = String.join(", ", besides(task.getValue()));
              if (!parts.isEmpty()) {
                lines.add(task.getKey() + ": " + parts);
              }
            });
    return lines;
  }

  private static List<String> besides(JsonNode task) {
    List<String> parts = new ArrayList<>();
    if (task.path(ROWS).has("unchanged")) {
      parts.add(Words.number(task.path(ROWS).path("unchanged").asLong()) + " unchanged");
    }
    task.path("left")
        .propertyStream()
        .forEach(
            left ->
                parts.add(
                    Words.number(left.getValue().asLong())
                        + " left over, "
                        + left.getKey().replace('_', ' ')));
    return parts;
  }
}
