package dev.syncline.server.site;

import dev.syncline.project.Commands;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.page.ErrorPage;
import dev.syncline.server.page.Templates;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Jobs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/** All pages. */
public final class Site implements Web.ErrorPage {
  private final Templates templates = new Templates();
  private final SyncSite syncs;
  private final RunSite runs;
  private final JobSite work;

  /**
   * @param zone in which times are shown
   */
  public Site(Commands commands, Accounts accounts, Jobs jobs, LongSupplier clock, ZoneId zone) {
    Asking asking = new Asking(commands, zone);
    this.syncs = new SyncSite(asking, jobs, templates, clock, zone);
    this.runs = new RunSite(asking, templates, zone);
    this.work = new JobSite(accounts, jobs, templates, clock, zone);
  }

  /** Adds the ways to them. */
  public void ways(RoutesConfig routes) {
    syncs.ways(routes);
    runs.ways(routes);
    work.ways(routes);
  }

  @Override
  public String of(Context request, int status, String message) {
    return templates.render("error", new ErrorPage(status, message));
  }
}
