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
  private final MappingSite mapping;
  private final ConnectionSite connections;

  /**
   * @param zone in which times are shown
   */
  public Site(Commands commands, Accounts accounts, Jobs jobs, LongSupplier clock, ZoneId zone) {
    this.desk = Desk.of(commands, accounts, jobs, clock, zone);
    this.syncs = new SyncSite(desk);
    this.runs = new RunSite(desk);
    this.work = new JobSite(desk);
    this.mapping = new MappingSite(desk);
    this.connections = new ConnectionSite(desk);
  }

  /** Adds the ways to them. */
  public void ways(RoutesConfig routes) {
    syncs.ways(routes);
    runs.ways(routes);
    work.ways(routes);
    mapping.ways(routes);
    connections.ways(routes);
  }

  @Override
  public String of(Context request, int status, String message) {
    return desk.templates().render("error", new ErrorPage(status, message));
  }
}
