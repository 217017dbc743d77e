package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.Vault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a secret for the server. */
@Command(
    name = "secret",
    description = {
      "Keeps a secret that the server needs as it is, encrypted: \"webhook dbt-cloud\", or any that the"
          + " configuration names as ${secret:NAME}.",
      "It is read from the first line of the standard input, so that it stands in no history of"
          + " commands. The key is taken from SYNCLINE_KEY or SYNCLINE_KEY_FILE, as serve takes it."
    })
final class ServeSecretCommand extends ProjectCommand {
  @Parameters(paramLabel = "NAME", description = "Its name; the one that it has is replaced.")
  String name;

  @Option(names = "--remove", description = "Forgets it.")
  boolean remove;

  @Override
  Screen perform(Session session) {
    try (Service service = Service.of(session.project(), session.console())) {
      Vault vault = service.accounts().vault();
      if (remove) {
        if (!vault.names().contains(name)) {
          throw CommandError.usage("there is no secret \"" + name + "\"");
        }
        vault.remove(Actor.COMMAND_LINE, name);
        return Notice.done("Secret " + name + " is forgotten.", Json.map("removed", name));
      }
      String text = session.ask("Secret " + name + ":", "");
      if (text.isEmpty()) {
        throw CommandError.usage("no secret was given; write it to the standard input");
      }
      session.secret(text);
      vault.put(Actor.COMMAND_LINE, name, new Secret(text));
      return Notice.done("Secret " + name + " is kept.", Json.map("kept", name));
    } catch (AccountException e) {
      throw CommandError.failed(String.valueOf(e.getMessage()));
    }
  }
}
