package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Style;
import dev.syncline.cli.text.Words;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run would do, as the systems themselves said when it was tried; nothing of it is there.
 *
 * @param held what keeps tasks from running
 * @param tasks the tasks that ran, in order
 * @param show at most so many records of each task and reason
 * @param command what does it in earnest
 */
public record TestScreen(
    Systems systems,
    List<Paused> held,
    List<Task> tasks,
    RunResult result,
    int show,
    String command)
    implements Screen {
  private static final String NOTHING_KEPT = "Nothing was kept: all of it was taken back.";

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(Style.FAINT, "  test import, " + Words.duration(result.millis())));
    page.blank();
    new CountsTable(systems, tasks, result.tally())
        .write(page, t -> t.applied, List.of("before", "added"), "left", this::left);
    page.blank();
    new Looked(systems, tasks, result.tally()).write(page);
    page.blank();
    if (!result.due().isEmpty()) {
      page.line("Would be left over, each with its reason:");
      LeftOver.write(page, systems::name, LeftOver.names(tasks), result.due(), show, false);
      page.blank();
    }
    Halts.write(page, "The guard would stop this run:", result.halted());
    Halts.paused(page, held);
    closing(page);
  }

  private void closing(Page page) {
    if (result.stopped()) {
      page.care("Stopped before its end. " + written() + " " + NOTHING_KEPT);
    } else if (exit() == ExitCode.IN_STEP) {
      page.good("There is nothing to do.");
    } else if (exit() == ExitCode.DIFFERENCES && result.due().isEmpty()) {
      page.good(written() + " " + NOTHING_KEPT);
      Next.write(page, List.of(command));
    } else {
      page.care(written() + " " + NOTHING_KEPT);
    }
  }

  private String written() {
    List<String> parts = new ArrayList<>();
    if (result.tally().matched() > 0) {
      parts.add(Words.count(result.tally().matched(), "record") + " linked");
    }
    for (Side side : Side.values()) {
      long n = tasks.stream().mapToLong(t -> applied(t, side)).sum();
      if (n > 0) {
        parts.add(Words.number(n) + " written in " + systems.name(side));
      }
    }
    long rejected = rejected();
    String refused =
        rejected == 0 ? "" : " " + Words.count(rejected, "record") + " would be rejected.";
    return (parts.isEmpty()
            ? "Nothing would be written."
            : Page.sentence(Words.list(parts)) + ", as a run would.")
        + refused;
  }

  private long rejected() {
    return result.due().stream().filter(d -> d.reason() == Due.Reason.REJECTED).count();
  }

  private long applied(Task task, Side side) {
    Tally.Writes w = result.tally().task(task.id()).applied;
    return w.creates(side) + w.updates(side) + w.deletes(side);
  }

  private long left(int task) {
    return result.due().stream().filter(d -> d.task() == task).count();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    json.put("test", true);
    json.put("kept", false);
    json.put("millis", result.millis());
    json.put("stopped", result.stopped());
    List<Object> shown = new ArrayList<>();
    for (Task task : tasks) {
      Map<String, Object> t = Json.map("task", task.name(), "id", task.id());
      t.putAll(CountsTable.json(result.tally().task(task.id())));
      t.put("left", left(task.id()));
      shown.add(t);
    }
    json.put("paused", Halts.json(held));
    json.put("tasks", shown);
    json.put("guard", result.halted());
    json.put("due", LeftOver.json(LeftOver.names(tasks), result.due(), false));
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    ExitCode exit = Endings.of(result.due().stream().map(Due::reason).distinct().toList());
    boolean anything =
        result.tally().matched() > 0
            || result.tally().setAside() > 0
            || tasks.stream()
                .anyMatch(t -> applied(t, Side.SOURCE) > 0 || applied(t, Side.TARGET) > 0);
    if (anything || result.stopped()) {
      exit = exit.and(ExitCode.DIFFERENCES);
    }
    return result.halted().isEmpty() && held.isEmpty() ? exit : exit.and(ExitCode.HELD);
  }
}
