package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.TypedKey;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records of a sync a command is about: a task's, one, or the first few. */
final class RecordSelection {
  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--record",
      paramLabel = "KEY",
      description = "Only the record with this key on either side; parts are joined by commas.")
  @Nullable String record;

  @Option(names = "--limit", paramLabel = "N", description = "At most N records of each task.")
  @Nullable Long limit;

  /** Whether anything but all records was asked for. */
  boolean isGiven() {
    return task != null || record != null || limit != null;
  }

  RunOptions options(OpenSync sync, boolean approve, boolean linkOnly, boolean takeOver) {
    if (limit != null && limit < 1) {
      throw CommandError.usage(
          "--limit " + limit + " leaves nothing to do; name at least 1, or leave it away for all");
    }
    Set<Integer> tasks =
        task == null
            ? Set.of()
            : sync.tasks(task).stream().map(Task::id).collect(Collectors.toSet());
    Optional<Key> key = Optional.empty();
    if (record != null) {
      Task only = sync.task(task);
      tasks = Set.of(only.id());
      key = Optional.of(key(only, record));
      sync.requireRecord(only, record);
    }
    return new RunOptions(approve, linkOnly, takeOver, tasks, key, limit == null ? 0 : limit);
  }

  /**
   * Keys of both sides may be of different types: what is none of the source may be the target's.
   */
  static Key key(Task task, String text) {
    try {
      return TypedKey.of(task, Side.SOURCE, text);
    } catch (CommandError notOfSource) {
      try {
        return TypedKey.of(task, Side.TARGET, text);
      } catch (CommandError notOfTarget) {
        throw notOfSource;
      }
    }
  }
}
