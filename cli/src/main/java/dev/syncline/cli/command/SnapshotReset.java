package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.Tally;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the read side holds now for what was sent: nothing is written, and only later changes
 * flow. What both sides differ in stays so, which is said before.
 */
final class SnapshotReset {
  private final Session session;
  private final OpenSync sync;
  private final @Nullable String task;
  private final List<Task> tasks;

  SnapshotReset(Session session, OpenSync sync, @Nullable String task) {
    this.session = session;
    this.sync = sync;
    this.task = task;
    this.tasks = task == null ? sync.sync().tasks() : sync.tasks(task);
  }

  Screen perform(boolean yes) {
    if (tasks.stream().anyMatch(t -> t.policies().direction() == Direction.TWO_WAY)) {
      return Notice.done(
          "There is nothing to reset: "
              + sync.sync().name()
              + " goes both ways, and so no side's rows could count as sent.",
          Json.map("sync", sync.sync().name(), "reset", false));
    }
    RunOptions options =
        new RunOptions(true, false, false, ids(), Optional.empty(), 0).everything();
    Tally drift =
        sync.plan(options.sending(RunOptions.Sends.REFUSED), session.progress(), item -> {})
            .tally();
    List<String> meaning = meaning(drift);
    Map<String, Object> counts = counts(drift);
    String name = sync.sync().name();
    if (!yes && !ResetCommand.confirmed(session, meaning, "Take this snapshot?")) {
      List<String> lines = new ArrayList<>(meaning);
      lines.add("Nothing was done.");
      return new Notice(
          ExitCode.HELD,
          lines,
          List.of("syncline reset --cdc " + (task == null ? "" : "--task " + task + " ") + "--yes"),
          Json.map("sync", name, "drift", counts, "reset", false));
    }
    RunResult result =
        sync.run(options.sending(RunOptions.Sends.NOTHING), session.progress(), item -> {});
    return Notice.done(
        "Took the snapshot in run "
            + result.run()
            + ". Nothing was written; what is added, changed or removed from now on is sent.",
        Json.map("sync", name, "run", result.run(), "drift", counts, "reset", true),
        "syncline plan " + name);
  }

  private Set<Integer> ids() {
    return task == null ? Set.of() : tasks.stream().map(Task::id).collect(Collectors.toSet());
  }

  private List<String> meaning(Tally drift) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "All rows of "
            + Words.list(tasks.stream().map(Task::name).toList())
            + " would count as sent, as they are now. Nothing is written; only what is added, changed"
            + " or removed later is sent.");
    for (Task t : tasks) {
      Side written = t.policies().direction().writes(Side.TARGET) ? Side.TARGET : Side.SOURCE;
      Tally.Writes left = drift.task(t.id()).planned;
      long total = left.creates(written) + left.updates(written) + left.deletes(written);
      long held = held(drift, t);
      lines.add(
          total == 0 && held == 0
              ? t.name() + ": both sides are in step, so that nothing drifts apart."
              : t.name()
                  + ": the other side drifts, for what is pending now is never sent: "
                  + Words.number(left.creates(written))
                  + " to add, "
                  + Words.number(left.updates(written))
                  + " to change, "
                  + Words.number(left.deletes(written))
                  + " to remove"
                  + (held == 0
                      ? ""
                      : ", and "
                          + Words.count(held, "record")
                          + " that cannot be written as they are")
                  + ". To send all later: syncline resync.");
    }
    return lines;
  }

  /** What is pending and cannot be written for now. */
  private static long held(Tally drift, Task task) {
    return drift.task(task.id()).held.values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<String, Object> counts(Tally drift) {
    Map<String, Object> counts = Json.map();
    for (Task t : tasks) {
      Side written = t.policies().direction().writes(Side.TARGET) ? Side.TARGET : Side.SOURCE;
      Tally.Writes left = drift.task(t.id()).planned;
      counts.put(
          t.name(),
          Json.map(
              "create", left.creates(written),
              "update", left.updates(written),
              "delete", left.deletes(written),
              "held", held(drift, t)));
    }
    return counts;
  }
}
