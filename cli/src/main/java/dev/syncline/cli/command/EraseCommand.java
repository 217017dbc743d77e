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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Erases a record's values from what is remembered. */
@Command(
    name = "erase",
    description = {
      "Erases the values of one record from the journal, from the sync log, and from the reasons why it"
          + " is due.",
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
    Erasure erased = open.erase(task, selection.side(), typed);
    return new ErasureScreen(task.name(), erased, true, again(open, task));
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
