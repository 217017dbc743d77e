package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.Messages;
import dev.syncline.project.Promoting;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Forgets a plan. */
@Command(
    name = "drop",
    description = {
      "Forgets a plan that is kept, with what was selected of it. Writes nothing.",
      "One that waits for its time is cancelled first: plans cancel."
    })
final class PlansDropCommand extends ProjectCommand {
  @Mixin PlanNumber plan;

  @Override
  Screen perform(Session session) {
    SyncConfig config = plan.config(session);
    Promoting.requireHere(session.project(), config);
    new Messages(session.project()).settle();
    KeptPlan kept = plan.of(session);
    session.plans().drop(config, kept);
    return Notice.done("Plan " + kept.id() + " is forgotten.", Json.map("dropped", kept.id()));
  }
}
