package dev.syncline.cli.command;

import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.screen.Screen;
import dev.syncline.cli.screen.VerifyScreen;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.verify.Certificate;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves both sides equal. */
@Command(
    name = "verify",
    description = {
      "Proves both sides equal, or lists what differs.",
      "Reads both sides whole and compares them through links and mapping. Writes nothing. Exit code 0"
          + " when they are equal, 3 when not."
    })
final class VerifyCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    return syncs.each(session.project(), sync -> verify(session, sync, task, shown.most));
  }

  static VerifyScreen verify(Session session, OpenSync sync, @Nullable String task, int show) {
    long began = session.project().now();
    Set<Integer> tasks =
        task == null ? Set.of() : Set.copyOf(sync.tasks(task).stream().map(Task::id).toList());
    Certificate certificate = sync.verify(tasks, session.progress());
    return new VerifyScreen(
        sync.systems(), certificate, show, began, session.project().now() - began);
  }
}
