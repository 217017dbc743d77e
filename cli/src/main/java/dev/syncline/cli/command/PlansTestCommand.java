package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.Applicable;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.TestScreen;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tries what is selected of a plan. */
@Command(
    name = "test",
    description = {
      "Writes what is selected of a plan that is kept in transactions that are taken back.",
      "What a system would refuse is kept with the plan, record by record, until the next time."
    })
final class PlansTestCommand extends ProjectCommand {
  @Mixin PlanNumber plan;
  @Mixin PlanNumber.SeenOptions seen;
  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    SyncConfig config = plan.config(session);
    KeptPlan kept = plan.of(session);
    Applicable asked = session.plans().applicable(config, kept, seen.seen());
    RunOptions options =
        new RunOptions(asked.selected(), false, false, Set.of(), Optional.empty(), 0)
            .sending(RunOptions.Sends.REFUSED);
    Screen answer =
        TestRuns.run(
            session,
            asked.sync().config(),
            Runs.hours(session, config),
            shown.most,
            "syncline plans apply " + config.name() + " " + kept.id(),
            one -> options,
            (sync, o, progress) -> sync.apply(asked.plan(), o, progress, item -> {}));
    if (answer instanceof TestScreen test) {
      session.plans().tried(config, kept, test.said(), test.result().due());
    }
    return new Screens(List.of(answer));
  }
}
