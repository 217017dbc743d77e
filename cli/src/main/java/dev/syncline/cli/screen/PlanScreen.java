package dev.syncline.cli.screen;

import dev.syncline.cli.screen.Sample.Kind;
import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Shown;
import dev.syncline.cli.text.Style;
import dev.syncline.cli.text.Words;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.run.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a sync would do, before it does it.
 *
 * @param edits what the configuration means otherwise than at the last run, a sentence each
 * @param paused what keeps tasks from being planned at all
 * @param tasks the tasks that were planned, in order
 * @param sample the first records of each kind
 * @param seen what both sides hold in the fields of the conflicts among them
 * @param rights what the accounts may not do before anything can be written
 * @param refused why a system would not let a run write, whatever the accounts may do
 * @param saved where the plan was saved and its hash; empty when it was not
 */
public record PlanScreen(
    Systems systems,
    List<String> edits,
    List<Paused> paused,
    List<Task> tasks,
    PlanResult result,
    Sample sample,
    Map<PlanItem, List<FieldPair>> seen,
    List<Finding> rights,
    List<String> refused,
    List<Saved> saved)
    implements Screen {

  /** A plan that was saved. */
  public record Saved(String file, String hash) {}

  @Override
  public void text(Page page) {
    Tally tally = result.tally();
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(Style.FAINT, "  " + systems.way()));
    page.blank();
    if (!edits.isEmpty()) {
      page.line("What was edited or altered since the last run:");
      edits.forEach(edit -> page.flow("  ", Style.PLAIN, Shown.safe(edit), 4));
      page.blank();
    }
    new CountsTable(systems, tasks, tally)
        .write(page, t -> t.planned, List.of("now", "to add"), "held", this::left);
    page.blank();
    new RowChanges(tasks, tally).write(page, 10);
    new Looked(systems, tasks, tally).write(page);
    for (Task task : tasks) {
      var kept = sample.of(task.id());
      if (kept.keySet().stream().anyMatch(k -> k != Kind.LINK && k != Kind.CONVERGED)) {
        page.blank();
        page.line("  " + page.paint(Style.STRONG, task.name()));
        records(task).write(page, kept);
      }
    }
    page.blank();
    if (tally.inDoubt() > 0) {
      boolean one = tally.inDoubt() == 1;
      page.flow(
          "",
          Style.CARE,
          "A run was cut off, and "
              + Words.count(tally.inDoubt(), "write")
              + (one ? " of it has" : " of it have")
              + " no answer: nobody knows whether "
              + (one ? "it was" : "they were")
              + " done. The next run sends "
              + (one ? "it" : "them")
              + " again as before, under the same "
              + (one ? "name" : "names")
              + ", before anything else; "
              + (one ? "it is" : "they are")
              + " not counted above.",
          0);
      page.blank();
    }
    Halts.write(page, "The guard stops this:", result.halted());
    if (!rights.isEmpty()) {
      page.line("A run would be refused for want of rights:");
      FindingsScreen.write(page, rights);
      page.blank();
    }
    Halts.write(page, "A run would be refused:", refused);
    Halts.paused(page, paused);
    closing(page);
  }

  private void closing(Page page) {
    Tally tally = result.tally();
    long writes = tally.planned();
    List<String> parts = new ArrayList<>();
    if (tally.matched() > 0) {
      parts.add(Words.count(tally.matched(), "link") + " to add");
    }
    for (Side side : Side.values()) {
      long there = writes(side);
      if (there > 0) {
        parts.add(Words.count(there, "change") + " in " + systems.name(side));
      }
    }
    long waiting = held(tally);
    if (waiting > 0) {
      parts.add(Words.count(waiting, "record") + " left alone");
    }
    if (tally.setAside() > 0) {
      parts.add(Words.count(tally.setAside(), "record") + " to set aside");
    }
    long forgotten = sample.count(Kind.UNLINK);
    if (forgotten > 0) {
      parts.add(Words.count(forgotten, "link") + " to forget");
    }
    if (tally.drifted() > 0) {
      parts.add(Words.count(tally.drifted(), "record") + " drifted");
    }
    if (tally.unsent() > 0) {
      parts.add(Words.count(tally.unsent(), "change") + " not sent");
    }
    if (tally.inDoubt() > 0) {
      parts.add(Words.count(tally.inDoubt(), "write") + " in doubt");
    }
    if (parts.isEmpty()) {
      page.good("In step: there is nothing to do.");
    } else {
      page.flow(
          "", Style.PLAIN, Page.sentence(Words.list(parts)) + ". Nothing has been written.", 0);
    }
    String approve = result.halted().isEmpty() ? "" : " --approve";
    List<String> next = new ArrayList<>();
    for (Saved s : saved) {
      page.line("Saved as " + s.file() + page.paint(Style.FAINT, "  sha256 " + s.hash()));
      if (refused.isEmpty()) {
        next.add("syncline run --plan " + s.file() + approve);
      }
    }
    if (refused.isEmpty()
        && saved.isEmpty()
        && (writes > 0 || tally.inDoubt() > 0 || tally.matched() > 0 || tally.setAside() > 0)) {
      next.add("syncline run " + systems.sync() + approve);
    }
    Next.write(page, next);
  }

  private PlanRecords records(Task task) {
    return new PlanRecords(systems, task, LeftOver.names(tasks), seen);
  }

  private long writes(Side side) {
    long n = 0;
    for (Task task : tasks) {
      Tally.Writes w = result.tally().task(task.id()).planned;
      n += w.creates(side) + w.updates(side) + w.deletes(side);
    }
    return n;
  }

  private long left(int task) {
    return result.tally().task(task).held.values().stream().mapToLong(n -> n).sum();
  }

  private static long held(Tally tally) {
    long n = 0;
    for (Reason reason : Reason.values()) {
      n += tally.held(reason);
    }
    return n;
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    List<Object> shown = new ArrayList<>();
    for (Task task : tasks) {
      Map<String, Object> t = Json.map("task", task.name(), "id", task.id());
      t.putAll(CountsTable.json(result.tally().task(task.id())));
      t.put("inDoubt", result.tally().task(task.id()).inDoubt);
      t.put("records", records(task).json(sample.of(task.id())));
      t.put("leftOut", sample.leftOut(task.id()));
      t.put("truncated", sample.leftOut(task.id()) > 0);
      shown.add(t);
    }
    json.put("edits", edits);
    json.put("paused", Halts.json(paused));
    json.put("tasks", shown);
    json.put("all", sample.all().orElse(null));
    json.put("guard", result.halted());
    json.put("rights", FindingsScreen.json(rights));
    json.put("refused", refused);
    for (Saved s : saved) {
      json.put("plan", Json.map("file", s.file(), "sha256", s.hash()));
    }
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    Tally tally = result.tally();
    ExitCode exit = paused.isEmpty() ? ExitCode.IN_STEP : ExitCode.HELD;
    if (tally.planned() > 0
        || tally.inDoubt() > 0
        || tally.matched() > 0
        || tally.setAside() > 0
        || sample.count(Kind.UNLINK) > 0
        || sample.count(Kind.CONVERGED) > 0
        || sample.count(Kind.DRIFT) > 0
        || !refused.isEmpty()) {
      exit = exit.and(ExitCode.DIFFERENCES);
    }
    if (!result.halted().isEmpty()) {
      exit = exit.and(ExitCode.HELD);
    }
    for (Reason reason : Reason.values()) {
      if (tally.held(reason) > 0) {
        exit = exit.and(Endings.of(reason));
      }
    }
    return exit;
  }
}
