package dev.syncline.cli;

import dev.syncline.project.text.Console;
import dev.syncline.server.Server;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.VaultKey;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.web.Web;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import java.util.Map;

/** A server over a folder, as {@code serve} starts it. */
final class Serving implements AutoCloseable {
  final Accounts accounts;
  private final ServerStore store;
  private final Server server;

  Serving(Path folder) {
    this(folder, null);
  }

  /** One whose operator holds a key for secrets. */
  Serving(Path folder, @Nullable VaultKey key) {
    this.store = ServerStore.inFile(folder.resolve("server.db"));
    this.accounts =
        Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, key);
    Console console =
        new Console(
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            new BufferedReader(Reader.nullReader()),
            false,
            false,
            false,
            100,
            Map.of(),
            folder,
            ZoneOffset.UTC,
            System::currentTimeMillis);
    this.server =
        Server.start(
            new Server.Settings(new Web.Place("127.0.0.1", 0, false, false), ZoneOffset.UTC, 4),
            (caller, words) -> Main.perform(console, caller, words),
            accounts,
            System::currentTimeMillis);
  }

  /** An address on it. */
  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /** Lets a new user who may do that into the server, in a browser. */
  void enter(Browser browser, Role role) {
    User user =
        accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                role.word() + "-" + System.nanoTime(),
                new User.Profile("Ada", null, role, Names.ALL, false),
                null);
    browser.cookie(
        "syncline", accounts.sessions().begin(user, "127.0.0.1", "test").text(), url("/"));
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
