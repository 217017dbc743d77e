package dev.syncline.cli.command;

import dev.syncline.project.Browsing;
import dev.syncline.project.screen.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Connects with a system. */
@Command(
    name = "test",
    description =
        "Connects with a system: what it is, how that is kept from others, and whether Syncline's own"
            + " tables can be made there. Writes nothing.")
final class ConnectionsTestCommand extends ProjectCommand {
  @Parameters(paramLabel = "CONNECTION", description = "One of the configuration's connections.")
  String name;

  @Override
  Screen perform(Session session) {
    session.interrupt().mayBreakOff(true);
    return new Browsing(session.project()).test(name);
  }
}
