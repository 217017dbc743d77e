package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts a copy of the state store back. */
@Command(
    name = "restore",
    description = {
      "Puts a copy of the state store, as backup makes it, where there is no state store yet.",
      "It goes where --state or the configuration says, to a file or a database: so the state moves"
          + " from one to the other."
    })
final class RestoreCommand extends ProjectCommand {
  @Parameters(paramLabel = "FILE", description = "The copy; it is left as it is.")
  Path file;

  @Override
  Screen perform(Session session) {
    Path from = session.console().folder().resolve(file);
    if (!Files.isRegularFile(from)) {
      throw CommandError.usage("there is no file " + from);
    }
    Project project = session.project();
    project.restore(from);
    return Notice.done(
        "The state store " + project.address().shown() + " is what " + from + " holds.",
        Json.map("file", from.toString()));
  }
}
