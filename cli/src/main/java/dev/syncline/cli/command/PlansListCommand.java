package dev.syncline.cli.command;

import dev.syncline.project.Messages;
import dev.syncline.project.screen.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists plans that are kept. */
@Command(
    name = "list",
    description = {
      "Lists the plans that are kept for a review, the latest first, and how they stand.",
      "Exit code 4 while one waits for a person, 0 when none does."
    })
final class PlansListCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "Only this sync; all when left out.")
  @Nullable String sync;

  @Override
  Screen perform(Session session) {
    if (session.project().hasStore()) {
      new Messages(session.project()).settle();
    }
    return session.plans().list(session.project().syncs(sync, sync == null));
  }
}
