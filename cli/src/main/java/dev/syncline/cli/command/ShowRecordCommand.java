package dev.syncline.cli.command;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.Biography;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.project.CommandError;
import dev.syncline.project.Look;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.RecordScreen;
import dev.syncline.project.screen.RunDetailScreen.Written;
import dev.syncline.project.screen.Screen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    List<Written> history = new ArrayList<>();
    Biography life =
        Biography.of(
            open.store(),
            chosen,
            selection.side(),
            typed,
            (batch, entry) ->
                history.add(new Written(batch, entry).shown(chosen.schema(batch.side()))));
    history.sort(Comparator.comparingLong((Written w) -> w.batch().id()));
    Look.Seen seen = seen(open, chosen, typed, life);
    List<Due> due = due(open, chosen, seen);
    if (seen.fields().isEmpty() && !seen.linked() && due.isEmpty() && history.isEmpty()) {
      throw CommandError.unknown(nowhere(open, chosen));
    }
    List<Decision> decisions = open.store().decisions(chosen.id());
    return new RecordScreen(
        open.systems(),
        chosen.name(),
        seen.source() == null ? null : seen.source().toString(),
        seen.target() == null ? null : seen.target().toString(),
        former(life, seen),
        seen.linked(),
        seen.fields(),
        due,
        due.stream()
            .flatMap(d -> ConflictsListCommand.decided(open.systems(), decisions, d).stream())
            .toList(),
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

  /** As it is now, also when the typed key is one that it had before. */
  private Look.Seen seen(OpenSync open, Task task, Key typed, Biography life) {
    Side side = selection.side();
    Look look = new Look(open, task);
    Look.Seen seen = look.at(side, List.of(typed)).getFirst();
    if (seen.linked() || !seen.fields().isEmpty()) {
      return seen;
    }
    return open.store().links(task.id(), side, life.keys(side)).keySet().stream()
        .findFirst()
        .map(now -> look.at(side, List.of(now)).getFirst())
        .orElse(seen);
  }

  private static BySide<List<String>> former(Biography life, Look.Seen seen) {
    return BySide.of(
        side ->
            life.keys(side).stream()
                .filter(k -> !k.equals(side == Side.SOURCE ? seen.source() : seen.target()))
                .map(Key::toString)
                .toList());
  }
}
