package dev.syncline.cli.command;

import dev.syncline.project.LinkTransfer;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes links to a file. */
@Command(
    name = "export",
    description = "Writes links to a CSV file with the columns task, source and target.")
final class LinksExportCommand extends ProjectCommand {
  @Parameters(paramLabel = "FILE", description = "The file; replaced when it exists.")
  Path file;

  @Mixin SyncName sync;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Override
  Screen perform(Session session) {
    OpenSync open = sync.open(session);
    Path to = session.console().folder().resolve(file);
    long count = new LinkTransfer(open).export(to, open.tasks(task));
    return Notice.done(
        Words.count(count, "link") + " of " + open.sync().name() + " exported to " + file + ".",
        Json.map("sync", open.sync().name(), "file", to.toString(), "links", count));
  }
}
