package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.RunFigures;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.run.Tally.RowChange;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run and what it wrote.
 *
 * @param tasks names of tasks by id
 * @param entries those of its operations that are shown
 * @param skipped how many of those that were asked for come before
 * @param matching how many operations were asked for
 * @param total how many operations it had
 * @param fates what became of all of them
 * @param applied how many of them are known to be applied, which is all that tells what a run wrote
 *     that did not end
 * @param settled whether a later run settled what it left open
 */
public record RunDetailScreen(
    RunRecord run,
    String sync,
    Map<Integer, String> tasks,
    List<Written> entries,
    long skipped,
    long matching,
    long total,
    Map<What, Fate> fates,
    long applied,
    boolean settled,
    ZoneId zone)
    implements Screen {

  /** Operations of one kind, of a task's on a side. */
  public record What(String task, Side side, JournalEntry.Kind kind) implements Comparable<What> {
    private static final Comparator<What> ORDER =
        Comparator.comparing(What::task).thenComparing(What::side).thenComparing(What::kind);

    @Override
    public int compareTo(What other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What became of operations.
   *
   * @param attempted how many were sent
   * @param succeeded how many of them are known to be written
   * @param failed how many of them were refused
   */
  public record Fate(long attempted, long succeeded, long failed) {
    /** Both together. */
    public Fate plus(Fate other) {
      return new Fate(
          attempted + other.attempted, succeeded + other.succeeded, failed + other.failed);
    }
  }

  /** An operation and the batch in which it was sent. */
  public record Written(JournalBatch batch, JournalEntry entry) {

    /** What became of it, as a count of one. */
    public Fate fate() {
      return switch (History.outcome(batch, entry)) {
        case "applied" -> new Fate(1, 1, 0);
        case "rejected" -> new Fate(1, 0, 1);
        default -> new Fate(1, 0, 0);
      };
    }

    /** The same with values as {@link Column#shown} gives them, of columns that there still are. */
    public Written shown(ObjectSchema schema) {
      return new Written(
          batch,
          new JournalEntry(
              entry.operation(),
              entry.kind(),
              entry.source(),
              entry.target(),
              entry.columns(),
              shown(schema, entry.before()),
              shown(schema, entry.after()),
              entry.outcome(),
              entry.detail()));
    }

    private @Nullable Object @Nullable [] shown(
        ObjectSchema schema, @Nullable Object @Nullable [] values) {
      if (values == null) {
        return null;
      }
      @Nullable Object[] shown = values.clone();
      for (int i = 0; i < shown.length; i++) {
        Column column = schema.column(entry.columns().get(i)).orElse(null);
        shown[i] = column == null ? values[i] : column.shown(values[i]);
      }
      return shown;
    }
  }

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, "run " + run.id())
            + "  "
            + run.kind()
            + " of "
            + sync
            + ", "
            + page.paint(RunsScreen.style(run), run.result()));
    page.line("  started  " + Words.moment(run.startedMillis(), zone));
    if (run.endedMillis() > 0) {
      page.line("  took     " + Words.duration(run.endedMillis() - run.startedMillis()));
    }
    if (run.result().equals("killed")) {
      page.flow(
          "  ended    ",
          Style.CARE,
          "not: its process is gone. "
              + (settled
                  ? "A later run settled what it left open."
                  : "The next run settles what it left open."),
          11);
    }
    if (run.planHash() != null) {
      page.line("  plan     " + run.planHash());
    }
    page.line("  written  " + Words.count(written(), "record"));
    if (isForgotten()) {
      page.line(
          Style.FAINT,
          "  Which records these were is forgotten: the run is older than the journal is kept.");
    }
    if (!run.counts().isEmpty()) {
      page.blank();
      RowChanges changes = new RowChanges(RunsScreen.counts(run));
      changes.write(page, Tally.OfTask.NAMED);
      writes(page, changes);
    } else if (!entries.isEmpty()) {
      page.blank();
    }
    for (Written w : entries) {
      String task = tasks.getOrDefault(w.batch().task(), "task " + w.batch().task());
      History.write(
          page,
          page.paint(Style.STRONG, task + " " + History.key(w.entry())) + "  ",
          w.batch(),
          w.entry());
    }
    long more = matching - skipped - entries.size();
    if (more > 0) {
      page.line(Style.FAINT, "  and " + Words.number(more) + " more; --show N shows N");
    }
  }

  /** The figures of tasks of which rows are not counted. */
  private void writes(Page page, RowChanges counted) {
    List<RunFigures> some = figures().stream().filter(f -> !counted.has(f.task())).toList();
    if (some.isEmpty()) {
      return;
    }
    Table table = new Table().left("records", 40);
    List.of("planned", "attempted", "succeeded", "failed").forEach(table::right);
    for (RunFigures of : some) {
      table.row(
          cell(of.task() + ": " + Json.word(of.change()) + " on the " + of.side().word()),
          number(of.figures().planned()),
          number(of.figures().attempted()),
          number(of.figures().succeeded()),
          number(of.figures().failed(), Style.BAD));
    }
    page.table(table, 2);
    page.blank();
  }

  /**
   * How many writes of each sort there were: as the run noted them when it ended, else as far as
   * the journal tells, which knows of none how many were planned: -1.
   */
  public List<RunFigures> figures() {
    List<RunFigures> figures = new ArrayList<>(RunFigures.noted(run.counts()));
    Set<String> noted = figures.stream().map(RunFigures::task).collect(Collectors.toSet());
    fates.forEach(
        (what, fate) -> {
          if (!noted.contains(what.task())) {
            figures.add(
                new RunFigures(
                    what.task(),
                    what.side(),
                    switch (what.kind()) {
                      case CREATE -> RowChange.ADDED;
                      case UPDATE -> RowChange.CHANGED;
                      case DELETE -> RowChange.REMOVED;
                    },
                    new Tally.Figures(-1, fate.attempted(), fate.succeeded(), fate.failed())));
          }
        });
    return figures;
  }

  /** How many records it wrote, or has written so far. */
  public long written() {
    return run.endedMillis() > 0 ? RunsScreen.written(run) : applied;
  }

  /** Whether the journal does not know any more which records these were. */
  public boolean isForgotten() {
    return total == 0 && written() > 0;
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = Json.map("sync", sync);
    json.putAll(RunsScreen.json(run));
    List<Object> list = new ArrayList<>();
    for (Written w : entries) {
      Map<String, Object> entry =
          Json.map("task", tasks.getOrDefault(w.batch().task(), "task " + w.batch().task()));
      entry.putAll(History.json(w.batch(), w.entry()));
      list.add(entry);
    }
    json.put("operations", list);
    json.put("skipped", skipped);
    json.put("matching", matching);
    json.put("total", total);
    json.put(
        "outcomes",
        fates.entrySet().stream()
            .map(
                e ->
                    Json.map(
                        "task", e.getKey().task(),
                        "side", e.getKey().side().word(),
                        "kind", Json.word(e.getKey().kind()),
                        "attempted", e.getValue().attempted(),
                        "succeeded", e.getValue().succeeded(),
                        "failed", e.getValue().failed()))
            .toList());
    json.put("written", written());
    json.put("forgotten", isForgotten());
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
