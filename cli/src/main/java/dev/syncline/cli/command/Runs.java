package dev.syncline.cli.command;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.project.CommandError;
import dev.syncline.project.Hours;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Runs a sync for the commands that do. */
final class Runs {
  private static final long RESTING_STEP = 200;
  private static final Watch.Ended NOT_YET =
      new Watch.Ended(Optional.empty(), Optional.empty(), false);

  private Runs() {}

  /** Whether a person stopped a sync, so that it may not run. */
  static boolean isStopped(StateStore store, int sync) {
    return store.sync(sync).filter(s -> s.phase() == SyncState.Phase.PAUSED).isPresent();
  }

  private static boolean isStopped(OpenSync sync) {
    return isStopped(sync.store(), sync.sync().id());
  }

  /**
   * Opens a sync to run it. Where a server does that by itself, one that cannot be opened leaves a
   * run that failed: nobody else would know.
   */
  static OpenSync open(Session session, SyncConfig sync) {
    try {
      return session.project().open(sync);
    } catch (CommandError | ConnectorException e) {
      if (session.isServed()) {
        noteFailed(session.project(), sync, session.hideSecrets(Applying.reason(e)));
      }
      throw e;
    }
  }

  /** What goes wrong the same way again and again is noted once. */
  private static void noteFailed(Project project, SyncConfig sync, String why) {
    StateStore store = project.store();
    boolean known =
        store.runs(sync.id(), 1).stream()
            .anyMatch(run -> run.result().equals("failed") && run.error().equals(why));
    if (known) {
      return;
    }
    long now = project.now();
    try (StateStore.Change change = store.begin()) {
      long id = change.openRun(sync.id(), "run", now, null);
      change.closeRun(new RunRecord(id, sync.id(), "run", now, now, "failed", "", null, why));
      change.commit();
    }
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
    return run(session, sync, verb, options, show, hours(session, sync.config()));
  }

  /**
   * @param hours when it may run: it ends when a blackout begins
   */
  static RunScreen run(
      Session session, OpenSync sync, String verb, RunOptions options, int show, Hours hours) {
    refuseStopped(sync);
    RunResult result = sync.run(options, hours.within(session.progress()), item -> {});
    boolean partial =
        !options.tasks().isEmpty() || options.record().isPresent() || options.limit() > 0;
    return new RunScreen(
        sync.systems(),
        verb,
        options.tasks().isEmpty() ? sync.paused() : List.of(),
        tasks(sync, options),
        result,
        show,
        partial,
        isStopped(sync),
        hours.closedUntil(),
        "syncline run " + sync.sync().name());
  }

  /** Keeps a sync live, except in blackouts, until somebody stops it or the guard halts it. */
  static Screen watch(Session session, OpenSync opened, int show) {
    WatchLines lines = new WatchLines(session, opened.systems(), session.console().clock());
    lines.rest(opened.paused());
    Hours hours = hours(session, opened.config());
    BooleanSupplier closed = () -> hours.closedUntil().isPresent();
    OpenSync sync = opened;
    Watch.Ended ended = NOT_YET;
    RunResult last = null;
    do {
      if (ended.altered()) {
        OpenSync before = sync;
        sync = before.anew();
        lines.altered(before.paused(), sync.paused());
      }
      hours.closedUntil().ifPresent(lines::resting);
      while (closed.getAsBoolean() && !session.cancelled() && !isStopped(sync)) {
        Watch.Time.REAL.sleep(RESTING_STEP);
      }
      if (!session.cancelled() && !isStopped(sync)) {
        ended = sync.watch(lines, () -> session.cancelled() || closed.getAsBoolean());
        last = ended.last().orElse(last);
      }
    } while ((closed.getAsBoolean() || ended.altered())
        && !session.cancelled()
        && !isStopped(sync)
        && ended.last().filter(run -> !run.halted().isEmpty()).isEmpty());
    if (ended.outage().isPresent()) {
      return cutOff(session, sync, ended.outage().get());
    }
    if (last == null) {
      return notRun(sync.sync().name(), "was stopped before it ran.");
    }
    return new RunScreen(
        sync.systems(),
        "watched until run",
        sync.paused(),
        sync.sync().tasks(),
        last,
        show,
        false,
        isStopped(sync),
        Optional.empty(),
        "syncline run " + sync.sync().name());
  }

  /** Nothing can be said of what changed since a system was lost, least of all that it is here. */
  private static Screen cutOff(Session session, OpenSync sync, Watch.Outage outage) {
    String name = sync.sync().name();
    Instant since = Instant.ofEpochMilli(outage.sinceMillis());
    boolean gone = outage.problem().kind() == ConnectorException.Kind.UNREACHABLE;
    String problem = String.valueOf(outage.problem().getMessage());
    return new Notice(
        ExitCode.ERROR,
        List.of(
            "Stopped. "
                + (gone ? "A system could not be reached" : "It could not go on")
                + " since "
                + WatchLines.TIME.format(since.atZone(session.console().zone()))
                + ": "
                + problem
                + " What changed meanwhile is carried by the next run."),
        List.of(isStopped(sync) ? "syncline start " + name : "syncline run " + name),
        Json.map("sync", name, "outage", Json.map("since", since.toString(), "message", problem)));
  }

  private static Screen notRun(String sync, String why) {
    return new Notice(
        ExitCode.HELD, List.of(sync + " " + why), List.of(), Json.map("sync", sync, "ran", false));
  }

  /** When a sync may run. */
  static Hours hours(Session session, SyncConfig sync) {
    return new Hours(sync.blackout(), session.project()::now, session.console().zone());
  }

  /** Says that a sync does not run in a blackout. */
  static Screen closed(SyncConfig sync, ZonedDateTime until) {
    return new Notice(
        ExitCode.HELD,
        List.of(
            sync.name() + " did not run: its blackout lasts until " + Words.minute(until) + "."),
        List.of("syncline run " + sync.name() + " --now"),
        Json.map("sync", sync.name(), "ran", false, "blackoutUntil", until.toInstant().toString()));
  }

  static RunScreen apply(
      Session session, OpenSync sync, Path planFile, RunOptions options, int show, Hours hours) {
    refuseStopped(sync);
    RunResult result = sync.apply(planFile, options, hours.within(session.progress()), item -> {});
    return new RunScreen(
        sync.systems(),
        result.halted().isEmpty() ? "plan applied in run" : "plan not applied in run",
        sync.paused(),
        tasks(sync, options),
        result,
        show,
        true,
        isStopped(sync),
        hours.closedUntil(),
        "syncline run --plan " + planFile.getFileName());
  }

  static List<Task> tasks(OpenSync sync, RunOptions options) {
    return sync.sync().tasks().stream()
        .filter(t -> options.tasks().isEmpty() || options.tasks().contains(t.id()))
        .toList();
  }
}
