package dev.syncline.cli.command;

import dev.syncline.engine.store.StoreAddress;
import dev.syncline.engine.store.StoreException;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts a copy of what Syncline keeps back. */
@Command(
    name = "restore",
    description = {
      "Puts a copy of the state store, as backup makes it, where there is no state store yet.",
      "It goes where --state or the configuration says, to a file or a database: so the state moves"
          + " from one to the other. What a server kept is put back from FILE.server, if there is one."
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
    Path server = BackupCommand.server(from);
    boolean serves = Files.isRegularFile(server);
    if (serves) {
      ServerStore.requireRestorable(project.address(), server);
    }
    project.restore(from);
    List<String> said = new ArrayList<>();
    said.add("The state store " + project.address().shown() + " is what " + from + " holds.");
    if (serves) {
      try (ServerStore store = ServerStore.beside(project.address())) {
        store.restore(server);
        said.add("What the server keeps, " + store.place() + ", is what " + server + " holds.");
      } catch (StoreException e) {
        throw CommandError.failed(
            e.getMessage()
                + " The state store is restored already: to repeat it all, remove that first, "
                + project.address().shown()
                + (project.address() instanceof StoreAddress.InFile ? "*." : "."));
      }
    }
    return new Notice(
        ExitCode.IN_STEP,
        said,
        List.of(),
        Json.map("file", from.toString(), "server", serves ? server.toString() : null));
  }
}
