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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
      "Decides conflicts: the next run takes the value of the side that is named.",
      "The decision holds for the record as it is now; when either side changes, it lapses."
    })
final class ConflictsResolveCommand extends ProjectCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "KEY",
      description = "Records' keys on the source; parts of one are joined by commas.")
  List<String> keys = List.of();

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

  @Option(
      names = "--every",
      description = "All conflicts that are not decided yet: of the task, or of all tasks.")
  boolean every;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "With --every: only records whose key or message holds this text.")
  @Nullable String search;

  @Mixin TaskSelection selection;

  @Override
  Screen perform(Session session) {
    if (every != keys.isEmpty() || search != null && !every) {
      throw CommandError.usage(
          "name records by their KEYs, or all conflicts with --every, which takes --search");
    }
    OpenSync open = selection.open(session);
    Map<Task, List<Due>> meant = new LinkedHashMap<>();
    int kept = 0;
    String name = field == null ? Decision.RECORD : "";
    for (Task task : tasks(open)) {
      name = field == null ? name : rule(task, field).name();
      List<Due> conflicts = ConflictsListCommand.of(open, task);
      if (!every) {
        meant.put(task, ones(open, task, conflicts));
        continue;
      }
      List<Due> found = conflicts.stream().filter(d -> DueSearch.finds(search, d)).toList();
      List<Due> left = undecided(open, task, found, name);
      kept += found.size() - left.size();
      meant.put(task, left);
    }
    String from = choice.source ? "source" : "target";
    try (StateStore.Change change = open.store().begin()) {
      for (List<Due> some : meant.values()) {
        for (Due due : some) {
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
      }
      change.commit();
    }
    List<String> tasks = meant.keySet().stream().map(Task::name).toList();
    return Notice.done(
        "Decided for "
            + what(meant)
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
            tasks.size() == 1 ? tasks.getFirst() : null,
            "tasks",
            tasks,
            "decided",
            meant.values().stream().mapToInt(List::size).sum(),
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
    Set<List<Object>> decided = new HashSet<>();
    for (Decision d : open.store().decisions(task.id())) {
      if (d.field().equals(field) || d.field().equals(Decision.RECORD)) {
        decided.add(List.of(d.side(), d.key(), d.seen()));
      }
    }
    return conflicts.stream()
        .filter(due -> !decided.contains(List.<Object>of(due.side(), due.key(), due.seen())))
        .toList();
  }

  private static String what(Map<Task, List<Due>> meant) {
    long all = meant.values().stream().mapToLong(List::size).sum();
    String tasks = Words.list(meant.keySet().stream().map(Task::name).toList());
    return all == 1
        ? meant.entrySet().stream()
            .filter(e -> !e.getValue().isEmpty())
            .map(e -> e.getKey().name() + " " + e.getValue().getFirst().key())
            .findFirst()
            .orElseThrow()
        : Words.count(all, "conflict") + (meant.isEmpty() ? "" : " of " + tasks);
  }

  /**
   * Without --task, all tasks with conflicts; of records the only one that has a conflict of them.
   */
  private List<Task> tasks(OpenSync open) {
    if (selection.task != null) {
      return List.of(open.task(selection.task));
    }
    List<Task> having =
        open.sync().tasks().stream()
            .filter(t -> !ConflictsListCommand.of(open, t).isEmpty())
            .toList();
    if (every && field == null) {
      return having;
    }
    List<Task> fitting =
        having.size() < 2 || every
            ? having
            : having.stream()
                .filter(t -> keys.stream().allMatch(text -> isOf(open, t, text)))
                .toList();
    if (fitting.size() == 1) {
      return fitting;
    }
    if (having.size() > 1) {
      List<Task> several = fitting.isEmpty() ? having : fitting;
      throw CommandError.usage(
          "there are conflicts "
              + (fitting.isEmpty() || every
                  ? ""
                  : "of a record \"" + String.join("\", \"", keys) + "\" ")
              + "in "
              + Words.list(several.stream().map(Task::name).toList())
              + "; name one with --task");
    }
    return List.of(open.task(null));
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

  private List<Due> ones(OpenSync open, Task chosen, List<Due> conflicts) {
    return keys.stream().map(text -> one(open, chosen, conflicts, text)).distinct().toList();
  }

  private Due one(OpenSync open, Task chosen, List<Due> conflicts, String text) {
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
