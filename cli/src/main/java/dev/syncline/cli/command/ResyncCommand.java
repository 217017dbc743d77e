package dev.syncline.cli.command;

import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.screen.Screen;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.run.RunOptions;
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
      "Like run, but whatever was noted of changes: for after a restored backup, or when in doubt."
    })
final class ResyncCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--approve",
      description = "Lets pass what the guard stopped: look at the plan first.")
  boolean approve;

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    return syncs.each(session.project(), sync -> resync(session, sync));
  }

  private Screen resync(Session session, OpenSync sync) {
    Set<Integer> tasks =
        task == null
            ? Set.of()
            : sync.tasks(task).stream().map(Task::id).collect(Collectors.toSet());
    RunOptions options =
        new RunOptions(approve, false, false, tasks, Optional.empty(), 0).everything();
    return Runs.run(session, sync, "resynced in run", options, shown.most);
  }
}
