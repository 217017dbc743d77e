package dev.syncline.cli.command;

import dev.syncline.project.Browsing;
import dev.syncline.project.screen.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a system holds. */
@Command(
    name = "browse",
    description = {
      "Shows the tables of a system, or the columns, the keys and the first ten rows of one of them.",
      "Values that some task never journals are masked."
    })
final class ConnectionsBrowseCommand extends ProjectCommand {
  @Parameters(
      index = "0",
      paramLabel = "CONNECTION",
      description = "One of the configuration's connections.")
  String name;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TABLE", description = "One of its tables.")
  @Nullable String object;

  @Override
  Screen perform(Session session) {
    session.interrupt().mayBreakOff(true);
    Browsing browsing = new Browsing(session.project());
    return object == null ? browsing.objects(name) : browsing.object(name, object);
  }
}
