package dev.syncline.server;

import dev.syncline.project.Commands;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.api.Api;
import dev.syncline.server.site.Site;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Jobs;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/** The server over one project: what is asked for is performed as the command line performs it. */
public final class Server implements AutoCloseable {
  private final Jobs jobs;
  private final Web web;

  private Server(Jobs jobs, Web web) {
    this.jobs = jobs;
    this.web = web;
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
    Commands knowing = new KnowingCommands(commands, accounts.vault());
    Jobs jobs = new Jobs(knowing, clock, settings.atATime());
    Site site = new Site(knowing, accounts, jobs, clock, settings.zone());
    Api api = new Api(knowing, accounts, jobs);
    Web web =
        Web.start(
            settings.place(),
            accounts,
            site,
            routes -> {
              site.ways(routes);
              api.ways(routes);
            });
    return new Server(jobs, web);
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
  }
}
