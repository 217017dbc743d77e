package dev.syncline.engine;

import dev.syncline.connect.ConnectorException;
import dev.syncline.engine.capture.Signs;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a sync live: asks both systems again and again whether anything is marked, and runs when
 * something is. A small table is polled because it is cheaper for the users' own writes than any
 * notification would be; what reads a log tells by itself.
 *
 * <p>Such a run looks only at what is marked or asks for no one's help. Everything else that is due
 * is looked at again after a while, and at once when a record it may have waited for was created.
 * Where a side tells nothing by itself it is compared in full at intervals.
 */
public final class Watch {
  private static final long STILL_IN_STEP = 5_000;

  /** How often it is asked what timestamps tell. */
  private static final long STAMPS = 2_000;

  private static final long FIRST_WAIT = 500;
  private static final long LONGEST_WAIT = 30_000;
  private static final long STEP = 200;

  private final Engine engine;
  private final Signs signs;
  private final Pace pace;
  private final Time time;
  private final Listener listener;
  private final BooleanSupplier altered;
  private final BooleanSupplier cancelled;
  private final Semaphore woken = new Semaphore(0);
  private boolean told;
  private boolean outdated;
  private long schema;
  private @Nullable Outage outage;
  private long wait = FIRST_WAIT;

  /** How time passes. */
  public interface Time {
    /** Milliseconds since some moment. */
    long millis();

    /** Waits. */
    void sleep(long millis);

    /** As it does. */
    Time REAL =
        new Time() {
          @Override
          public long millis() {
            return System.nanoTime() / 1_000_000;
          }

          @Override
          public void sleep(long millis) {
            try {
              Thread.sleep(millis);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
  }

  /** What a watch tells. */
  public interface Listener {
    /** A run ended. */
    void ran(RunResult result);

    /** Nothing has to be done just now. */
    default void idle() {}

    /** A system cannot be reached; it is tried again after a while. */
    void lost(Outage outage, long waitMillis);

    /** Both systems answer again. */
    default void found(Outage outage) {}

    /** What tracks changes is gone; it is made again, and what it tracked is compared in full. */
    void mending(ConnectorException problem);
  }

  /**
   * A system cannot be reached, or somebody holds it up, which will pass.
   *
   * @param problem what it said last
   * @param sinceMillis when it was noticed, in milliseconds since the epoch
   */
  public record Outage(ConnectorException problem, long sinceMillis) {}

  /**
   * How a watch ended.
   *
   * @param last the last run that ended well; nothing when no system could be reached from the
   *     first
   * @param outage why nothing can be said of what changed since; nothing when both systems answered
   *     until the end
   * @param altered whether it ended only because a system is not what the sync was compiled against
   *     any more: compiled anew, it goes on
   */
  public record Ended(Optional<RunResult> last, Optional<Outage> outage, boolean altered) {}

  /**
   * How often things are done, in milliseconds.
   *
   * @param poll how soon after a change it is asked for the next one
   * @param idlePoll how often it is asked when nothing happens
   * @param scan how often sides are compared in full that tell nothing by themselves, and how often
   *     it is made sure that the triggers of the others are all there, whether or not there are
   *     such sides
   * @param schema how often it is made sure that both systems are what the sync was compiled
   *     against
   * @param retry how soon records that are due are looked at again; the wait doubles up to {@code
   *     longestRetry}
   * @param longestRetry the longest wait
   */
  public record Pace(
      long poll, long idlePoll, long scan, long schema, long retry, long longestRetry) {
    /** For people who want changes at once. */
    public static final Pace USUAL = new Pace(10, 100, 60_000, 5_000, 5_000, 600_000);
  }

  /**
   * A watch over the sync of an engine.
   *
   * @param altered whether a system is not what the sync was compiled against any more
   * @param cancelled whether a person asked to stop
   */
  public Watch(
      Engine engine,
      Pace pace,
      Time time,
      Listener listener,
      BooleanSupplier altered,
      BooleanSupplier cancelled) {
    this.engine = engine;
    this.signs = engine.signs();
    this.pace = pace;
    this.time = time;
    this.listener = listener;
    this.altered = altered;
    this.cancelled = cancelled;
  }

  /**
   * Watches until a person asks to stop, here or by pausing the sync, the guard halts it, or a
   * system was altered.
   *
   * @throws ConnectorException when a system refuses what no waiting will mend
   */
  public Ended watch() {
    engine.retried(this::isStopped);
    Engine.Tenure tenure = engine.tenure();
    RunResult last = first(tenure);
    if (last != null) {
      last = follow(tenure, last);
    }
    return new Ended(Optional.ofNullable(last), Optional.ofNullable(outage), outdated);
  }

  /** Goes on after the first run, until the end; returns the last one. */
  private RunResult follow(Engine.Tenure tenure, RunResult first) {
    RunResult last = first;
    told = signs.wake(woken::release);
    long active = time.millis();
    long scan = active + pace.scan();
    long still = active;
    long stamps = active;
    schema = active + pace.schema();
    long retryWait = pace.retry();
    long retry = active + retryWait;
    boolean broken = false;
    boolean mended = false;
    while (last.halted().isEmpty() && !last.stopped() && !outdated && !isStopped()) {
      long now = time.millis();
      try {
        outdated = isAltered(now);
        if (outdated) {
          break;
        }
        boolean due = now >= retry && !signs.due().isEmpty();
        boolean all = now >= scan && !signs.isTracked();
        broken |= now >= scan && signs.isBroken();
        boolean stamped = now >= stamps && !all && signs.isStamped();
        scan = now >= scan ? now + pace.scan() : scan;
        stamps = now >= stamps ? now + STAMPS : stamps;
        if (broken) {
          tenure.end(); // what begins anew makes the triggers anew, and then compares in full
        }
        if (due || all || broken || stamped || signs.isMarked()) {
          last = tenure.run(due || all ? RunOptions.ALL : RunOptions.ALL.patiently(), item -> {});
          reached();
          listener.ran(last);
          broken = false;
          boolean moved = last.tally().applied() > 0;
          retryWait = due && !moved ? Math.min(2 * retryWait, pace.longestRetry()) : pace.retry();
          active = time.millis();
          retry = moved && isBlocked() ? active : due || moved ? active + retryWait : retry;
        } else {
          mended = false;
          reached();
          listener.idle();
          if (now - still >= STILL_IN_STEP) {
            still = now;
            if (signs.isTracked() && signs.due().isEmpty()) {
              signs.stillInStep();
            }
          }
          rest(pollAfter(now - active));
        }
      } catch (ConnectorException e) {
        // Marks that are gone are made again, but not for ever: somebody may drop them each time.
        boolean gone = e.kind() == ConnectorException.Kind.MISSING && !mended;
        outdated = isAltered(e);
        if (outdated) {
          break;
        }
        if (!gone && !passes(e)) {
          throw e;
        }
        tenure.end();
        if (gone) {
          broken = true;
          mended = true;
          listener.mending(e);
        } else {
          lost(e);
        }
      }
    }
    return last;
  }

  /** The first run that ends well; null when the watch ends before there is one. */
  private @Nullable RunResult first(Engine.Tenure tenure) {
    while (true) {
      try {
        RunResult result = tenure.run(RunOptions.ALL, item -> {});
        reached();
        listener.ran(result);
        return result;
      } catch (ConnectorException e) {
        outdated = isAltered(e);
        if (outdated) {
          return null;
        }
        if (!passes(e)) {
          throw e;
        }
        lost(e);
        if (isStopped()) {
          return null;
        }
      }
    }
  }

  /** Says so, and waits before it is tried again: each time for longer. */
  private void lost(ConnectorException problem) {
    Outage now = new Outage(problem, outage == null ? engine.now() : outage.sinceMillis());
    outage = now;
    if (!isStopped()) {
      listener.lost(now, wait);
      pause(wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }

  private void reached() {
    wait = FIRST_WAIT;
    if (outage != null) {
      listener.found(outage);
      outage = null;
    }
  }

  /** Whether a system is not any more what the sync was compiled against, asked now and then. */
  private boolean isAltered(long now) {
    if (now < schema) {
      return false;
    }
    schema = now + pace.schema();
    return altered.getAsBoolean();
  }

  /** Whether a system refuses because it is not any more what the sync was compiled against. */
  private boolean isAltered(ConnectorException refusal) {
    if (passes(refusal)) {
      return false;
    }
    try {
      return altered.getAsBoolean();
    } catch (ConnectorException e) {
      refusal.addSuppressed(e);
      return false;
    }
  }

  /** Whether a person asked to stop, here or, from anywhere, by pausing the sync. */
  private boolean isStopped() {
    return cancelled.getAsBoolean() || signs.paused();
  }

  private boolean isBlocked() {
    Map<Due.Reason, Long> due = signs.due();
    return due.getOrDefault(Due.Reason.BLOCKED, 0L) > 0;
  }

  /** The longer nothing happened the seldomer it is asked. */
  private long pollAfter(long quietMillis) {
    long slower = quietMillis / 500;
    return Math.clamp(slower, pace.poll(), Math.max(pace.poll(), pace.idlePoll()));
  }

  private static boolean passes(ConnectorException e) {
    return switch (e.kind()) {
      case UNREACHABLE, TIMEOUT -> true;
      default -> false;
    };
  }

  /** Waits, or until a system tells that there is something to do. */
  private void rest(long millis) {
    if (!told) {
      pause(millis);
      return;
    }
    try {
      if (woken.tryAcquire(Math.min(millis, STEP), TimeUnit.MILLISECONDS)) {
        woken.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits in short steps, so that a person who asks to stop need not. */
  private void pause(long millis) {
    for (long left = millis; left > 0 && !isStopped(); left -= STEP) {
      time.sleep(Math.min(left, STEP));
    }
  }
}
