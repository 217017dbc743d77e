package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The latest runs.
 *
 * @param runs with {@code running} or {@code killed} as the result of one that did not end
 * @param names names of syncs by id
 * @param open how many records those wrote so far that did not end
 * @param forgotten those of which it is not known any more which records they wrote
 */
public record RunsScreen(
    List<RunRecord> runs,
    Map<Integer, String> names,
    Map<Long, Long> open,
    Set<Long> forgotten,
    ZoneId zone)
    implements Screen {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public void text(Page page) {
    if (runs.isEmpty()) {
      page.line("There are no runs yet.");
      return;
    }
    boolean several = names.size() > 1;
    boolean oneWay = runs.stream().anyMatch(run -> !brief(run).isEmpty());
    Table table = new Table().right("run");
    if (several) {
      table.left("sync", 24);
    }
    table.left("what").left("started").right("took");
    if (oneWay) {
      table.left("rows");
    }
    table.right("linked").right("written").right("left").left("result");
    for (RunRecord run : runs) {
      List<Table.Cell> cells = new ArrayList<>();
      cells.add(cell(Long.toString(run.id()), Style.STRONG));
      if (several) {
        cells.add(cell(names.getOrDefault(run.sync(), "sync " + run.sync())));
      }
      cells.add(cell(run.kind()));
      cells.add(cell(Words.moment(run.startedMillis(), zone)));
      cells.add(
          run.endedMillis() == 0
              ? cell("·", Style.FAINT)
              : cell(Words.duration(run.endedMillis() - run.startedMillis())));
      if (oneWay) {
        cells.add(cell(brief(run)));
      }
      cells.add(number(sum(run, "matched")));
      cells.add(number(wrote(run)));
      cells.add(number(left(run), Style.CARE));
      cells.add(
          forgotten.contains(run.id())
              ? cell(run.result() + ", records forgotten", Style.FAINT)
              : cell(run.result(), style(run)));
      table.row(cells.toArray(Table.Cell[]::new));
    }
    page.table(table, 0);
  }

  /** How many rows changed in a run that goes one way; empty of others. */
  private static String brief(RunRecord run) {
    return new RowChanges(counts(run)).brief();
  }

  /** How many records one of them wrote, also if it did not end. */
  public long wrote(RunRecord run) {
    return open.getOrDefault(run.id(), written(run));
  }

  /** How many records those of some runs wrote that did not end, by run. */
  public static Map<Long, Long> open(List<RunRecord> runs, StateStore store) {
    return runs.stream()
        .filter(r -> r.endedMillis() == 0)
        .collect(Collectors.toMap(RunRecord::id, r -> store.applied(r.id())));
  }

  /** Those of some runs that wrote something, and of which the journal knows nothing any more. */
  public static Set<Long> forgotten(List<RunRecord> runs, StateStore store) {
    return runs.stream()
        .filter(r -> r.endedMillis() > 0 && written(r) > 0 && !store.hasJournal(r.id()))
        .map(RunRecord::id)
        .collect(Collectors.toSet());
  }

  static Style style(RunRecord run) {
    return switch (run.result()) {
      case "done", "running" -> Style.GOOD;
      case "halted" -> Style.CARE;
      default -> Style.BAD;
    };
  }

  static JsonNode counts(RunRecord run) {
    return run.counts().isEmpty() ? JSON.createObjectNode() : JSON.readTree(run.counts());
  }

  private static long sum(RunRecord run, String what) {
    long n = 0;
    for (JsonNode task : counts(run)) {
      n += task.path(what).asLong(0);
    }
    return n;
  }

  /** How many records a run wrote, as far as it ended. */
  public static long written(RunRecord run) {
    long n = 0;
    for (JsonNode task : counts(run)) {
      for (JsonNode side : task.path("applied")) {
        for (JsonNode kind : side) {
          n += kind.asLong(0);
        }
      }
    }
    return n;
  }

  /** How many records it left over. */
  public static long left(RunRecord run) {
    long n = 0;
    for (JsonNode task : counts(run)) {
      for (JsonNode reason : task.path("left")) {
        n += reason.asLong(0);
      }
    }
    return n;
  }

  static Map<String, Object> json(RunRecord run) {
    return Json.map(
        "run", run.id(),
        "kind", run.kind(),
        "started", Json.moment(run.startedMillis()),
        "ended", Json.moment(run.endedMillis()),
        "result", run.result(),
        "plan", run.planHash(),
        "tasks", plain(counts(run)));
  }

  private static @Nullable Object plain(JsonNode node) {
    return JSON.treeToValue(node, Object.class);
  }

  @Override
  public Map<String, Object> json() {
    List<Object> list = new ArrayList<>();
    for (RunRecord run : runs) {
      Map<String, Object> json =
          Json.map("sync", names.getOrDefault(run.sync(), "sync " + run.sync()));
      json.putAll(json(run));
      json.put("written", wrote(run));
      json.put("forgotten", forgotten.contains(run.id()));
      list.add(json);
    }
    return Json.map("runs", list, "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
