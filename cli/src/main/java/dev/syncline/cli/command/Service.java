package dev.syncline.cli.command;

import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.StoreAddress;
import dev.syncline.project.CommandError;
import dev.syncline.project.Commands;
import dev.syncline.project.Project;
import dev.syncline.project.Terminals;
import dev.syncline.project.text.Console;
import dev.syncline.server.Server;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.VaultKey;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.web.Web;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project with what a server needs beside it: the store of its accounts, with the vault's key.
 */
public final class Service implements AutoCloseable {
  /** What one process at a time has that serves a project whose state is in a file. */
  private static final String LEASE = "server";

  private final Project project;
  private final ServerStore store;
  private final Accounts accounts;
  private @Nullable Lease alone;

  private Service(Project project, ServerStore store, Accounts accounts) {
    this.project = project;
    this.store = store;
    this.accounts = accounts;
  }

  /**
   * Opens the accounts of a project.
   *
   * @param console whose environment may hold the vault's key
   * @throws CommandError if the key is none
   */
  public static Service of(Project project, Console console) {
    VaultKey key;
    try {
      key = VaultKey.of(console.environment()).orElse(null);
    } catch (AccountException e) {
      throw CommandError.failed(String.valueOf(e.getMessage()));
    }
    project.store(); // makes the folder in which the accounts may be
    ServerStore store = ServerStore.beside(project.address());
    Accounts accounts =
        Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, key);
    return new Service(project, store, accounts);
  }

  /** Who may do what. */
  public Accounts accounts() {
    return accounts;
  }

  /**
   * Begins to serve.
   *
   * @throws CommandError if another process serves this project from this folder, the vault's key
   *     does not open its secrets, or it cannot listen there
   */
  public Server start(Server.Settings settings, Commands commands, Terminals terminals) {
    if (project.address() instanceof StoreAddress.InFile file) {
      alone =
          project
              .store()
              .take(LEASE)
              .orElseThrow(
                  () ->
                      CommandError.failed(
                          "another process serves "
                              + file.shown()
                              + " already; nothing was started. Stop it first: one server at a time"
                              + " works on a state store that is a file. Several may share one in a"
                              + " PostgreSQL database (docs/state.md)"));
    }
    try {
      if (accounts.vault().hasKey()) {
        accounts.vault().check();
      }
      return Server.start(settings, commands, terminals, accounts, project::now);
    } catch (AccountException e) {
      throw CommandError.failed("the server was not started: " + e.getMessage());
    } catch (Web.Unavailable e) {
      throw CommandError.failed(
          "the server was not started: "
              + e.getMessage()
              + ". Choose another place with --host and --port");
    }
  }

  /** Performs commands over the project of a call as its own options name it. */
  static Commands commands(Session session, List<String> options) {
    Console console = session.console().silent();
    return (caller, words) -> {
      String[] all = new String[options.size() + words.length];
      System.arraycopy(options.toArray(String[]::new), 0, all, 0, options.size());
      System.arraycopy(words, 0, all, options.size(), words.length);
      return session.others().perform(console, caller, all);
    };
  }

  /** Understands command lines that are typed elsewhere, over the same project. */
  static Terminals terminals(Session session, List<String> options) {
    return session.others().terminals(session.console().silent(), session.places(), options);
  }

  @Override
  public void close() {
    store.close();
    if (alone != null) {
      alone.close(); // whoever serves next asks for it again
    }
  }
}
