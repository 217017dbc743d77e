package dev.syncline.cli.command;

import dev.syncline.engine.config.ModuleConfig;
import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.screen.ChoicesScreen;
import dev.syncline.project.screen.Screen;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what can be compared. */
@Command(
    name = "choices",
    description =
        "Shows which way a sync between environments can be compared, its modules with what they"
            + " require, and what is never synchronized.")
final class PlansChoicesCommand extends ProjectCommand {
  @Parameters(paramLabel = "SYNC", description = "The sync.")
  String sync;

  @Override
  Screen perform(Session session) {
    SyncConfig config = session.project().sync(sync);
    return config
        .promotion()
        .map(
            promotion ->
                new ChoicesScreen(
                    config.name(),
                    List.of(config.source().text(), config.target().text()),
                    promotion.modules().stream().map(PlansChoicesCommand::module).toList(),
                    promotion.never().keySet().stream().map(Name::text).toList()))
        .orElseGet(() -> new ChoicesScreen(config.name(), List.of(), List.of(), List.of()));
  }

  private static ChoicesScreen.Module module(ModuleConfig module) {
    return new ChoicesScreen.Module(
        module.name().text(),
        module.tasks().stream().map(Name::text).toList(),
        module.requires().stream().map(Name::text).toList(),
        module.choose().values().stream().map(Name::text).distinct().toList());
  }
}
