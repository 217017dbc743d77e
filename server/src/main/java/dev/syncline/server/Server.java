package dev.syncline.server;

import dev.syncline.project.Commands;
import dev.syncline.project.Terminals;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.api.Api;
import dev.syncline.server.api.CommandApi;
import dev.syncline.server.hightouch.Hightouch;
import dev.syncline.server.hightouch.TriggeredRuns;
import dev.syncline.server.hook.Hooks;
import dev.syncline.server.observe.Health;
import dev.syncline.server.observe.Metrics;
import dev.syncline.server.observe.Observer;
import dev.syncline.server.observe.SyncGauges;
import dev.syncline.server.observe.Traces;
import dev.syncline.server.site.Site;
import dev.syncline.server.time.Tellings;
import dev.syncline.server.time.Timekeeper;
import dev.syncline.server.web.SignOn;
import dev.syncline.server.web.Way;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import dev.syncline.server.work.Watchman;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The server over one project: what is asked for is performed as the command line performs it. */
public final class Server implements AutoCloseable {
  /** How many commands that only look something up are performed at a time. */
  private static final int SHORT = 16;

  private final Jobs jobs;
  private final Web web;
  private final Observer observer;
  private final Timekeeper time;
  private final Upkeep upkeep;
  private final Watchman watchman;
  private final TriggeredRuns triggered;
  private final Memory memory;
  private final Duration grace;
  private boolean stopped;

  private Server(
      Jobs jobs,
      Web web,
      Observer observer,
      Timekeeper time,
      Upkeep upkeep,
      Watchman watchman,
      TriggeredRuns triggered,
      Memory memory,
      Duration grace) {
    this.jobs = jobs;
    this.web = web;
    this.observer = observer;
    this.time = time;
    this.upkeep = upkeep;
    this.watchman = watchman;
    this.triggered = triggered;
    this.memory = memory;
    this.grace = grace;
  }

  /**
   * How it serves.
   *
   * @param place where it listens
   * @param url how people reach it, without a slash at its end, if that is by another address
   * @param zone in which times are shown
   * @param atATime how many syncs run at the same time
   * @param pace how often it looks what is due
   * @param grace how long it waits, when it ends, for what is being written
   * @param environment of the process: {@code OTEL_…} of traces, {@code SYNCLINE_OIDC_…} of logins,
   *     and secrets of webhooks
   */
  public record Settings(
      Web.Place place,
      Optional<String> url,
      ZoneId zone,
      int atATime,
      Timekeeper.Pace pace,
      Duration grace,
      Map<String, String> environment) {
    public Settings {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Begins to serve.
   *
   * @param clock milliseconds since the epoch
   * @throws Web.Unavailable if it cannot listen where it should
   */
  public static Server start(
      Settings settings,
      Commands commands,
      Terminals terminals,
      Accounts accounts,
      LongSupplier clock) {
    Memory memory = new Memory(accounts.vault());
    Commands known = commands.within(memory).atOnce(settings.atATime() + SHORT);
    Jobs jobs = new Jobs(known, new Outcomes(accounts.audit()), clock, settings.atATime());
    Tellings tellings = new Tellings(accounts.store(), Hooks.REMEMBERED);
    Timekeeper time =
        new Timekeeper(
            known, jobs, accounts.store(), tellings, clock, settings.zone(), settings.pace());
    memory.learn(time::upcoming);
    Watchman watchman = new Watchman(known, settings.zone(), clock);
    jobs.watch(watchman);
    Site site = new Site(known, accounts, jobs, clock, settings.zone(), watchman::open);
    Api api = new Api(known, accounts, jobs);
    Health health = new Health(accounts, jobs);
    Metrics metrics = new Metrics(new SyncGauges(() -> api.ask("status", "--stored")), jobs);
    Observer observer = new Observer(metrics, Traces.of(settings.environment()));
    jobs.watch(observer);
    Hooks hooks = new Hooks(settings.environment(), memory::secret, tellings, time::wake, clock);
    TriggeredRuns triggered = new TriggeredRuns(known, jobs, accounts.store(), clock);
    Hightouch hightouch = new Hightouch(known, triggered);
    CommandApi lines = new CommandApi(known, terminals, memory, accounts, jobs, settings.zone());
    Web web =
        Web.start(
            settings.place(),
            accounts,
            SignOn.of(settings.environment()),
            site,
            observer,
            routes -> {
              health.ways(routes);
              metrics.ways(routes);
              site.ways(routes);
              api.ways(routes);
              lines.ways(routes);
              hooks.ways(routes);
              hightouch.ways(routes);
            });
    memory.reached(settings.url().orElseGet(() -> settings.place().address(web.port())));
    time.start();
    watchman.start();
    triggered.start();
    return new Server(
        jobs,
        web,
        observer,
        time,
        Upkeep.of(accounts, triggered, settings.place()),
        watchman,
        triggered,
        memory,
        settings.grace());
  }

  /** The port that it listens on. */
  public int port() {
    return web.port();
  }

  /** How people reach it, without a slash at its end. */
  public String address() {
    return memory.address().orElseThrow();
  }

  /** All ways into it, each with what it takes to go it. */
  public List<Way> ways() {
    return web.ways();
  }

  /**
   * Takes nothing more, has what is at work give up at its next safe point, and waits for all of
   * that together as long as its grace is, and then some seconds for what hangs on it.
   *
   * @return the commands that were still at work then
   */
  public List<String> stop() {
    stopped = true;
    long deadline = System.nanoTime() + grace.toNanos();
    web.refuse();
    upkeep.end();
    watchman.end();
    time.end();
    List<String> left = jobs.stop(grace);
    web.close();
    time.close(deadline);
    triggered.close();
    watchman.close(deadline);
    upkeep.close(deadline);
    return left;
  }

  @Override
  public void close() {
    if (!stopped) {
      stop();
    }
    memory.close();
    observer.close();
  }
}
