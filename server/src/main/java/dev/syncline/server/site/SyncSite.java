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
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pages of syncs: all of them, and each. */
public final class SyncSite {
  private static final String LATEST = "20";

  private final Desk desk;

  SyncSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/", this::all, Need.of(Permission.SEE));
    routes.get("/syncs/{sync}", this::one, Need.of(Permission.SEE));
  }

  private void all(Context request) {
    Visitor visitor = Visitor.of(request);
    Frame frame = desk.frame(visitor, "Syncs", Frame.Section.SYNCS);
    Screen status = desk.asking().answer("status", "--stored");
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
    desk.show(request, "syncs", new SyncsPage(frame, lines, problems));
  }

  private void one(Context request) {
    Visitor visitor = Visitor.of(request);
    String name = request.pathParam("sync");
    StatusScreen status = status(name);
    List<RunRecord> runs = runs(name);
    desk.show(
        request,
        "sync",
        new SyncPage(
            desk.frame(visitor, name, Frame.Section.SYNCS),
            line(status, runs),
            facts(status),
            runs.stream().map(this::line).toList(),
            desk.jobs().of(name).stream().map(this::line).toList(),
            actions(visitor, status),
            visitor.may(Permission.SCHEDULE, name)));
  }

  private StatusScreen status(String name) {
    Screens all = desk.asking().answer(Screens.class, "status", "--stored", "--", name);
    return (StatusScreen) all.all().getFirst();
  }

  private List<RunRecord> runs(String name) {
    return desk.asking().answer(RunsScreen.class, "runs", "--limit=" + LATEST, "--", name).runs();
  }

  private SyncsPage.Line line(StatusScreen status, List<RunRecord> runs) {
    Standing standing = Standing.of(status, desk.jobs().current(status.name()));
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
        last == null ? "" : desk.ago(last.startedMillis()),
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
                .map(s -> desk.ago(s.lastSyncMillis()))
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
        desk.moment(run.startedMillis()),
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
        desk.ago(job.askedMillis()),
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
