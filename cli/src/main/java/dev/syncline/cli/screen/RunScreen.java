package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Style;
import dev.syncline.cli.text.Words;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run did.
 *
 * @param verb what it was, in the past: ran, adopted, applied plan …
 * @param held what keeps tasks from running
 * @param tasks the tasks that ran, in order
 * @param show at most so many left-over records of each task and reason
 * @param partial whether only some records or tasks were looked at
 * @param paused whether the sync is stopped now, so that it has to be started again
 * @param blackout when the blackout ends that there is now, if it ended the run
 * @param command what does the same again
 */
public record RunScreen(
    Systems systems,
    String verb,
    List<Paused> held,
    List<Task> tasks,
    RunResult result,
    int show,
    boolean partial,
    boolean paused,
    Optional<ZonedDateTime> blackout,
    String command)
    implements Screen {

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.arrow()
            + page.paint(
                Style.FAINT,
                "  " + verb + " " + result.run() + ", " + Words.duration(result.millis())));
    page.blank();
    new CountsTable(systems, tasks, result.tally())
        .write(page, t -> t.applied, List.of("before", "added"), "due", this::left);
    page.blank();
    new RowChanges(tasks, result.tally()).write(page, show);
    new Looked(systems, tasks, result.tally()).write(page);
    page.blank();
    recovered(page);
    if (!result.due().isEmpty()) {
      page.line(systems.selected() ? "Not written:" : "Left over, and still due:");
      LeftOver.write(page, systems::name, LeftOver.names(tasks), result.due(), show, backsOff());
      page.blank();
    }
    Halts.write(page, "The guard stopped this run:", result.halted());
    Halts.paused(page, held);
    closing(page);
  }

  /** What became of writes that an earlier run did not get to remember. */
  private void recovered(Page page) {
    int again = result.sentAgain();
    int arrived = result.recovered() - again;
    if (arrived > 0) {
      page.line(
          Words.count(arrived, "write")
              + " of an interrupted run had arrived and "
              + (arrived == 1 ? "was" : "were")
              + " not repeated.");
    }
    if (again > 0) {
      page.flow(
          "",
          Style.PLAIN,
          Words.count(again, "write")
              + " of an interrupted run had no answer: "
              + (again == 1 ? "it was" : "they were")
              + " sent again as before, under the same "
              + (again == 1 ? "name, and is" : "names, and are")
              + " done.",
          0);
    }
    if (result.recovered() > 0) {
      page.blank();
    }
  }

  private boolean backsOff() {
    return systems.direction() != Direction.TWO_WAY && !systems.selected();
  }

  private void closing(Page page) {
    String did = did();
    if (result.stopped()) {
      String why =
          blackout
              .map(until -> "Stopped by a blackout, which lasts until " + Words.minute(until))
              .orElse("Stopped on request");
      page.care(
          why
              + ". "
              + did
              + (systems.selected()
                  ? " Apply the same plan again for the rest."
                  : " What is not done is done by the next run."));
    } else if (result.inStep() && result.tally().drifted() > 0) {
      page.care(
          did
              + " "
              + Words.count(result.tally().drifted(), "record")
              + " drifted: changed where this sync only writes, and left so.");
    } else if (result.inStep() && !held.isEmpty()) {
      page.care(tasks.isEmpty() ? "No task can run." : "All other tasks are in step. " + did);
    } else if (result.inStep() && partial) {
      page.good("Done. " + did);
    } else if (result.inStep()) {
      page.good("In step. " + did);
    } else if (systems.selected()) {
      page.care(
          did
              + " What was not written nothing tries again by itself: compare again, and review what"
              + " is offered then.");
    } else {
      page.care("Not yet in step. " + did);
    }
    if (!result.halted().isEmpty()) {
      Next.write(page, List.of("syncline plan " + systems.sync(), command + " --approve"));
    } else if (paused) {
      Next.write(page, List.of("syncline start " + systems.sync()));
    } else if (systems.selected() && !result.due().isEmpty()) {
      Next.write(page, systems.again().stream().toList());
    } else if (result.due().stream().anyMatch(d -> d.reason() == Due.Reason.CONFLICT)) {
      Next.write(page, List.of("syncline conflicts list " + systems.sync()));
    } else if (result.tally().drifted() > 0) {
      Next.write(page, List.of("syncline verify " + systems.sync()));
    }
  }

  String did() {
    Tally tally = result.tally();
    List<String> parts = new ArrayList<>();
    if (tally.matched() > 0) {
      parts.add(Words.count(tally.matched(), "record") + " linked");
    }
    for (Side side : Side.values()) {
      long n = applied(side);
      if (n > 0) {
        parts.add(Words.number(n) + " written in " + systems.name(side));
      }
    }
    if (tally.setAside() > 0) {
      parts.add(Words.count(tally.setAside(), "record") + " set aside");
    }
    if (tally.unsent() > 0) {
      parts.add(Words.count(tally.unsent(), "change") + " not sent");
    }
    long before = tally.doneBefore();
    return (parts.isEmpty() ? "Nothing was written." : Page.sentence(Words.list(parts)) + ".")
        + (before == 0
            ? ""
            : " "
                + Words.number(before)
                + (before == 1 ? " was" : " were")
                + " written already, by an earlier run of this plan.");
  }

  private long applied(Side side) {
    long n = 0;
    for (Task task : tasks) {
      Tally.Writes w = result.tally().task(task.id()).applied;
      n += w.creates(side) + w.updates(side) + w.deletes(side);
    }
    return n;
  }

  private long left(int task) {
    return result.due().stream().filter(d -> d.task() == task).count();
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    json.put("run", result.run());
    json.put("millis", result.millis());
    json.put("recovered", result.recovered());
    json.put("doneBefore", result.tally().doneBefore());
    json.put("sentAgain", result.sentAgain());
    json.put("stopped", result.stopped());
    if (result.stopped()) {
      json.put("blackoutUntil", blackout.map(b -> b.toInstant().toString()).orElse(null));
    }
    json.put("partial", partial);
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
    json.put("due", LeftOver.json(LeftOver.names(tasks), result.due(), backsOff()));
    json.put("exit", exit().number());
    return json;
  }

  @Override
  public ExitCode exit() {
    ExitCode exit = Endings.of(result.due().stream().map(Due::reason).distinct().toList());
    if (result.stopped()) {
      exit = exit.and(ExitCode.DIFFERENCES);
    }
    return result.halted().isEmpty() && held.isEmpty() ? exit : exit.and(ExitCode.HELD);
  }
}
