package dev.syncline.project.screen;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoPlan;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.undo.LeftAlone;
import dev.syncline.project.screen.Sample.Kind;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a run is taken back: before it is done, or when it was.
 *
 * @param undone the run that is taken back
 * @param sample the first records of each kind
 * @param halted why the guard stops it
 * @param left what is not taken back
 * @param done the undo, once it was done
 * @param show at most so many of what is left alone
 */
public record UndoScreen(
    Systems systems,
    long undone,
    List<Task> tasks,
    Tally tally,
    Sample sample,
    List<String> halted,
    List<LeftAlone> left,
    Optional<RunResult> done,
    int show)
    implements Screen {

  /** Before it is done. */
  public static UndoScreen of(
      Systems systems, long undone, List<Task> tasks, UndoPlan plan, Sample sample, int show) {
    return new UndoScreen(
        systems,
        undone,
        tasks,
        plan.plan().tally(),
        sample,
        plan.plan().halted(),
        plan.left(),
        Optional.empty(),
        show);
  }

  /** When it was done. */
  public static UndoScreen of(
      Systems systems, long undone, List<Task> tasks, UndoResult result, Sample sample, int show) {
    return new UndoScreen(
        systems,
        undone,
        tasks,
        result.run().tally(),
        sample,
        result.run().halted(),
        result.left(),
        Optional.of(result.run()),
        show);
  }

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(
                Style.FAINT,
                "  undo of run " + undone + done.map(r -> ", run " + r.run()).orElse("")));
    for (Task task : tasks) {
      Map<Kind, Sample.Kept> kept = sample.of(task.id());
      if (!kept.isEmpty()) {
        page.blank();
        page.line("  " + page.paint(Style.STRONG, task.name()));
        new PlanRecords(systems, task, LeftOver.names(tasks), Map.of()).write(page, kept);
      }
    }
    if (!left.isEmpty()) {
      page.blank();
      page.line("  Left alone:");
      left.stream().limit(show).forEach(l -> left(page, l));
      if (left.size() > show && show > 0) {
        page.line(Style.FAINT, "      and " + Words.number(left.size() - (long) show) + " more");
      }
    }
    page.blank();
    Halts.write(page, "The guard stops this:", halted);
    closing(page);
  }

  private void left(Page page, LeftAlone l) {
    page.flow(
        "  · "
            + page.paint(
                Style.STRONG, LeftOver.names(tasks).getOrDefault(l.task(), "task " + l.task()))
            + " "
            + key(l)
            + ", "
            + l.what()
            + "  ",
        Style.PLAIN,
        Shown.safe(l.reason()),
        6);
  }

  private static String key(LeftAlone l) {
    List<String> keys = new ArrayList<>();
    if (l.source() != null) {
      keys.add(Shown.safe(l.source().toString()));
    }
    if (l.target() != null) {
      keys.add(Shown.safe(l.target().toString()));
    }
    return String.join(" ⇄ ", keys);
  }

  private void closing(Page page) {
    String alone = left.isEmpty() ? "" : " " + Words.count(left.size(), "change") + " left alone.";
    if (done.isPresent() && halted.isEmpty()) {
      String did = Words.count(tally.applied(), "change") + " taken back." + alone;
      if (left.isEmpty()) {
        page.good(did);
      } else {
        page.care(did);
      }
      Next.write(page, List.of("syncline pins list " + systems.sync()));
    } else if (tally.planned() == 0) {
      page.line("There is nothing to take back." + alone);
    } else {
      page.line(
          Words.count(tally.planned(), "change")
              + " to take back."
              + alone
              + " Nothing has been written.");
      Next.write(
          page,
          List.of("syncline undo " + undone + " --yes" + (halted.isEmpty() ? "" : " --approve")));
    }
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    json.put("undo", undone);
    json.put("done", done.isPresent() && halted.isEmpty());
    json.put("run", done.map(RunResult::run).orElse(null));
    List<Object> shown = new ArrayList<>();
    for (Task task : tasks) {
      Map<String, Object> t = Json.map("task", task.name(), "id", task.id());
      t.putAll(CountsTable.json(tally.task(task.id())));
      t.put(
          "records",
          new PlanRecords(systems, task, LeftOver.names(tasks), Map.of())
              .json(sample.of(task.id())));
      t.put("leftOut", sample.leftOut(task.id()));
      shown.add(t);
    }
    json.put("tasks", shown);
    json.put("all", sample.all().orElse(null));
    json.put("guard", halted);
    List<Object> alone = new ArrayList<>();
    for (LeftAlone l : left) {
      alone.add(
          Json.map(
              "task", LeftOver.names(tasks).getOrDefault(l.task(), "task " + l.task()),
              "source", l.source() == null ? null : l.source().toString(),
              "target", l.target() == null ? null : l.target().toString(),
              "what", l.what(),
              "reason", l.reason()));
    }
    json.put("left", alone);
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    ExitCode exit = left.isEmpty() ? ExitCode.IN_STEP : ExitCode.DIFFERENCES;
    boolean waits = done.isEmpty() ? tally.planned() > 0 : !halted.isEmpty();
    boolean stopped = done.map(RunResult::stopped).orElse(false);
    return waits ? exit.and(ExitCode.HELD) : stopped ? exit.and(ExitCode.DIFFERENCES) : exit;
  }
}
