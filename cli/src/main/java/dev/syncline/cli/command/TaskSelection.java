package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.project.OpenSync;
import dev.syncline.project.TypedKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which task a command is about, and on which side the key of a record of it is meant. */
final class TaskSelection {
  @Mixin private SyncName sync;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "The task's name; may be left out when there is only one.")
  @Nullable String task;

  @Option(
      names = "--side",
      paramLabel = "source|target",
      description = "On which side KEY is the record's key. Default: ${DEFAULT-VALUE}")
  private SideName side = SideName.source;

  /** Opens the sync. */
  OpenSync open(Session session) {
    return sync.open(session);
  }

  /** The side on which a key is meant. */
  Side side() {
    return side.side;
  }

  /** A key as a person typed it. */
  Key key(Task of, String typed) {
    return TypedKey.of(of, side(), typed);
  }
}
