package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.engine.Counts;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.run.Tally.OfTask;
import dev.syncline.engine.run.Tally.Writes;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts per task and side: what a plan would write, or what a run wrote. */
final class CountsTable {
  private static final int TASK_COLUMNS = 28;

  private final Systems systems;
  private final List<Task> tasks;
  private final Tally tally;

  /** Counts of tasks. */
  CountsTable(Systems systems, List<Task> tasks, Tally tally) {
    this.systems = systems;
    this.tasks = tasks;
    this.tally = tally;
  }

  /**
   * Writes the table.
   *
   * @param writes planned or applied
   * @param links headings of the links there were and of those that come in addition
   * @param left heading of the last column
   * @param held per task id, how many records are held, rejected or otherwise left
   */
  void write(
      Page page,
      Function<OfTask, Writes> writes,
      List<String> links,
      String left,
      Function<Integer, Long> held) {
    Table table = new Table().left("task", TASK_COLUMNS).group("", 1);
    if (isReviewed()) {
      table.right("planned").group("", 1);
    } else {
      table.right(systems.name(Side.SOURCE)).right(systems.name(Side.TARGET)).group("rows", 2);
    }
    table.right(links.getFirst()).right(links.getLast()).group("links", 2);
    for (Side side : Side.values()) {
      if (systems.direction().writes(side)) {
        table
            .right("create", "+")
            .right("update", "~")
            .right("delete", "-")
            .group("in " + systems.name(side), 3);
      }
    }
    table.right(left).group("", 1);
    for (Task task : tasks) {
      row(table, task.name(), tally.task(task.id()), writes, held.apply(task.id()), Style.PLAIN);
    }
    if (tasks.size() > 1) {
      OfTask sum = sum();
      long all = tasks.stream().mapToLong(t -> held.apply(t.id())).sum();
      row(table, "total", sum, writes, all, Style.STRONG);
    }
    page.table(table, 2);
  }

  /** Whether a saved plan was applied, for which no rows are counted. */
  private boolean isReviewed() {
    return tasks.stream().anyMatch(t -> tally.task(t.id()).reviewed >= 0);
  }

  private void row(
      Table table,
      String name,
      OfTask counts,
      Function<OfTask, Writes> writes,
      long left,
      Style style) {
    List<Table.Cell> cells = new ArrayList<>();
    cells.add(cell(name, style));
    if (isReviewed()) {
      cells.add(number(counts.reviewed, Style.FAINT));
    } else {
      cells.add(number(counts.rows[0], Style.FAINT));
      cells.add(number(counts.rows[1], Style.FAINT));
    }
    cells.add(number(counts.links, Style.FAINT));
    cells.add(number(counts.matched));
    Writes written = writes.apply(counts);
    for (Side side : Side.values()) {
      if (systems.direction().writes(side)) {
        cells.add(number(written.creates(side), Style.GOOD));
        cells.add(number(written.updates(side), Style.CARE));
        cells.add(number(written.deletes(side), Style.BAD));
      }
    }
    cells.add(number(left, Style.CARE));
    table.row(cells.toArray(Table.Cell[]::new));
  }

  private OfTask sum() {
    OfTask sum = new OfTask();
    sum.rows[0] = 0;
    sum.rows[1] = 0;
    sum.reviewed = 0;
    for (Task task : tasks) {
      OfTask t = tally.task(task.id());
      sum.rows[0] += Math.max(0, t.rows[0]);
      sum.rows[1] += Math.max(0, t.rows[1]);
      sum.reviewed += Math.max(0, t.reviewed);
      sum.links += t.links;
      sum.matched += t.matched;
      sum.planned.add(t.planned);
      sum.applied.add(t.applied);
    }
    return sum;
  }

  /** The counts of a task for a program. */
  static Map<String, Object> json(OfTask t) {
    Map<String, Object> held = Json.map();
    for (Reason reason : Reason.values()) {
      held.put(Json.word(reason), t.held.getOrDefault(reason, 0L));
    }
    return Json.map(
        "rows",
        Json.map("source", known(t.rows[0]), "target", known(t.rows[1])),
        "reviewed",
        known(t.reviewed),
        "looked",
        Json.map("source", looked(t, Side.SOURCE), "target", looked(t, Side.TARGET)),
        "full",
        Json.map("source", full(t, Side.SOURCE), "target", full(t, Side.TARGET)),
        "linked",
        t.links,
        "link",
        t.matched,
        "converged",
        t.advanced,
        "setAside",
        t.setAside,
        "unlink",
        t.unlinked,
        "drift",
        t.drift,
        "notSent",
        t.unsent,
        "rowChanges",
        t.oneWay ? Counts.rows(t) : null,
        "alone",
        Json.map("source", t.alone[0], "target", t.alone[1]),
        "planned",
        json(t.planned),
        "applied",
        json(t.applied),
        "refused",
        json(t.refused),
        "stale",
        t.stale,
        "held",
        held);
  }

  private static @Nullable Long looked(OfTask t, Side side) {
    return known(t.looked[side.ordinal()]);
  }

  private static @Nullable Long known(long n) {
    return n < 0 ? null : n;
  }

  private static @Nullable String full(OfTask t, Side side) {
    String why = t.full[side.ordinal()];
    return why.isEmpty() ? null : why;
  }

  private static Map<String, Object> json(Writes writes) {
    Map<String, Object> sides = Json.map();
    for (Side side : Side.values()) {
      sides.put(
          side.word(),
          Json.map(
              "create", writes.creates(side),
              "update", writes.updates(side),
              "delete", writes.deletes(side)));
    }
    return sides;
  }
}
