package dev.syncline.server.site;

import dev.syncline.project.Commands;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.page.ErrorPage;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Jobs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/** All pages. */
public final class Site implements Web.ErrorPage {
  private final Desk desk;
  private final SyncSite syncs;
  private final RunSite runs;
  private final JobSite work;
  private final MessageSite messages;
  private final SettingsSite settings;
  private final DueSite due;
  private final RecordSite records;
  private final TestSite tests;
  private final StateSite state;
  private final SequenceSite sequences;
  private final CompareSite compare;
  private final ReviewSite review;
  private final ConflictSite conflicts;
  private final MappingSite mapping;
  private final ConnectionSite connections;
  private final NewSyncSite beginnings;
  private final NamingSite naming;

  /**
   * @param zone in which times are shown
   * @param open how many things are known not to be as they should
   */
  public Site(
      Commands commands,
      Accounts accounts,
      Jobs jobs,
      LongSupplier clock,
      ZoneId zone,
      LongSupplier open) {
    this.desk = Desk.of(commands, accounts, jobs, clock, zone, open);
    this.messages = new MessageSite(desk);
    this.syncs = new SyncSite(desk);
    this.runs = new RunSite(desk);
    this.work = new JobSite(desk);
    this.settings = new SettingsSite(desk);
    this.due = new DueSite(desk);
    this.records = new RecordSite(desk);
    this.tests = new TestSite(desk);
    this.state = new StateSite(desk);
    this.sequences = new SequenceSite(desk);
    this.compare = new CompareSite(desk);
    this.review = new ReviewSite(desk);
    this.conflicts = new ConflictSite(desk);
    this.mapping = new MappingSite(desk);
    this.connections = new ConnectionSite(desk);
    this.beginnings = new NewSyncSite(desk);
    this.naming = new NamingSite(desk);
  }

  /** Adds the ways to them. */
  public void ways(RoutesConfig routes) {
    syncs.ways(routes);
    runs.ways(routes);
    work.ways(routes);
    messages.ways(routes);
    settings.ways(routes);
    due.ways(routes);
    records.ways(routes);
    tests.ways(routes);
    state.ways(routes);
    sequences.ways(routes);
    compare.ways(routes);
    review.ways(routes);
    conflicts.ways(routes);
    mapping.ways(routes);
    connections.ways(routes);
    beginnings.ways(routes);
    naming.ways(routes);
  }

  @Override
  public String of(Context request, int status, String message) {
    return desk.templates().render("error", new ErrorPage(status, message));
  }
}
