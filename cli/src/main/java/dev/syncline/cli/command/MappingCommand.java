package dev.syncline.cli.command;

import dev.syncline.project.Mapping;
import dev.syncline.project.screen.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how a task's fields are mapped, or would be after some changes. */
@Command(
    name = "mapping",
    description = {
      "Shows how a task's fields are mapped, as the files say or would say after some changes, and"
          + " what is wrong with them.",
      "Writes nothing: edit --patch saves the same changes.",
      "Exit code 0 when nothing would change, 3 when it could be saved, 1 when it has errors."
    })
final class MappingCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TASK",
      description = "The task's name. Default: the first one of the sync")
  private @Nullable String task;

  @Mixin SyncName sync;

  @Option(
      names = "--patch",
      paramLabel = "JSON",
      description = "Changes, as a JSON Patch (RFC 6902), such as edit takes.")
  private @Nullable String patch;

  @Option(
      names = "--figures",
      description = "Counts what the unique key does with the records there are now.")
  private boolean figures;

  @Override
  Screen perform(Session session) {
    return new Mapping(session.project(), sync.typed(), task).after(patch, figures);
  }
}
