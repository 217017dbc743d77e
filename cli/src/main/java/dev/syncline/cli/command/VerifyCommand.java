package dev.syncline.cli.command;

import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.screen.Screen;
import dev.syncline.cli.screen.VerifyScreen;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.verify.Certificate;
import dev.syncline.engine.verify.Verifier;
import java.util.List;
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
      "Compares both sides whole through links and mapping: by checksums that the systems compute"
          + " where that can tell, else by reading every row. Writes nothing. Exit code 0 when they"
          + " are equal, 3 when not."
    })
final class VerifyCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--by",
      paramLabel = "checksums|streams|pairs",
      description =
          "Takes no cheaper way: with streams every row is read, with pairs every pair is fetched"
              + " and looked at. Where a way cannot tell, the next is taken. Default:"
              + " ${DEFAULT-VALUE}")
  WayName by = WayName.checksums;

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    return syncs.each(session.project(), sync -> verify(session, sync, task, by.way, shown.most));
  }

  static VerifyScreen verify(
      Session session, OpenSync sync, @Nullable String task, Verifier.Way by, int show) {
    long began = session.project().now();
    Set<Integer> tasks =
        task == null ? Set.of() : Set.copyOf(sync.tasks(task).stream().map(Task::id).toList());
    Certificate certificate = sync.verify(tasks, by, session.progress());
    return new VerifyScreen(
        sync.systems(),
        task == null ? sync.paused() : List.of(),
        certificate,
        sync.sync().tasks().stream().anyMatch(t -> sync.store().countLinks(t.id()) > 0),
        show,
        began,
        session.project().now() - began);
  }
}
