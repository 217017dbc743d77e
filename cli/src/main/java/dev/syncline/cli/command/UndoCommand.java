package dev.syncline.cli.command;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.UndoPlan;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.screen.Sample;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.UndoScreen;
import dev.syncline.project.text.Page;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a run back. */
@Command(
    name = "undo",
    description = {
      "Takes a run back, as far as nobody changed since what it wrote.",
      "Shows what that means first, and asks. What is restored stays as it is until one side changes"
          + " again (syncline pins). An undo is a run, too, and can be undone."
    })
final class UndoCommand extends ProjectCommand {
  @Parameters(paramLabel = "RUN", description = "The run's number; see: syncline runs")
  long run;

  @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
  @Nullable String task;

  @Option(
      names = "--record",
      paramLabel = "KEY",
      description = "Only the record with this key on either side; parts are joined by commas.")
  @Nullable String record;

  @Option(
      names = "--sync",
      paramLabel = "SYNC",
      description = "The sync that it has to be a run of; any when left out.")
  @Nullable String only;

  @Option(
      names = {"-y", "--yes"},
      description = "Does it without asking.")
  boolean yes;

  @Option(
      names = "--approve",
      description = "Lets pass what the guard stops: look at what is shown first.")
  boolean approve;

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    OpenSync sync = session.project().open(sync(session.project()));
    RunOptions options = options(sync);
    List<Task> tasks =
        sync.tasks(null).stream()
            .filter(t -> options.tasks().isEmpty() || options.tasks().contains(t.id()))
            .toList();
    Sample sample = new Sample(shown.most, sync::shown);
    UndoPlan plan = sync.planUndo(run, options, session.progress(), sample);
    UndoScreen before = UndoScreen.of(sync.systems(), run, tasks, plan, sample, shown.most);
    if (plan.plan().tally().planned() == 0 || !yes && !confirmed(session, before)) {
      return before;
    }
    return Told.of(session, sync.config(), () -> undone(session, sync, options, tasks));
  }

  private Screen undone(Session session, OpenSync sync, RunOptions options, List<Task> tasks) {
    Sample done = new Sample(shown.most, sync::shown);
    UndoResult result =
        sync.undo(run, approve ? options.approved() : options, session.progress(), done);
    return UndoScreen.of(sync.systems(), run, tasks, result, done, shown.most);
  }

  private SyncConfig sync(Project project) {
    RunRecord found = project.run(run);
    if (only != null && project.sync(only).id() != found.sync()) {
      throw CommandError.unknown(
          "run " + run + " is none of " + only + ". See: syncline runs " + only);
    }
    return project.configuration().syncs().stream()
        .filter(s -> s.id() == found.sync())
        .findFirst()
        .orElseThrow(
            () ->
                CommandError.failed(
                    "run "
                        + run
                        + " is one of the sync "
                        + found.sync()
                        + ", which this configuration does not have. Undo it where that sync is"
                        + " configured."));
  }

  private RunOptions options(OpenSync sync) {
    if (record == null) {
      Set<Integer> tasks = task == null ? Set.of() : Set.of(sync.task(task).id());
      return new RunOptions(false, false, false, tasks, Optional.empty(), 0);
    }
    Task only = sync.task(task);
    return new RunOptions(
        false, false, false, Set.of(only.id()), Optional.of(RecordSelection.key(only, record)), 0);
  }

  private static boolean confirmed(Session session, UndoScreen before) {
    if (session.console().asks() && !session.json()) {
      Page page = session.page();
      before.text(page);
      session.say(page);
    }
    return session.confirm("Take this back?");
  }
}
