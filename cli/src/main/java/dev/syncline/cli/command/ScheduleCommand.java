package dev.syncline.cli.command;

import dev.syncline.project.Editing;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says when a sync runs by itself. */
@Command(
    name = "schedule",
    description = {
      "Says in the configuration when a sync runs by itself, where a server runs. All else in the file"
          + " stays as it was written, and nothing is written that has errors."
    })
final class ScheduleCommand extends ProjectCommand {
  @Parameters(paramLabel = "SYNC", description = "The sync's name.")
  String sync;

  @ArgGroup(multiplicity = "1")
  Choice choice;

  /** When it runs. */
  static final class Choice {
    @Option(
        names = "--time",
        paramLabel = "TIME",
        required = true,
        description = "When, such as \"every 15m\". May be repeated.")
    List<String> times = List.of();

    @Option(names = "--none", required = true, description = "Never by itself.")
    boolean none;
  }

  @Override
  Screen perform(Session session) {
    new Editing(session.project()).schedule(sync, choice.times);
    return Notice.done(
        sync
            + (choice.none
                ? " does not run by itself any more."
                : " runs by itself: " + String.join("; ", choice.times) + "."),
        Json.map("sync", sync, "schedule", choice.times),
        "syncline schedules");
  }
}
