package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a person's decision about a conflict. */
@Command(
    name = "resolve",
    description = {
      "Decides a conflict: the next run takes the value of the side that is named.",
      "The decision holds for the record as it is now; when either side changes, it lapses."
    })
final class ConflictsResolveCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      description = "The record's key on the source; parts are joined by commas.")
  @Nullable String key;

  @ArgGroup(multiplicity = "1")
  Choice choice;

  /** Whose value is taken. */
  static final class Choice {
    @Option(names = "--source", required = true, description = "Take what the source holds.")
    boolean source;

    @Option(names = "--target", required = true, description = "Take what the target holds.")
    boolean target;
  }

  @Option(names = "--field", paramLabel = "NAME", description = "Only for this field.")
  @Nullable String field;

  @Option(names = "--every", description = "All conflicts of the task that are not decided yet.")
  boolean every;

  @Mixin TaskSelection selection;

  @Override
  Screen perform(Session session) {
    if (every == (key != null)) {
      throw CommandError.usage(
          "name one record by its KEY, or all conflicts of the task with --every");
    }
    OpenSync open = selection.open(session);
    Task chosen = open.task(taskOf(open));
    List<Due> conflicts = ConflictsListCommand.of(open, chosen);
    String name = field == null ? "*" : rule(chosen, field).name();
    List<Due> meant =
        every ? undecided(open, chosen, conflicts, name) : List.of(one(open, chosen, conflicts));
    int kept = every ? conflicts.size() - meant.size() : 0;
    String from = choice.source ? "source" : "target";
    try (StateStore.Change change = open.store().begin()) {
      for (Due due : meant) {
        change.putDecision(
            new Decision(
                due.task(),
                due.side(),
                due.key(),
                name,
                from,
                due.seen(),
                session.project().now()));
      }
      change.commit();
    }
    return Notice.done(
        "Decided for "
            + what(chosen, meant)
            + ": "
            + (field == null ? "the conflicting fields are" : name + " is")
            + " taken from the "
            + from
            + ". The next run writes it, unless the record changes before."
            + (kept == 0
                ? ""
                : " Left as decided before: "
                    + Words.number(kept)
                    + ", to be changed by their keys."),
        Json.map(
            "task",
            chosen.name(),
            "decided",
            meant.size(),
            "kept",
            kept,
            "field",
            name,
            "choice",
            from),
        "syncline run " + open.sync().name());
  }

  /** What was decided by itself is not decided anew with all. */
  private static List<Due> undecided(OpenSync open, Task task, List<Due> conflicts, String field) {
    List<Decision> decisions = open.store().decisions(task.id());
    return conflicts.stream()
        .filter(
            due ->
                decisions.stream()
                    .noneMatch(
                        d ->
                            d.side() == due.side()
                                && d.key().equals(due.key())
                                && d.seen() == due.seen()
                                && (d.field().equals(field) || d.field().equals(Decision.RECORD))))
        .toList();
  }

  private static String what(Task task, List<Due> meant) {
    return meant.size() == 1
        ? task.name() + " " + meant.getFirst().key()
        : Words.count(meant.size(), "conflict") + " of " + task.name();
  }

  /** Without --task, the only task that has conflicts, or has one of the record. */
  private @Nullable String taskOf(OpenSync open) {
    if (selection.task != null) {
      return selection.task;
    }
    List<Task> having =
        open.sync().tasks().stream()
            .filter(t -> !ConflictsListCommand.of(open, t).isEmpty())
            .toList();
    String text = key;
    List<Task> fitting =
        text == null || having.size() < 2
            ? having
            : having.stream().filter(t -> isOf(open, t, text)).toList();
    if (fitting.size() == 1) {
      return fitting.getFirst().name();
    }
    if (having.size() > 1) {
      List<Task> several = fitting.isEmpty() ? having : fitting;
      throw CommandError.usage(
          "there are conflicts "
              + (fitting.isEmpty() ? "" : "of a record \"" + text + "\" ")
              + "in "
              + Words.list(several.stream().map(Task::name).toList())
              + "; name one with --task");
    }
    return null;
  }

  private boolean isOf(OpenSync open, Task task, String text) {
    try {
      Key typed = selection.key(task, text);
      return find(open, task, typed, ConflictsListCommand.of(open, task)).isPresent();
    } catch (CommandError noKeyOfIt) {
      return false;
    }
  }

  private Optional<Due> find(OpenSync open, Task task, Key typed, List<Due> conflicts) {
    Link link = open.store().links(task.id(), selection.side(), List.of(typed)).get(typed);
    return conflicts.stream()
        .filter(
            d ->
                d.side() == selection.side() && d.key().equals(typed)
                    || link != null && d.key().equals(link.key(d.side())))
        .findFirst();
  }

  private Due one(OpenSync open, Task chosen, List<Due> conflicts) {
    String text = Objects.requireNonNull(key);
    Key typed = selection.key(chosen, text);
    return find(open, chosen, typed, conflicts)
        .orElseThrow(
            () -> {
              open.requireRecord(chosen, text);
              return CommandError.failed(
                  chosen.name()
                      + " "
                      + typed
                      + " has no conflict that waits. See: syncline conflicts list");
            });
  }

  /** A rule by its name, or by the name of its column on either side. */
  private static FieldRule rule(Task task, String name) {
    List<String> names = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      names.add(rule.name());
      if (rule.name().equals(name)) {
        return rule;
      }
    }
    for (FieldRule rule : task.fields()) {
      for (Side side : Side.values()) {
        boolean column =
            rule.columns(side).stream()
                .anyMatch(c -> task.shape(side).columns().get(c).name().equals(name));
        if (column) {
          return rule;
        }
      }
    }
    throw CommandError.unknown(
        "task "
            + task.name()
            + " has no field \""
            + name
            + "\". It has "
            + String.join(", ", names));
  }
}
