package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.project.Look;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.ConflictsScreen;
import dev.syncline.project.screen.ConflictsScreen.Conflict;
import dev.syncline.project.screen.FieldPair;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Systems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists conflicts with both sides' values. */
@Command(
    name = "list",
    description = {
      "Lists conflicts that wait for a person, and records that are quarantined because a field flips,",
      "with the values of both sides.",
      "Exit code 0 when there are none, 4 when there are."
    })
final class ConflictsListCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

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
      description = "Shows N of them. Default: ${DEFAULT-VALUE}")
  int most = 20;

  @Override
  Screen perform(Session session) {
    return syncs.each(session.project(), this::list);
  }

  private Screen list(OpenSync sync) {
    List<Conflict> shown = new ArrayList<>();
    long total = 0;
    for (Task t : sync.tasks(task)) {
      List<Due> conflicts =
          of(sync, t, Set.of(Due.Reason.CONFLICT, Due.Reason.QUARANTINED)).stream()
              .filter(due -> DueSearch.finds(search, due))
              .toList();
      long before = Math.max(0, skip - total);
      total += conflicts.size();
      shown.addAll(
          look(sync, t, conflicts.stream().skip(before).limit(most - shown.size()).toList()));
    }
    List<String> tasks = sync.tasks(null).stream().map(Task::name).toList();
    return new ConflictsScreen(sync.systems(), tasks, shown, Math.min(skip, total), total);
  }

  /** A task's conflicts, in the order in which they arose. */
  static List<Due> of(OpenSync sync, Task task) {
    return of(sync, task, Set.of(Due.Reason.CONFLICT));
  }

  private static List<Due> of(OpenSync sync, Task task, Set<Due.Reason> reasons) {
    List<Due> conflicts = new ArrayList<>();
    sync.store()
        .due(
            task.id(),
            d -> {
              if (reasons.contains(d.reason())) {
                conflicts.add(d);
              }
            });
    return conflicts;
  }

  private static List<Conflict> look(OpenSync sync, Task task, List<Due> conflicts) {
    List<Conflict> seen = new ArrayList<>();
    List<Decision> decisions = sync.store().decisions(task.id());
    Look look = new Look(sync, task);
    for (Side side : Side.values()) {
      List<Due> here = conflicts.stream().filter(d -> d.side() == side).toList();
      List<Look.Seen> records = look.at(side, here.stream().map(Due::key).toList());
      for (int i = 0; i < here.size(); i++) {
        Due due = here.get(i);
        Look.Seen record = records.get(i);
        List<FieldPair> differing = record.fields().stream().filter(f -> !f.equal()).toList();
        seen.add(
            new Conflict(
                task.name(),
                due,
                side == Side.SOURCE && record.target() != null ? record.target().toString() : null,
                differing,
                decided(sync.systems(), decisions, due)));
      }
    }
    return seen;
  }

  /** What a person chose for a record as it was when it became due. */
  static List<String> decided(Systems systems, List<Decision> decisions, Due due) {
    return decisions.stream()
        .filter(
            d ->
                !d.isPin()
                    && d.side() == due.side()
                    && d.key().equals(due.key())
                    && d.seen() == due.seen())
        .map(
            d ->
                (d.field().equals("*") ? "the whole record" : d.field())
                    + " from "
                    + systems.name(d.choice().equals("source") ? Side.SOURCE : Side.TARGET))
        .toList();
  }
}
