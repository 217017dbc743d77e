package dev.syncline.cli.command;

import dev.syncline.project.Browsing;
import dev.syncline.project.screen.Screen;
import picocli.CommandLine.Command;

/** Lists the systems of the configuration. */
@Command(
    name = "list",
    description =
        "Lists the systems of the configuration, with the syncs that use them. Asks none of them.")
final class ConnectionsListCommand extends ProjectCommand {
  @Override
  Screen perform(Session session) {
    return new Browsing(session.project()).all();
  }
}
