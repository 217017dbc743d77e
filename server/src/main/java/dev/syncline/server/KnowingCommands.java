package dev.syncline.server;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.Vault;
import java.time.ZoneId;
import java.util.Optional;

/** Commands that are given the secrets which the server keeps. */
record KnowingCommands(Commands commands, Vault vault) implements Commands {

  @Override
  public Screen perform(Caller caller, String... words) {
    return commands.perform(new Knowing(caller, vault), words);
  }

  private record Knowing(Caller caller, Vault vault) implements Caller {
    @Override
    public Progress progress() {
      return caller.progress();
    }

    @Override
    public ZoneId zone() {
      return caller.zone();
    }

    @Override
    public void remark(String what) {
      caller.remark(what);
    }

    /** One that cannot be opened is told of as one that is not there: its own page says why. */
    @Override
    public Optional<String> secret(String name) {
      try {
        return vault.find(name).map(Secret::text);
      } catch (AccountException e) {
        return Optional.empty();
      }
    }
  }
}
