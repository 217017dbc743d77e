package dev.syncline.cli.command;

import dev.syncline.cli.project.CommandError;
import dev.syncline.cli.project.Look;
import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.screen.RecordScreen;
import dev.syncline.cli.screen.RunDetailScreen.Written;
import dev.syncline.cli.screen.Screen;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a record on both sides, and its biography. */
@Command(
    name = "record",
    description = {
      "Shows a record on both sides, why it is due, and every value that Syncline gave it."
    })
final class ShowRecordCommand extends ProjectCommand {
  @Parameters(paramLabel = "KEY", description = "The record's key; parts are joined by commas.")
  String key;

  @Mixin TaskSelection selection;

  @Override
  Screen perform(Session session) {
    OpenSync open = selection.open(session);
    Task chosen = open.task(selection.task);
    Key typed = selection.key(chosen, key);
    Look.Seen seen = new Look(open, chosen).at(selection.side(), List.of(typed)).getFirst();
    List<Due> due = due(open, chosen, seen);
    List<Written> history = history(open, chosen, seen);
    if (seen.fields().isEmpty() && !seen.linked() && due.isEmpty() && history.isEmpty()) {
      throw CommandError.usage(nowhere(open, chosen));
    }
    List<Decision> decisions = open.store().decisions(chosen.id());
    return new RecordScreen(
        open.systems(),
        chosen.name(),
        seen.source() == null ? null : seen.source().toString(),
        seen.target() == null ? null : seen.target().toString(),
        seen.linked(),
        seen.fields(),
        due,
        due.stream().flatMap(d -> ConflictsListCommand.decided(decisions, d).stream()).toList(),
        decisions.stream()
            .filter(
                d ->
                    d.isPin()
                        && d.key().equals(d.side() == Side.SOURCE ? seen.source() : seen.target()))
            .map(Decision::field)
            .toList(),
        history,
        session.console().zone());
  }

  private String nowhere(OpenSync open, Task task) {
    Side side = selection.side();
    return task.name()
        + " "
        + key
        + " is not in "
        + open.config().connection(side).text()
        + ", and Syncline never wrote it"
        + (new Look(open, task).knows(key)
            ? ". There is one on the other side: --side " + side.other().word()
            : "; nor is there one on the other side");
  }

  private static List<Due> due(OpenSync open, Task task, Look.Seen seen) {
    List<Due> due = new ArrayList<>();
    open.store()
        .due(
            task.id(),
            d -> {
              if (d.key().equals(d.side() == Side.SOURCE ? seen.source() : seen.target())) {
                due.add(d);
              }
            });
    return due;
  }

  /** Entries under either key, each once: a create knows only one of them at first. */
  private static List<Written> history(OpenSync open, Task task, Look.Seen seen) {
    Set<String> known = new LinkedHashSet<>();
    List<Written> written = new ArrayList<>();
    for (Side side : Side.values()) {
      Key key = side == Side.SOURCE ? seen.source() : seen.target();
      if (key == null) {
        continue;
      }
      open.store()
          .journal(
              task.id(),
              side,
              key,
              batch -> {
                for (JournalEntry entry : batch.entries()) {
                  if (concerns(entry, side, key) && known.add(batch.id() + entry.operation())) {
                    written.add(new Written(batch, entry).shown(task.schema(batch.side())));
                  }
                }
              });
    }
    written.sort(Comparator.comparingLong((Written w) -> w.batch().id()));
    return written;
  }

  private static boolean concerns(JournalEntry entry, Side side, Key key) {
    return key.equals(side == Side.SOURCE ? entry.source() : entry.target());
  }
}
