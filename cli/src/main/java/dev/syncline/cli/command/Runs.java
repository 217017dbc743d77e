package dev.syncline.cli.command;

import dev.syncline.cli.project.CommandError;
import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.screen.RunScreen;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunOptions;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import java.nio.file.Path;
import java.util.List;

/** Runs a sync for the commands that do. */
final class Runs {
  private Runs() {}

  /** Whether a person stopped a sync, so that it may not run. */
  static boolean isStopped(StateStore store, int sync) {
    return store.sync(sync).filter(s -> s.phase() == SyncState.Phase.PAUSED).isPresent();
  }

  private static boolean isStopped(OpenSync sync) {
    return isStopped(sync.store(), sync.sync().id());
  }

  private static void refuseStopped(OpenSync sync) {
    if (isStopped(sync)) {
      throw CommandError.held(
          sync.sync().name()
              + " is stopped and did not run. Start it with: syncline start "
              + sync.sync().name());
    }
  }

  static RunScreen run(Session session, OpenSync sync, String verb, RunOptions options, int show) {
    refuseStopped(sync);
    RunResult result = sync.run(options, session.progress(), item -> {});
    boolean partial =
        !options.tasks().isEmpty() || options.record().isPresent() || options.limit() > 0;
    return new RunScreen(
        sync.systems(), verb, tasks(sync, options), result, show, partial, isStopped(sync));
  }

  static RunScreen watch(Session session, OpenSync sync, int show) {
    WatchLines lines = new WatchLines(session, sync.systems(), session.console().clock());
    RunResult last = sync.watch(lines, session::cancelled);
    return new RunScreen(
        sync.systems(),
        "watched until run",
        sync.sync().tasks(),
        last,
        show,
        false,
        isStopped(sync));
  }

  static RunScreen apply(
      Session session, OpenSync sync, Path planFile, RunOptions options, int show) {
    refuseStopped(sync);
    RunResult result = sync.apply(planFile, options, session.progress(), item -> {});
    return new RunScreen(
        sync.systems(),
        "plan applied in run",
        tasks(sync, options),
        result,
        show,
        true,
        isStopped(sync));
  }

  private static List<Task> tasks(OpenSync sync, RunOptions options) {
    return sync.sync().tasks().stream()
        .filter(t -> options.tasks().isEmpty() || options.tasks().contains(t.id()))
        .toList();
  }
}
