package dev.syncline.server.work;

import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.Screen;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks at how syncs stand, and has those told whom it concerns. The systems themselves are asked
 * now and then only, for what they keep of what changes.
 */
public final class Watchman implements Jobs.Watch {
  private static final long EVERY_SECONDS = 60;
  private static final long ASKS_MILLIS = 10L * 60 * 1000;
  private static final Logger LOG = Logger.getLogger(Watchman.class.getName());

  private final Commands commands;
  private final ZoneId zone;
  private final LongSupplier clock;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("watchman").daemon().factory());

  /** Whether it is to look as soon as it can: for several jobs that end meanwhile, once. */
  private final AtomicBoolean asked = new AtomicBoolean();

  private long askedMillis;
  private String problem = "";
  private volatile long open;

  /**
   * @param zone of times in mails
   * @param clock milliseconds since the epoch
   */
  public Watchman(Commands commands, ZoneId zone, LongSupplier clock) {
    this.commands = commands;
    this.zone = zone;
    this.clock = clock;
  }

  /** From now on it looks around every minute. */
  public void start() {
    Future<?> unused =
        rounds.scheduleWithFixedDelay(this::look, 1, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** Looks around as soon as a job is over. */
  @Override
  public void over(Job job) {
    if (asked.getAndSet(true)) {
      return;
    }
    try {
      rounds.execute(this::look);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "it is not looked at any more, for the server ends", e);
    }
  }

  /** Begins no more rounds: what comes is told by whoever looks next. */
  public void end() {
    rounds.shutdown();
  }

  /**
   * Ends, once it is done with what it is at.
   *
   * @param deadline of {@link System#nanoTime()}; then it is interrupted
   */
  public void close(long deadline) {
    try {
      if (!rounds.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.warning("somebody is still being told of something, and the server ends");
        rounds.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    asked.set(false); // what ends from now on may not be seen any more, and is looked at again
    try {
      boolean asks = clock.getAsLong() - askedMillis >= ASKS_MILLIS;
      if (asks) {
        askedMillis = clock.getAsLong();
      }
      List<String> words = new ArrayList<>(List.of("tell"));
      if (!asks) {
        words.add("--stored");
      }
      Screen answer = commands.perform(Caller.alone(zone), words.toArray(String[]::new));
      note(answer instanceof ErrorScreen error && !error.isAbsent() ? error.message() : "");
      if (answer.json().get("open") instanceof Number found) {
        open = found.longValue();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "how syncs stand could not be looked at", e);
    }
  }

  /** How many things were not as they should be when it looked last. */
  public long open() {
    return open;
  }

  /** What goes wrong every minute is said once. */
  private void note(String now) {
    if (!now.isEmpty() && !now.equals(problem)) {
      LOG.log(Level.WARNING, "nobody is told of anything: {0}", now);
    }
    problem = now;
  }
}
