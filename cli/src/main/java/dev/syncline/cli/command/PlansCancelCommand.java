package dev.syncline.cli.command;

import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Cancels a plan that waits. */
@Command(name = "cancel", description = "Cancels a plan that waits to be applied. Writes nothing.")
final class PlansCancelCommand extends ProjectCommand {
  @Mixin PlanNumber plan;

  @Override
  Screen perform(Session session) {
    KeptPlan kept = plan.of(session);
    if (kept.message() == 0) {
      throw CommandError.failed("plan " + kept.id() + " does not wait to be applied");
    }
    return CancelCommand.cancel(session, kept.message());
  }
}
