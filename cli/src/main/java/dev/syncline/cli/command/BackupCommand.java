package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.store.ServerStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Copies all that Syncline keeps. */
@Command(
    name = "backup",
    description = {
      "Copies the state store to a file, also while a sync or a server runs.",
      "To go back to it, remove the state store and use: syncline restore. What was sent to endpoints,"
          + " which cannot be read, is copied into a folder beside it, FILE.sent; what a server keeps,"
          + " its users, tokens, secrets and audit log, to FILE.server."
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
    Path server = server(to);
    for (Path other : List.of(sent, server)) {
      if (Files.exists(other)) {
        throw CommandError.usage(other + " exists already; name another file");
      }
    }
    Project project = session.project();
    project.store().backup(to);
    project.copySent(sent);
    Optional<ServerStore> accounts = ServerStore.find(project.address());
    if (accounts.isPresent()) {
      try (ServerStore store = accounts.get()) {
        store.backup(server);
      }
    }
    List<String> said = new ArrayList<>();
    said.add("The state store " + project.address().shown() + " was copied to " + to + ".");
    accounts.ifPresent(store -> said.add("What the server keeps was copied to " + server + "."));
    return new Notice(
        ExitCode.IN_STEP,
        said,
        List.of(),
        Json.map(
            "file", to.toString(), "server", accounts.map(s -> server.toString()).orElse(null)));
  }

  /** Where what a server keeps goes beside a copy of the state store. */
  static Path server(Path copy) {
    return copy.resolveSibling(copy.getFileName() + ".server");
  }
}
