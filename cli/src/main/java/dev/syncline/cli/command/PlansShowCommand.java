package dev.syncline.cli.command;

import dev.syncline.project.screen.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a plan offers. */
@Command(
    name = "show",
    description = {
      "Shows what a plan that is kept offers, and what of it is selected.",
      "Exit code 4 while a conflict is left, 3 when all are settled, 0 when nothing differs."
    })
final class PlansShowCommand extends ProjectCommand {
  @Mixin PlanNumber plan;
  @Mixin PlanFilter filter;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "Leaves out the first N of those that are meant.")
  int from;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Shows at most N of them. Default: ${DEFAULT-VALUE}")
  int most = 20;

  @Override
  Screen perform(Session session) {
    return session
        .plans()
        .show(
            plan.config(session),
            plan.of(session),
            filter.filter(),
            from,
            Math.clamp(most, 0, 1_000));
  }
}
