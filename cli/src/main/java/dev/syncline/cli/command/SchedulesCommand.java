package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Message;
import dev.syncline.project.Project;
import dev.syncline.project.Schedules;
import dev.syncline.project.screen.SchedulesScreen;
import dev.syncline.project.screen.Screen;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows when syncs run by themselves. */
@Command(
    name = "schedules",
    description = {
      "Shows when syncs run by themselves, where a server runs.",
      "Told from the configuration and the state store. A server says so exactly, also on its page."
    })
final class SchedulesCommand extends ProjectCommand {

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    List<SyncConfig> syncs = project.configuration().syncs();
    Schedules schedules = new Schedules(project);
    List<Message> waiting =
        project.hasStore() ? project.store().messages(Message.State.WAITING) : List.of();
    return new SchedulesScreen(
        syncs.stream().map(s -> schedules.of(s, session.upcoming(s.id()))).toList(),
        waiting,
        session.console().zone(),
        Instant.ofEpochMilli(project.now()));
  }
}
