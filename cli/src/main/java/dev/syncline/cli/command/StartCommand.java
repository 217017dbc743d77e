package dev.syncline.cli.command;

import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.store.SyncState.Phase;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Promoting;
import dev.syncline.project.screen.Both;
import dev.syncline.project.screen.CaptureChoice;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.TrackingSql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a sync live, and does its historical sync. */
@Command(
    name = "start",
    description = {
      "Makes a sync live and does its historical sync.",
      "Records of both sides that belong together are linked, and both sides brought in step. After a"
          + " stop it does so again, with no duplicates.",
      "Where a system can note what changes, it first offers to make the triggers for that: later runs"
          + " then read only what changed."
    })
final class StartCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;
  @Mixin Shown shown;

  @Option(
      names = "--approve",
      description = "Lets pass what the guard stopped: look at the plan first.")
  boolean approve;

  @Option(
      names = "--print-sql",
      description = {
        "Prints the SQL of triggers that would be made, and the rights it takes, for an",
        "administrator; does nothing else."
      })
  boolean printSql;

  @Option(
      names = {"-y", "--yes"},
      description = "Makes triggers that mark what changes, without asking.")
  boolean yes;

  @Override
  Screen perform(Session session) {
    return printSql
        ? syncs.each(session.project(), sync -> start(session, sync))
        : syncs.told(session, sync -> start(session, sync));
  }

  private Screen start(Session session, OpenSync sync) {
    sync.requireHere();
    if (sync.config().promotion().isPresent()) {
      SyncState stopped = stopped(sync);
      return printSql ? new TrackingSql(sync.sync().name(), List.of()) : freed(sync, stopped);
    }
    CaptureOffer offer = new CaptureOffer(session, sync);
    if (printSql) {
      return offer.sql();
    }
    // Before anything is read: what is written from now on leaves a mark.
    Optional<CaptureChoice> choice = offer.settle(yes);
    live(sync);
    RunOptions options = new RunOptions(approve, false, false, Set.of(), Optional.empty(), 0);
    RunScreen run = Runs.run(session, sync, "started in run", options, shown.most);
    return choice.isEmpty() || run.result().stopped()
        ? run
        : new Both(run, "capture", choice.get());
  }

  /**
   * Between environments nothing is live, and nothing is noted: one that was stopped may be applied
   * again.
   */
  private static Screen freed(OpenSync sync, SyncState stopped) {
    try (StateStore.Change change = sync.store().begin()) {
      change.putSync(stopped.in(Phase.DRAFT));
      change.commit();
    }
    return Notice.done(
        stopped.name() + " is not stopped any more: what a person selects may be applied.",
        Json.map("sync", stopped.name(), "phase", "draft"));
  }

  /**
   * The state of a sync that was stopped.
   *
   * @throws dev.syncline.project.CommandError if it was not
   */
  private static SyncState stopped(OpenSync sync) {
    return sync.store()
        .sync(sync.sync().id())
        .filter(state -> state.phase() == Phase.PAUSED)
        .orElseThrow(() -> Promoting.toBeReviewed(sync.config()));
  }

  /** A sync that was stopped or never ran begins with its historical sync. */
  private static void live(OpenSync sync) {
    Optional<SyncState> before = sync.store().sync(sync.sync().id());
    boolean again = before.isEmpty() || before.get().phase() != Phase.LIVE;
    if (!again) {
      return;
    }
    try (StateStore.Change change = sync.store().begin()) {
      change.putSync(
          new SyncState(
              sync.sync().id(),
              sync.sync().name(),
              Phase.LIVE,
              "",
              before.map(SyncState::lastSyncMillis).orElse(0L),
              Map.of(),
              sync.sync().configHash()));
      change.commit();
    }
  }
}
