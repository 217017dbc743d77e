package dev.syncline.server.work;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Begins, when their time has come, the jobs that apply plans which wait. Each is applied once,
 * whichever process is there for it: the command that does it sees to that.
 */
public final class WaitingPlans implements AutoCloseable {
  private static final long EVERY_SECONDS = 2;
  private static final Logger LOG = Logger.getLogger(WaitingPlans.class.getName());

  private final Commands commands;
  private final Jobs jobs;
  private final LongSupplier clock;
  private final ZoneId zone;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("waiting-plans").daemon().factory());

  /** Begins to look for them. */
  public WaitingPlans(Commands commands, Jobs jobs, LongSupplier clock, ZoneId zone) {
    this.commands = commands;
    this.jobs = jobs;
    this.clock = clock;
    this.zone = zone;
    var unused =
        thread.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      Screen status = commands.perform(new Quick(zone), "status", "--stored");
      if (status instanceof Screens several) {
        for (Screen each : several.all()) {
          if (each instanceof StatusScreen sync) {
            begin(sync);
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "waiting plans cannot be looked for", e);
    }
  }

  private void begin(StatusScreen sync) {
    boolean due =
        sync.waiting().stream().anyMatch(m -> m.message().dueMillis() <= clock.getAsLong());
    List<String> words = List.of("run", "--waiting", "--no-wait", "--", sync.name());
    boolean begun =
        jobs.of(sync.name()).stream()
            .anyMatch(job -> !job.isOver() && job.order().words().equals(words));
    if (due && !begun) {
      jobs.begin(new Job.Order(sync.name(), words, "the timetable", zone));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private record Quick(ZoneId zone) implements Commands.Caller {
    @Override
    public Progress progress() {
      return Progress.NONE;
    }

    @Override
    public void remark(String what) {}
  }
}
