package dev.syncline.server;

import dev.syncline.project.Commands;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.api.Api;
import dev.syncline.server.hook.Hooks;
import dev.syncline.server.site.Site;
import dev.syncline.server.time.Tellings;
import dev.syncline.server.time.Timekeeper;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Jobs;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.LongSupplier;

/** The server over one project: what is asked for is performed as the command line performs it. */
public final class Server implements AutoCloseable {
  private final Jobs jobs;
  private final Timekeeper time;
  private final Web web;

  private Server(Jobs jobs, Timekeeper time, Web web) {
    this.jobs = jobs;
    this.time = time;
    this.web = web;
  }

  /**
   * How it serves.
   *
   * @param place where it is reached
   * @param zone in which times are shown
   * @param atATime how many syncs run at the same time
   * @param pace how often it looks what is due
   * @param environment variables, in which secrets of webhooks may be
   */
  public record Settings(
      Web.Place place,
      ZoneId zone,
      int atATime,
      Timekeeper.Pace pace,
      Map<String, String> environment) {
    public Settings {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Begins to serve.
   *
   * @param clock milliseconds since the epoch
   */
  public static Server start(
      Settings settings, Commands commands, Accounts accounts, LongSupplier clock) {
    Jobs jobs = new Jobs(commands, clock, settings.atATime());
    Tellings tellings = new Tellings(accounts.store(), Hooks.REMEMBERED);
    Timekeeper time =
        new Timekeeper(
            commands,
            jobs,
            accounts.store(),
            accounts.audit(),
            tellings,
            clock,
            settings.zone(),
            settings.pace());
    Commands known = (caller, words) -> commands.perform(time.telling(caller), words);
    Site site = new Site(known, accounts, jobs, clock, settings.zone());
    Api api = new Api(known, accounts, jobs);
    Hooks hooks = new Hooks(settings.environment(), accounts.vault(), tellings, time::wake, clock);
    Web web =
        Web.start(
            settings.place(),
            accounts,
            site,
            routes -> {
              site.ways(routes);
              api.ways(routes);
              hooks.ways(routes);
            });
    time.start();
    return new Server(jobs, time, web);
  }

  /** The port that it listens on. */
  public int port() {
    return web.port();
  }

  /** Takes no more requests, and ends when what is being written is written. */
  @Override
  public void close() {
    time.end();
    web.close();
    jobs.close();
    time.close();
  }
}
