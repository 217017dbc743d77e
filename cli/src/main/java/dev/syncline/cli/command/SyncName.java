package dev.syncline.cli.command;

import dev.syncline.project.OpenSync;
import dev.syncline.project.OpenTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which sync a command is about whose parameter is something else. */
final class SyncName {
  @Option(
      names = "--sync",
      paramLabel = "SYNC",
      description = "The sync's name; may be left out when there is only one.")
  private @Nullable String sync;

  /** Its name as it was typed; null for the only one there is. */
  @Nullable String typed() {
    return sync;
  }

  /** Its name, where it can be told which it is. */
  String name(Session session) {
    return session.project().sync(sync).name();
  }

  /** Opens one of its tasks to be looked at. */
  OpenTask task(Session session, String task) {
    return OpenTask.open(session.project(), sync, task);
  }

  /** Opens it. */
  OpenSync open(Session session) {
    return session.project().open(session.project().sync(sync));
  }
}
