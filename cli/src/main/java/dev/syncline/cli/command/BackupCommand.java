package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Copies the state store. */
@Command(
    name = "backup",
    description = {
      "Copies the state store to a file, also while a sync runs.",
      "To go back to it, remove the state store and use: syncline restore. What was sent to endpoints,"
          + " which cannot be read, is copied into a folder beside it, FILE.sent."
    })
final class BackupCommand extends ProjectCommand {
  @Parameters(paramLabel = "FILE", description = "Where the copy goes; must not exist yet.")
  Path file;

  @Override
  Screen perform(Session session) {
    Path to = session.console().folder().resolve(file);
    if (Files.exists(to)) {
      throw CommandError.usage(to + " exists already; name a file that does not");
    }
    Path folder = to.toAbsolutePath().normalize().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw CommandError.usage(
          "there is no folder " + folder + "; make it, or name a file in one that there is");
    }
    if (!session.project().hasStore()) {
      throw CommandError.failed(
          "there is no state store at "
              + session.project().address().shown()
              + " yet; the first run makes it");
    }
    Path sent = to.resolveSibling(to.getFileName() + ".sent");
    if (Files.exists(sent)) {
      throw CommandError.usage(sent + " exists already; name another file");
    }
    session.project().store().backup(to);
    session.project().copySent(sent);
    return Notice.done(
        "The state store " + session.project().address().shown() + " was copied to " + to + ".",
        Json.map("file", to.toString()));
  }
}
