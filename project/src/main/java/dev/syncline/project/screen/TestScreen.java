package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run would do, as the systems themselves said when it was tried; nothing of it is there.
 *
 * @param held what keeps tasks from running
 * @param tasks the tasks that ran, in order
 * @param untried of those of them whose writes were not sent but taken for done: why, by id
 * @param show at most so many records of each task and reason
 * @param command what does it in earnest
 */
public record TestScreen(
    Systems systems,
    List<Paused> held,
    List<Task> tasks,
    Map<Integer, String> untried,
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
    new CountsTable(systems, tried(), result.tally())
        .write(page, t -> t.applied, List.of("before", "added"), "left", this::left);
    page.blank();
    notTried().forEach(task -> notTried(page, task));
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

  private List<Task> tried() {
    return tasks.stream().filter(t -> !untried.containsKey(t.id())).toList();
  }

  /** Tasks of which something was not sent. */
  private List<Task> notTried() {
    return tasks.stream().filter(t -> untried.containsKey(t.id()) && notSent(t) > 0).toList();
  }

  private long notSent(Task task) {
    return result.tally().task(task.id()).applied.total();
  }

  private void notTried(Page page, Task task) {
    page.care(
        task.name()
            + ": not available: "
            + untried.get(task.id())
            + ". "
            + Words.count(notSent(task), "write was", "writes were")
            + " not sent; what refers to them was tried as if they were done.");
    page.blank();
  }

  private void closing(Page page) {
    if (result.stopped()) {
      page.care("Stopped before its end. " + written() + " " + NOTHING_KEPT);
    } else if (exit() == ExitCode.IN_STEP) {
      page.good("There is nothing to do.");
    } else if (exit() == ExitCode.ERROR) {
      page.care("Nothing could be tried.");
    } else if (exit() == ExitCode.DIFFERENCES && result.due().isEmpty()) {
      String closing = written() + " " + NOTHING_KEPT;
      if (notTried().isEmpty()) {
        page.good(closing);
      } else {
        page.care(closing);
      }
      Next.write(page, List.of(command));
    } else {
      page.care(written() + " " + NOTHING_KEPT);
    }
  }

  /** What came of it, in sentences. */
  public String said() {
    return written();
  }

  private String written() {
    List<String> parts = new ArrayList<>();
    if (result.tally().matched() > 0) {
      parts.add(Words.count(result.tally().matched(), "record") + " linked");
    }
    for (Side side : Side.values()) {
      long n = tried().stream().mapToLong(t -> applied(t, side)).sum();
      if (n > 0) {
        parts.add(Words.number(n) + " written in " + systems.name(side));
      }
    }
    long rejected = rejected();
    String refused =
        rejected == 0 ? "" : " " + Words.count(rejected, "record") + " would be rejected.";
    long unsent = notTried().stream().mapToLong(this::notSent).sum();
    String open = unsent == 0 ? "" : " Not tried: " + Words.count(unsent, "write") + ".";
    return (parts.isEmpty()
            ? "Nothing would be written."
            : Page.sentence(Words.list(parts)) + ", as a run would.")
        + refused
        + open;
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
    for (Task task : tried()) {
      Map<String, Object> t = Json.map("task", task.name(), "id", task.id());
      t.putAll(CountsTable.json(result.tally().task(task.id())));
      t.put("left", left(task.id()));
      shown.add(t);
    }
    json.put("paused", Halts.json(held));
    json.put("tasks", shown);
    json.put(
        "notTried",
        notTried().stream()
            .map(
                t ->
                    Json.map(
                        "task", t.name(),
                        "id", t.id(),
                        "reason", untried.get(t.id()),
                        "notSent", notSent(t)))
            .toList());
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
            || tried().stream()
                .anyMatch(t -> applied(t, Side.SOURCE) > 0 || applied(t, Side.TARGET) > 0);
    if (anything || result.stopped()) {
      exit = exit.and(ExitCode.DIFFERENCES);
    }
    if (exit == ExitCode.IN_STEP && !notTried().isEmpty()) {
      exit = ExitCode.ERROR; // all there was to try could not be
    }
    return result.halted().isEmpty() && held.isEmpty() ? exit : exit.and(ExitCode.HELD);
  }
}
