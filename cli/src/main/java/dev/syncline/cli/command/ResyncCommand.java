package dev.syncline.cli.command;

import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Treats every record as due. */
@Command(
    name = "resync",
    description = {
      "Looks at every record again and brings it in step; links are kept.",
      "Like run, but whatever was noted of changes: for after a restored backup, or when in doubt.",
      "A sync that goes one way sends every row as if for the first time; rows that left stay due for the next run."
    })
final class ResyncCommand extends ProjectCommand {
  private static final String SENT =
      "Every row that is there now is sent as if for the first time. Rows that left stay due for the"
          + " next run.";

  @Mixin SyncSelection syncs;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--approve",
      description = "Lets pass what the guard stopped: look at the plan first.")
  boolean approve;

  @Option(names = "--explain", description = "Says what it would do, and does nothing.")
  boolean explain;

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    return explain
        ? syncs.each(session.project(), sync -> resync(session, sync))
        : syncs.told(session, sync -> resync(session, sync));
  }

  /** Tells, of tasks that go one way, by what a row that was sent before is known, or refuses. */
  private static List<String> known(OpenSync sync, Set<Integer> tasks) {
    List<String> known = new ArrayList<>();
    for (Task t : sync.sync().tasks()) {
      boolean chosen = tasks.isEmpty() || tasks.contains(t.id());
      if (!chosen || t.policies().direction() == Direction.TWO_WAY) {
        continue;
      }
      if (!t.policies().mode().updates()) {
        throw CommandError.usage(
            t.name()
                + " writes each row once (type: event, or mode: insert): sending them all again would"
                + " double what is there. Leave it out with --task, or, to write all rows once more,"
                + " forget what was sent: syncline reset --links --task "
                + t.name());
      }
      long links = sync.store().countLinks(t.id());
      if (links == 0 && t.match().isEmpty()) {
        throw CommandError.usage(
            t.name()
                + " cannot be sent again: none of its rows is linked to a record, and no unique key"
                + " matches them, so that each would be added once more. Name a key in \"match\".");
      }
      known.add(
          t.name()
              + ": "
              + Words.count(links, "row")
              + (links == 1 ? " is" : " are")
              + " linked to the record written for it; "
              + (t.match().isEmpty()
                  ? "any other is added."
                  : "any other is matched by its unique key, or added."));
    }
    return known;
  }

  /** Says it while it is done. */
  private static void state(Session session, List<String> known) {
    if (!known.isEmpty()) {
      Page page = session.page();
      page.flow("", Style.PLAIN, SENT, 0);
      known.forEach(line -> page.flow("  · ", Style.PLAIN, line, 4));
      if (!session.json()) {
        session.say(page);
      }
    }
  }

  private Screen resync(Session session, OpenSync sync) {
    sync.requireToRun();
    Set<Integer> tasks =
        task == null
            ? Set.of()
            : sync.tasks(task).stream().map(Task::id).collect(Collectors.toSet());
    RunOptions options =
        new RunOptions(approve, false, false, tasks, Optional.empty(), 0)
            .everything()
            .sending(RunOptions.Sends.EVERYTHING);
    List<String> known = known(sync, tasks);
    if (explain) {
      return explained(sync, tasks, known);
    }
    state(session, known);
    return Runs.run(session, sync, "resynced in run", options, shown.most);
  }

  private Screen explained(OpenSync sync, Set<Integer> tasks, List<String> known) {
    List<String> lines = new ArrayList<>();
    long links = 0;
    for (Task t : sync.sync().tasks()) {
      links += tasks.isEmpty() || tasks.contains(t.id()) ? sync.store().countLinks(t.id()) : 0;
    }
    lines.add(
        "Every record of "
            + (task == null ? "all tasks" : task)
            + " would be looked at again, "
            + Words.count(links, "linked pair")
            + " and whatever is new. Links are kept, and where both sides are in step nothing is"
            + " written.");
    if (!known.isEmpty()) {
      lines.add(SENT);
      lines.addAll(known);
    }
    return new Notice(
        ExitCode.HELD,
        lines,
        List.of("syncline resync " + sync.sync().name()),
        Json.map("sync", sync.sync().name(), "links", links, "resynced", false));
  }
}
