package dev.syncline.server;

import dev.syncline.server.account.Accounts;
import dev.syncline.server.hightouch.TriggeredRuns;
import dev.syncline.server.web.Certificate;
import dev.syncline.server.web.Web;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a server does now and then for itself: takes a renewed certificate, and forgets of accounts
 * and of runs that programs triggered what is of no use any more.
 */
final class Upkeep {
  /** So long lines of the audit log are kept. */
  private static final Duration AUDIT_KEPT = Duration.ofDays(730);

  private static final Logger LOG = Logger.getLogger(Upkeep.class.getName());

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon().factory());

  private Upkeep() {}

  static Upkeep of(Accounts accounts, TriggeredRuns triggered, Web.Place place) {
    Upkeep upkeep = new Upkeep();
    upkeep.each(Duration.ofDays(1), () -> accounts.forget(AUDIT_KEPT));
    upkeep.each(Duration.ofDays(1), triggered::forget);
    Certificate certificate = place.certificate();
    if (certificate != null) {
      upkeep.each(Duration.ofMinutes(1), certificate::renew);
    }
    return upkeep;
  }

  /** What fails is tried again the next time. */
  private void each(Duration time, Runnable work) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "upkeep failed, and is tried again", e);
              }
            },
            0,
            time.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** Begins nothing more. */
  void end() {
    thread.shutdown();
  }

  /**
   * Ends, once it is done with what it is at.
   *
   * @param deadline of {@link System#nanoTime()}; then it is interrupted
   */
  void close(long deadline) {
    try {
      if (!thread.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
