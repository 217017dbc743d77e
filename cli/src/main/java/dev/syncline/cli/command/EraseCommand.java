package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.Erasure;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.ErasureScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Page;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.store.ServerStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Erases a record's values from what is remembered. */
@Command(
    name = "erase",
    description = {
      "Erases the values of one record from the journal, from the sync log, and from the reasons why it"
          + " is due, and its keys from a server's audit log.",
      "Shows first how much that is, and asks. That something was written under its keys, when and by"
          + " which rule stays; undo leaves such writes alone. Neither system is changed."
    })
final class EraseCommand extends ProjectCommand {
  @Parameters(paramLabel = "KEY", description = "The record's key; parts are joined by commas.")
  String key;

  @Mixin TaskSelection selection;

  @Option(
      names = {"-y", "--yes"},
      description = "Does it without asking.")
  boolean yes;

  @Override
  Screen perform(Session session) {
    OpenSync open = selection.open(session);
    Task task = open.task(selection.task);
    Key typed = selection.key(task, key);
    Erasure found = open.erasure(task, selection.side(), typed);
    if (found.open()) {
      throw CommandError.failed(
          "a write of "
              + task.name()
              + " "
              + key
              + " was interrupted, and what became of it is not known yet; nothing was erased. Let it"
              + " be found out with: syncline run. Then erase.");
    }
    ErasureScreen before = new ErasureScreen(task.name(), found, false, again(open, task));
    if (!yes && (found.isNothing() || !confirmed(session, before))) {
      return before;
    }
    Optional<ServerStore> server = ServerStore.find(session.project().address());
    try {
      Erasure erased = open.erase(task, selection.side(), typed);
      server.ifPresent(store -> eraseFromAudit(store, open.sync().name(), erased));
      return new ErasureScreen(task.name(), erased, true, again(open, task));
    } finally {
      server.ifPresent(ServerStore::close);
    }
  }

  /** A server's audit log names records by their keys. */
  private static void eraseFromAudit(ServerStore store, String sync, Erasure erased) {
    Set<String> keys = new TreeSet<>();
    for (Side side : Side.values()) {
      for (Key key : erased.keys(side)) {
        keys.add(key.toString());
        keys.add(key.toString().replace(", ", ","));
      }
    }
    new AuditLog(store, Clock.systemUTC()).erase(Actor.COMMAND_LINE, sync, keys);
  }

  private static boolean confirmed(Session session, ErasureScreen before) {
    if (session.console().asks() && !session.json()) {
      Page page = session.page();
      before.meaning(page);
      session.say(page);
    }
    return session.confirm("Erase this?");
  }

  private String again(OpenSync open, Task task) {
    return "syncline erase "
        + key
        + " --sync "
        + open.sync().name()
        + " --task "
        + task.name()
        + (selection.side() == Side.TARGET ? " --side target" : "")
        + " --yes";
  }
}
