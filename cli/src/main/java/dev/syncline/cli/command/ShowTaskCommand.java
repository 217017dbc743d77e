package dev.syncline.cli.command;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.SyncState;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.TaskScreen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a task as it runs. */
@Command(
    name = "task",
    description = "Shows a task as it runs: mapping, unique key, policies, links.")
final class ShowTaskCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TASK",
      description = "The task's name; may be left out when there is only one.")
  @Nullable String task;

  @Mixin SyncName sync;

  @Override
  Screen perform(Session session) {
    OpenSync open = sync.open(session);
    Task chosen = open.task(task);
    long[] due = {0};
    open.store().due(chosen.id(), d -> due[0]++);
    return new TaskScreen(
        open.systems(),
        chosen,
        open.store().countLinks(chosen.id()),
        due[0],
        open.store()
            .sync(open.sync().id())
            .map(SyncState::tasks)
            .map(t -> t.getOrDefault(chosen.id(), false))
            .orElse(false));
  }
}
