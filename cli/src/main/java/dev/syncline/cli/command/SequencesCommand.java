package dev.syncline.cli.command;

import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.SequenceConfig;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.SequencesScreen;
import picocli.CommandLine.Command;

/** Lists sequences. */
@Command(name = "sequences", description = "Lists the sequences: syncs that run one after another.")
final class SequencesCommand extends ProjectCommand {
  @Override
  Screen perform(Session session) {
    return new SequencesScreen(
        session.project().configuration().sequences().stream()
            .map(
                s ->
                    new SequencesScreen.Sequence(
                        s.name(),
                        s.syncs().stream().map(Name::text).toList(),
                        s.onFailure() == SequenceConfig.OnFailure.STOP))
            .toList());
  }
}
