package dev.syncline.cli.command;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.decide.Flips;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.RunOptions.Sends;
import dev.syncline.engine.store.Due;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.RetryScreen;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tries again what was left over. */
@Command(
    name = "retry",
    description = {
      "Runs again, and says what became of the records that were due.",
      "Every run looks at them; this one also says which of them are settled now, and writes again what was quarantined because a field flips."
    })
final class RetryCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;
  @Mixin RecordSelection records;
  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    return syncs.told(session, sync -> retry(session, sync));
  }

  private Screen retry(Session session, OpenSync sync) {
    sync.requireToRun();
    List<Due> before = new ArrayList<>();
    for (Task task : sync.sync().tasks()) {
      sync.store().due(task.id(), before::add);
      Flips.release(sync.store(), task.id(), session.project().now());
    }
    RunOptions options = records.options(sync, false, false, false).sending(Sends.REFUSED);
    RunScreen run = Runs.run(session, sync, "retried in run", options, shown.most);
    List<Due> after = new ArrayList<>();
    sync.sync().tasks().forEach(task -> sync.store().due(task.id(), after::add));
    return new RetryScreen(run, before, after);
  }
}
