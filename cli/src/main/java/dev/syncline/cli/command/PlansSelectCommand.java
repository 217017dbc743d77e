package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.CommandError;
import dev.syncline.project.KeptPlans;
import dev.syncline.project.screen.Screen;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Selects of a plan. */
@Command(
    name = "select",
    description = {
      "Takes or leaves writes of a plan that is kept. A conflict that is taken is overwritten.",
      "Whoever has seen another version of the selection says so, and is refused."
    })
final class PlansSelectCommand extends ProjectCommand {
  @Mixin PlanNumber plan;

  @Option(names = "--take", description = "Takes what the other options name.")
  boolean take;

  @Option(names = "--leave", description = "Leaves what the other options name.")
  boolean leave;

  @Option(names = "--all", description = "All of it.")
  boolean all;

  @Mixin PlanFilter filter;

  @Option(
      names = "--fields",
      paramLabel = "N",
      split = ",",
      description =
          "Takes of the one update that --write names these fields and no others: their numbers, from"
              + " 1; 0 for none.")
  @Nullable Set<Integer> fields;

  @Mixin PlanNumber.SeenOptions seen;

  @Override
  Screen perform(Session session) {
    SyncConfig config = plan.config(session);
    KeptPlan before = plan.of(session);
    KeptPlans plans = session.plans();
    Set<Integer> chosen = fields;
    KeptPlan after;
    if (chosen != null) {
      if (filter.numbers.size() != 1 || take || leave) {
        throw CommandError.usage(
            "--fields needs one update: name it with --write N, and nothing else");
      }
      after =
          plans.settle(
              config,
              before,
              filter.numbers.iterator().next(),
              new LinkedHashSet<>(chosen),
              seen.seen());
    } else {
      if (take == leave) {
        throw CommandError.usage("say whether it is taken or left: --take or --leave");
      }
      if (!all && !filter.isGiven()) {
        throw CommandError.usage(
            "--take and --leave say nothing of what; name it with --group, --task, --write, --find or"
                + " --where, or all of it with --all");
      }
      after = plans.select(config, before, filter.filter(), take, seen.seen());
    }
    return plans.show(config, after, filter.filter(), 0, 0);
  }
}
