package dev.syncline.server.site;

import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Spark;
import dev.syncline.server.page.State;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.page.SyncsPage;
import dev.syncline.server.page.Templates;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The pages of syncs: all of them, and each. */
public final class SyncSite {
  private static final String LATEST = "20";

  private final Asking asking;
  private final Jobs jobs;
  private final Templates templates;
  private final LongSupplier clock;
  private final ZoneId zone;

  SyncSite(Asking asking, Jobs jobs, Templates templates, LongSupplier clock, ZoneId zone) {
    this.asking = asking;
    this.jobs = jobs;
    this.templates = templates;
    this.clock = clock;
    this.zone = zone;
  }

  void ways(RoutesConfig routes) {
    routes.get("/", this::all, Need.of(Permission.SEE));
    routes.get("/syncs/{sync}", this::one, Need.of(Permission.SEE));
  }

  private void all(Context request) {
    Visitor visitor = Visitor.of(request);
    Frame frame = Frames.of(visitor, "Syncs", Frame.Section.SYNCS);
    Screen status = asking.answer("status", "--stored");
    List<SyncsPage.Line> lines = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    if (status instanceof Screens several) {
      for (Screen each : several.all()) {
        if (each instanceof StatusScreen sync && visitor.may(Permission.SEE, sync.name())) {
          lines.add(line(sync, runs(sync.name())));
        }
      }
    } else if (status instanceof ErrorScreen error) {
      problems.add(error.message());
      error.findings().forEach(f -> problems.add(f.toString()));
    }
    request.html(templates.render("syncs", new SyncsPage(frame, lines, problems)));
  }

  private void one(Context request) {
    Visitor visitor = Visitor.of(request);
    String name = request.pathParam("sync");
    StatusScreen status = status(name);
    List<RunRecord> runs = runs(name);
    request.html(
        templates.render(
            "sync",
            new SyncPage(
                Frames.of(visitor, name, Frame.Section.SYNCS),
                line(status, runs),
                facts(status),
                runs.stream().map(this::line).toList(),
                jobs.of(name).stream().map(this::line).toList(),
                actions(visitor, status))));
  }

  private StatusScreen status(String name) {
    Screens all = asking.answer(Screens.class, "status", "--stored", "--", name);
    return (StatusScreen) all.all().getFirst();
  }

  private List<RunRecord> runs(String name) {
    return asking.answer(RunsScreen.class, "runs", "--limit=" + LATEST, "--", name).runs();
  }

  private SyncsPage.Line line(StatusScreen status, List<RunRecord> runs) {
    Standing standing = Standing.of(status, jobs.current(status.name()));
    String[] joined = status.arrow().split(" ", 3);
    RunRecord last = runs.isEmpty() ? null : runs.getFirst();
    return new SyncsPage.Line(
        status.name(),
        "/syncs/" + status.name(),
        joined[0],
        joined[1],
        joined[2],
        joined[1].equals("⇄") ? "two-way" : "one way",
        standing.state(),
        standing.why(),
        last == null ? "" : Words.ago(last.startedMillis(), clock.getAsLong()),
        last == null ? "" : Instant.ofEpochMilli(last.startedMillis()).toString(),
        "by hand",
        status.sum().values().stream().mapToLong(n -> n).sum(),
        Spark.of(
            runs.reversed().stream()
                .map(r -> new Spark.Run(RunsScreen.written(r), RunLines.isBad(r)))
                .toList()));
  }

  private List<SyncPage.Fact> facts(StatusScreen status) {
    long links = status.links().values().stream().mapToLong(n -> n).sum();
    return List.of(
        new SyncPage.Fact(
            "Last in step",
            status
                .state()
                .filter(s -> s.lastSyncMillis() > 0)
                .map(s -> Words.ago(s.lastSyncMillis(), clock.getAsLong()))
                .orElse("never")),
        new SyncPage.Fact("Linked records", Words.number(links)),
        new SyncPage.Fact("Due", status.dueInWords()),
        new SyncPage.Fact("Unaccounted for", Words.number(status.unaccounted())),
        new SyncPage.Fact("Tasks", String.join(", ", status.tasks().values())));
  }

  private SyncPage.RunLine line(RunRecord run) {
    return new SyncPage.RunLine(
        run.id(),
        run.kind(),
        run.result(),
        RunLines.tone(run),
        Words.moment(run.startedMillis(), zone),
        Instant.ofEpochMilli(run.startedMillis()).toString(),
        RunLines.took(run),
        Words.number(RunsScreen.written(run)),
        Words.number(RunsScreen.left(run)));
  }

  private SyncPage.JobLine line(Job job) {
    return new SyncPage.JobLine(
        job.id(),
        job.order().command(),
        job.order().who(),
        Words.ago(job.askedMillis(), clock.getAsLong()),
        job.isOver());
  }

  private static List<SyncPage.Action> actions(Visitor visitor, StatusScreen status) {
    boolean stopped = Standing.of(status, Optional.empty()).state() == State.STOPPED;
    List<SyncPage.Action> actions = new ArrayList<>();
    for (Button button : Button.values()) {
      if (button.fits(stopped) && visitor.may(button.permission(), status.name())) {
        actions.add(
            new SyncPage.Action(
                button.label(),
                "/syncs/" + status.name() + "/" + button.name().toLowerCase(Locale.ROOT),
                button.look()));
      }
    }
    return actions;
  }
}
