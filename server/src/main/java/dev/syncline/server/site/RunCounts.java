package dev.syncline.server.site;

import dev.syncline.core.BySide;
import dev.syncline.engine.RunFigures;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.Answer.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many records a run added, changed and removed, and what is to be said besides. */
final class RunCounts {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ROWS = "rowChanges";

  private RunCounts() {}

  static List<Count> of(RunDetailScreen run, BySide<String> systems) {
    return run.figures().stream().map(of -> count(of, systems)).toList();
  }

  private static Count count(RunFigures of, BySide<String> systems) {
    Tally.Figures figures = of.figures();
    return new Count(
        of.task(),
        systems.on(of.side()),
        of.change().name().toLowerCase(Locale.ROOT),
        figures.planned() < 0 ? "·" : Words.number(figures.planned()),
        Words.number(figures.attempted()),
        Words.number(figures.succeeded()),
        Words.number(figures.failed()));
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
