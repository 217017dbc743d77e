package dev.syncline.project;

import dev.syncline.engine.store.Lease;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.project.Commands.Caller;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is with a sync: one process at a time runs it. Who asks while another is at it is
 * refused, or waits for its turn.
 */
final class Turns {
  private static final long LOOK_MILLIS = 1_000;

  private final Project project;
  private Caller caller = Caller.alone(ZoneOffset.UTC);

  Turns(Project project) {
    this.project = project;
  }

  /** What one process at a time has that runs a sync. */
  static String lease(int sync) {
    return "sync-" + sync;
  }

  /** From now on somebody asks who may wait. */
  void of(Caller asking) {
    caller = asking;
  }

  /**
   * Takes a sync at once.
   *
   * @throws CommandError if another process has it
   */
  Lease take(Sync sync) {
    return project.store().take(lease(sync.id())).orElseThrow(() -> refused(sync));
  }

  /**
   * Takes a sync, as soon as no other process has it if whoever asks waits for that.
   *
   * @param progress gives the waiting up
   * @throws CommandError if another process has it and nobody waits, or the waiting was given up
   */
  Lease take(Sync sync, Progress progress) {
    AtomicReference<@Nullable Lease> taken =
        new AtomicReference<>(project.store().take(lease(sync.id())).orElse(null));
    boolean waited =
        taken.get() == null
            && caller.waits(running(sync), () -> taken.set(waitedFor(sync, progress)));
    Lease lease = taken.get();
    if (lease == null) {
      throw waited
          ? CommandError.stopped(
              "It was given up while it waited: " + running(sync) + ". Nothing was done.")
          : refused(sync);
    }
    return lease;
  }

  private @Nullable Lease waitedFor(Sync sync, Progress progress) {
    while (!progress.cancelled()) {
      Lease lease = project.store().take(lease(sync.id())).orElse(null);
      if (lease != null) {
        return lease;
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private String running(Sync sync) {
    return sync.name()
        + " is running in "
        + project.store().holder(lease(sync.id())).orElse("another process");
  }

  private CommandError refused(Sync sync) {
    return CommandError.failed(
        running(sync)
            + "; nothing was done. Wait until it ends (see: syncline status), or end it with: syncline"
            + " stop "
            + sync.name());
  }
}
