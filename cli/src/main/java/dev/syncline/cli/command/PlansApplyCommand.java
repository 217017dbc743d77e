package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.Applicable;
import dev.syncline.project.CommandError;
import dev.syncline.project.Hours;
import dev.syncline.project.Messages;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies what is selected of a plan. */
@Command(
    name = "apply",
    description = {
      "Writes exactly what is selected of a plan that is kept; what changed since is left alone.",
      "Exit code 0 when nothing is left, 4 when it was not reviewed, 5 when records were rejected."
    })
final class PlansApplyCommand extends ProjectCommand {
  @Mixin PlanNumber plan;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Then, such as 23:00 or \"2026-11-23 06:30\", by whichever waits for it: a server, or run"
              + " --waiting.")
  @Nullable String at;

  @Option(
      names = "--approve",
      description = "Lets pass what the guard stopped: look at the plan first.")
  boolean approve;

  @Mixin PlanNumber.SeenOptions seen;
  @Mixin MailOption mail;
  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    SyncConfig config = plan.config(session);
    new Messages(session.project()).settle();
    KeptPlan kept = plan.of(session);
    if (at != null && approve) {
      throw CommandError.usage("what is done later is done as it is: --at goes without --approve");
    }
    Applicable applicable = session.plans().applicable(config, kept, seen.seen());
    Messages.Asked asked = new Messages.Asked(config, applicable.way(), kept, mail.of(session));
    Applying applying = new Applying(session, shown.most);
    if (at != null) {
      long due = Moment.parse(at, session.project().now(), session.zone());
      return new Timetable(session, applying).later(due, asked, applicable);
    }
    RunOptions options = new RunOptions(approve, false, false, Set.of(), Optional.empty(), 0);
    Hours hours = Runs.hours(session, config);
    Optional<ZonedDateTime> closed = hours.closedUntil();
    return closed.isPresent()
        ? Runs.closed(config, closed.get())
        : new Screens(List.of(applying.now(asked, applicable, options, hours)));
  }
}
