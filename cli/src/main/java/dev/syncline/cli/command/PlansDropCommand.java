package dev.syncline.cli.command;

import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.Promoting;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Forgets a plan. */
@Command(
    name = "drop",
    description = "Forgets a plan that is kept, with what was selected of it. Writes nothing.")
final class PlansDropCommand extends ProjectCommand {
  @Mixin PlanNumber plan;

  @Override
  Screen perform(Session session) {
    Promoting.requireHere(session.project(), plan.config(session));
    KeptPlan kept = plan.of(session);
    session.plans().drop(kept);
    return Notice.done("Plan " + kept.id() + " is forgotten.", Json.map("dropped", kept.id()));
  }
}
