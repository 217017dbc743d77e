package dev.syncline.cli.command;

import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Hours;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Promoting;
import dev.syncline.project.TestImport;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.TestScreen;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tries a run, and keeps nothing of it. */
final class TestRuns {
  private TestRuns() {}

  /** What is tried. */
  interface Trying {
    RunResult of(OpenSync sync, RunOptions options, Progress progress);
  }

  /**
   * Tries it when the sync itself might run.
   *
   * @param command what does it in earnest
   */
  static Screen run(
      Session session,
      SyncConfig config,
      Hours hours,
      int show,
      String command,
      Function<OpenSync, RunOptions> options,
      Trying trying) {
    Promoting.requireHere(session.project(), config);
    Optional<ZonedDateTime> closed = hours.closedUntil();
    if (session.project().hasStore() && Runs.isStopped(session.project().store(), config.id())) {
      return RunCommand.stopped(config.name());
    }
    if (closed.isPresent()) {
      return Runs.closed(config, closed.get());
    }
    try (TestImport test = new TestImport(session.project(), config)) {
      OpenSync sync = test.sync();
      RunOptions asked = options.apply(sync).provisionally();
      Progress progress = hours.within(session.progress());
      RunResult result = test.take(() -> trying.of(sync, asked, progress));
      return new TestScreen(
          sync.systems(),
          asked.tasks().isEmpty() ? sync.paused() : List.of(),
          Runs.tasks(sync, asked),
          test.untried(),
          result,
          show,
          command);
    }
  }
}
