package dev.syncline.server;

import dev.syncline.project.Commands;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.api.Api;
import dev.syncline.server.site.Site;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Watchman;
import java.time.ZoneId;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The server over one project: what is asked for is performed as the command line performs it. */
public final class Server implements AutoCloseable {
  private final Jobs jobs;
  private final Web web;
  private final ScheduledExecutorService rounds;

  private Server(Jobs jobs, Web web, ScheduledExecutorService rounds) {
    this.jobs = jobs;
    this.web = web;
    this.rounds = rounds;
  }

  /**
   * How it serves.
   *
   * @param place where it is reached
   * @param zone in which times are shown
   * @param atATime how many syncs run at the same time
   */
  public record Settings(Web.Place place, ZoneId zone, int atATime) {}

  /**
   * Begins to serve.
   *
   * @param clock milliseconds since the epoch
   */
  public static Server start(
      Settings settings, Commands commands, Accounts accounts, LongSupplier clock) {
    Jobs jobs = new Jobs(commands, clock, settings.atATime());
    Watchman watchman = new Watchman(commands, settings.zone(), clock);
    Site site = new Site(commands, accounts, jobs, clock, settings.zone(), watchman::open);
    Api api = new Api(commands, accounts, jobs);
    Web web =
        Web.start(
            settings.place(),
            accounts,
            site,
            routes -> {
              site.ways(routes);
              api.ways(routes);
            });
    return new Server(jobs, web, rounds(watchman, jobs));
  }

  /** The watchman looks every minute, and soon after each job. */
  private static ScheduledExecutorService rounds(Watchman watchman, Jobs jobs) {
    ScheduledExecutorService rounds =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watchman").daemon().factory());
    rounds.scheduleWithFixedDelay(watchman::look, 1, 60, TimeUnit.SECONDS);
    jobs.afterEach(
        () -> {
          if (!rounds.isShutdown()) {
            rounds.execute(watchman::look);
          }
        });
    return rounds;
  }

  /** The port that it listens on. */
  public int port() {
    return web.port();
  }

  /** Takes no more requests, and ends when what is being written is written. */
  @Override
  public void close() {
    web.close();
    jobs.close();
    rounds.shutdown();
    try {
      boolean ended = rounds.awaitTermination(1, TimeUnit.MINUTES);
      assert ended || rounds.isShutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
