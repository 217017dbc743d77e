package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.VaultKey;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes the key of the secrets that a server keeps. */
@Command(
    name = "key",
    description = {
      "Encrypts the secrets that the server keeps with another key, all of them or none.",
      "The present key is taken from SYNCLINE_KEY or SYNCLINE_KEY_FILE, as serve takes it. Servers that"
          + " run have to be started again with the new one."
    })
final class ServeKeyCommand extends ProjectCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "Holds the new key: 32 bytes as base64, which only its owner may read.")
  Path file;

  @Override
  Screen perform(Session session) {
    try (Service service = Service.of(session.project(), session.console())) {
      VaultKey fresh = VaultKey.inFile(session.console().folder().resolve(file));
      int count = service.accounts().vault().changeKey(Actor.COMMAND_LINE, fresh);
      return Notice.done(
          Words.count(count, "secret is", "secrets are")
              + " encrypted with "
              + fresh
              + " now. Start the server with "
              + VaultKey.FILE_VARIABLE
              + "="
              + file
              + ", and keep that file elsewhere, too.",
          Json.map("secrets", count, "key", fresh.id()));
    } catch (AccountException e) {
      throw CommandError.failed(String.valueOf(e.getMessage()));
    }
  }
}
