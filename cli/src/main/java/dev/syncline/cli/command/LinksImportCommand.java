package dev.syncline.cli.command;

import dev.syncline.project.LinkTransfer;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads links from a file. */
@Command(
    name = "import",
    description = {
      "Reads links from a CSV file with the columns task, source and target; keys as they are typed.",
      "All or none: every record must exist, and no record may be linked twice. Writes into no system."
    })
final class LinksImportCommand extends ProjectCommand {
  @Parameters(paramLabel = "FILE", description = "The file.")
  Path file;

  @Mixin SyncName sync;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Only this task; needed when the file has no task column.")
  @Nullable String task;

  @Override
  Screen perform(Session session) {
    OpenSync open = sync.open(session);
    Path from = session.console().folder().resolve(file);
    Map<String, Long> counts =
        new LinkTransfer(open).load(from, task == null ? null : open.task(task));
    long all = counts.values().stream().mapToLong(n -> n).sum();
    return Notice.done(
        Words.count(all, "link") + " imported. Nothing was written into either system.",
        Json.map("sync", open.sync().name(), "links", all, "tasks", counts),
        "syncline plan " + open.sync().name());
  }
}
