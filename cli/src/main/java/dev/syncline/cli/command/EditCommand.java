package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.Editing;
import dev.syncline.project.screen.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the configuration's files. */
@Command(
    name = "edit",
    description = {
      "Changes the configuration's files, and leaves all that is not changed as it was written,"
          + " comments included.",
      "Shows the difference and what is wrong with it. Writes only with --base, all or nothing, and"
          + " nothing that has errors. Without a change it shows what --base is now.",
      "Exit code 0 when it is saved, 3 when it could be, 1 when it has errors."
    })
final class EditCommand extends ProjectCommand {
  @Option(
      names = "--patch",
      paramLabel = "JSON",
      description =
          "A JSON Patch (RFC 6902), such as"
              + " [{\"op\": \"add\", \"path\": \"/connections/crm/user\", \"value\": \"sync\"}].")
  @Nullable String patch;

  @Option(names = "--file", paramLabel = "FILE", description = "The file that gets another text.")
  @Nullable String file;

  @Option(names = "--text", paramLabel = "TEXT", description = "That text.")
  @Nullable String text;

  @Option(
      names = "--sync",
      paramLabel = "SYNC",
      description = "Only shows what is written of a sync: where, and when it runs by itself.")
  @Nullable String sync;

  @Option(
      names = "--base",
      paramLabel = "BASE",
      description = "Saves it, if the files are still those that were seen.")
  @Nullable String base;

  @Override
  Screen perform(Session session) {
    if ((file == null) != (text == null) || patch != null && text != null) {
      throw CommandError.usage("--file goes with --text, and not with --patch");
    }
    Editing editing = new Editing(session.project());
    if (sync != null) {
      if (patch != null || text != null || base != null) {
        throw CommandError.usage("--sync shows, and goes with nothing that changes");
      }
      return editing.settings(sync);
    }
    if (patch != null) {
      return editing.patch(patch, base);
    }
    return text == null || file == null ? editing.show() : editing.write(file, text, base);
  }
}
