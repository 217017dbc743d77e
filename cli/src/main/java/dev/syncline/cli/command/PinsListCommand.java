package dev.syncline.cli.command;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.undo.Pins;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.PinsScreen;
import dev.syncline.project.screen.Screen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists pins. */
@Command(
    name = "list",
    description = {
      "Lists the records and fields that undos restored, and for which nothing flows until a side"
          + " changes."
    })
final class PinsListCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Override
  Screen perform(Session session) {
    return syncs.each(session.project(), sync -> list(session, sync));
  }

  private Screen list(Session session, OpenSync sync) {
    Map<String, List<Decision>> pins = new LinkedHashMap<>();
    for (Task t : sync.tasks(task)) {
      pins.put(t.name(), new Pins(sync.store(), t).list());
    }
    return new PinsScreen(sync.systems(), pins, session.console().zone());
  }
}
