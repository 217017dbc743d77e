package dev.syncline.cli.command;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.CommandError;
import dev.syncline.project.Project;
import dev.syncline.project.screen.DueScreen;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a page of the records that are due. */
@Command(
    name = "due",
    description = {
      "Shows records that are due, with the reason of each, page by page.",
      "Asks the state store alone."
    })
final class ShowDueCommand extends ProjectCommand {
  @Parameters(
      paramLabel = "SYNC",
      arity = "0..1",
      description = "The sync's name; may be left out when there is only one.")
  @Nullable String sync;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only records that are due for this reason, such as rejected.")
  @Nullable String reason;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "Only records whose key or message holds this text.")
  @Nullable String search;

  @Option(
      names = "--skip",
      paramLabel = "N",
      description = "Leaves out the first N. Default: ${DEFAULT-VALUE}")
  long skip;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Shows N records. Default: ${DEFAULT-VALUE}")
  int most = 50;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    SyncConfig config = project.sync(sync);
    StateStore store = project.store();
    Map<Integer, String> names = new LinkedHashMap<>();
    Map<Integer, Map<Due.Reason, Long>> counts = new LinkedHashMap<>();
    for (TaskConfig t : config.tasks()) {
      names.put(t.id(), t.name());
      counts.put(t.id(), store.dueCounts(t.id()));
    }
    requireTask(config);
    Due.Reason only = reason == null ? null : reason(reason);
    List<Due> due = new ArrayList<>();
    long[] total = {0};
    for (TaskConfig t : config.tasks()) {
      if (task == null || t.name().equals(task)) {
        store.due(
            t.id(),
            d -> {
              if ((only == null || d.reason() == only) && DueSearch.finds(search, d)) {
                if (total[0]++ >= skip && due.size() < most) {
                  due.add(d);
                }
              }
            });
      }
    }
    return new DueScreen(
        config.name(),
        BySide.of(side -> name(config, side)),
        names,
        counts,
        due,
        Math.min(skip, total[0]),
        total[0],
        config.direction() != Direction.TWO_WAY && config.promotion().isEmpty());
  }

  private void requireTask(SyncConfig config) {
    if (task != null && config.task(task).isEmpty()) {
      throw CommandError.unknown(
          "sync "
              + config.name()
              + " has no task \""
              + task
              + "\". It has "
              + String.join(", ", config.tasks().stream().map(TaskConfig::name).toList()));
    }
  }

  private static Due.Reason reason(String typed) {
    for (Due.Reason known : Due.Reason.values()) {
      if (word(known).equals(typed.toLowerCase(Locale.ROOT))) {
        return known;
      }
    }
    throw CommandError.usage(
        "--reason "
            + typed
            + " is none. There are "
            + String.join(", ", Stream.of(Due.Reason.values()).map(r -> word(r)).toList()));
  }

  private static String word(Due.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String name(SyncConfig config, Side side) {
    return config.source().text().equals(config.target().text())
        ? side.word()
        : config.connection(side).text();
  }
}
