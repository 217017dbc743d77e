package dev.syncline.server.site;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState;
import dev.syncline.project.screen.DueScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.screen.Upcoming;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Following;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Spark;
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
import java.util.Map;

/** The pages of syncs: all of them, and each. */
public final class SyncSite {
  private static final String LATEST = "20";

  private static final int DUE = 5;
  private static final int NAMED = 4;

  private final Desk desk;
  private final Pictures pictures;
  private final Doing doing;

  SyncSite(Desk desk) {
    this.desk = desk;
    this.doing = new Doing(desk);
    this.pictures = new Pictures(desk.asking(), desk.clock());
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
    } else if (status instanceof ErrorScreen error && !error.isAbsent()) {
      problems.addAll(error.lines());
    }
    desk.show(request, "syncs", new SyncsPage(frame, lines, problems));
  }

  private void one(Context request) {
    Visitor visitor = Visitor.of(request);
    String name = request.pathParam("sync");
    StatusScreen status = desk.status(name);
    RunsScreen runs = runs(name);
    SyncPage.Inside inside = inside(visitor, status);
    desk.show(
        request,
        "sync",
        new SyncPage(
            desk.frame(visitor, name, Frame.Section.SYNCS),
            line(status, runs),
            facts(status),
            runs.runs().stream().map(run -> line(runs, run)).toList(),
            desk.jobs().of(name).stream().map(this::line).toList(),
            actions(visitor, status),
            inside,
            ReviewSite.part(desk, name),
            visitor.may(Permission.SCHEDULE, name) ? NamingSite.path(name) : ""));
  }

  private SyncPage.Inside inside(Visitor visitor, StatusScreen status) {
    String name = status.name();
    Following now = doing.of(visitor, status);
    Pictures.Known joined = pictures.of(name);
    DueScreen due = DueSite.ask(desk, name, DUE, 0, Map.of());
    return new SyncPage.Inside(
        now,
        status.isHalted() && now.step().isEmpty()
            ? status.state().orElseThrow().reason().lines().map(Told::here).toList()
            : List.of(),
        visitor.may(Permission.PLAN, name)
            ? List.of(
                new SyncPage.Action(
                    visitor.may(Permission.APPROVE, name)
                        ? "See what it would do, and approve it"
                        : "See what it would do",
                    Links.sync(name, Button.PLAN.word()),
                    "main",
                    false))
            : List.of(),
        Drawing.of(joined.screen()),
        joined.note(),
        DueSite.lines(desk, visitor, due),
        dueInWords(status),
        Links.sync(name, "due"),
        links(visitor, name),
        StateSite.parts(visitor, name),
        status.tasks().values().stream().map(t -> new Choice(t, t, false)).toList());
  }

  private static List<SyncPage.Action> links(Visitor visitor, String name) {
    List<SyncPage.Action> links = new ArrayList<>();
    links.add(new SyncPage.Action("Mapping", Links.sync(name, "mapping"), "", true));
    links.add(new SyncPage.Action("Find a record", Links.sync(name, "records"), "", true));
    if (visitor.may(Permission.TEST, name)) {
      links.add(new SyncPage.Action("Test a row", Links.sync(name, "test"), "", true));
    }
    return links;
  }

  private RunsScreen runs(String name) {
    return desk.asking().answer(RunsScreen.class, "runs", "--limit=" + LATEST, "--", name);
  }

  private SyncsPage.Line line(StatusScreen status, RunsScreen runs) {
    Standing standing = Standing.of(status, doing.job(status).map(Standing::words));
    String[] joined = status.arrow().split(" ", 3);
    RunRecord last = runs.runs().isEmpty() ? null : runs.runs().getFirst();
    return new SyncsPage.Line(
        status.name(),
        Links.sync(status.name()),
        joined[0],
        joined[1],
        joined[2],
        status.selected() ? "between environments" : joined[1].equals("⇄") ? "two-way" : "one way",
        standing.state(),
        standing.why(),
        last == null ? "" : desk.ago(last.startedMillis()),
        last == null ? "" : Instant.ofEpochMilli(last.startedMillis()).toString(),
        next(status),
        status.sum().values().stream().mapToLong(n -> n).sum(),
        Spark.of(
            runs.runs().reversed().stream()
                .map(r -> new Spark.Run(runs.wrote(r), RunLines.isBad(r)))
                .toList()));
  }

  private List<SyncPage.Fact> facts(StatusScreen status) {
    long links = status.links().values().stream().mapToLong(n -> n).sum();
    List<SyncPage.Fact> facts = new ArrayList<>(scheduled(status.upcoming(), next(status)));
    facts.addAll(stored(status, links));
    return facts;
  }

  /** When it runs by itself, and what began it last. */
  private List<SyncPage.Fact> scheduled(Upcoming upcoming, String next) {
    List<SyncPage.Fact> facts = new ArrayList<>();
    facts.add(new SyncPage.Fact("Schedule", upcoming.schedule()));
    if (!next.equals(upcoming.schedule())) {
      facts.add(new SyncPage.Fact("Next run", next));
    }
    upcoming
        .last()
        .ifPresent(
            last ->
                facts.add(
                    new SyncPage.Fact(
                        "Begun by itself",
                        desk.ago(last.at().toEpochMilli()) + ", " + last.cause())));
    return facts;
  }

  /** When it runs next, in words. */
  private String next(StatusScreen status) {
    return status.upcoming().words(Instant.ofEpochMilli(desk.clock().getAsLong()), desk.zone());
  }

  private List<SyncPage.Fact> stored(StatusScreen status, long links) {
    return List.of(
        new SyncPage.Fact(
            "Last in step",
            status
                .state()
                .filter(s -> s.lastSyncMillis() > 0)
                .map(s -> desk.ago(s.lastSyncMillis()))
                .orElse("never")),
        new SyncPage.Fact("Linked records", Words.number(links)),
        new SyncPage.Fact("Due", status.sum().isEmpty() ? "nothing" : dueInWords(status)),
        new SyncPage.Fact("Unaccounted for", Words.number(status.unaccounted())),
        new SyncPage.Fact(
            "Tasks",
            status.tasks().size() <= NAMED
                ? String.join(", ", status.tasks().values())
                : Words.number(status.tasks().size())));
  }

  /** How much is due, by its reasons; empty where nothing is. */
  private static String dueInWords(StatusScreen status) {
    return Words.list(
        status.sum().entrySet().stream()
            .map(e -> Words.number(e.getValue()) + " " + DueScreen.words(e.getKey()))
            .toList());
  }

  private SyncPage.RunLine line(RunsScreen runs, RunRecord run) {
    return new SyncPage.RunLine(
        run.id(),
        run.kind(),
        run.result(),
        RunLines.tone(run),
        desk.moment(run.startedMillis()),
        Instant.ofEpochMilli(run.startedMillis()).toString(),
        RunLines.took(run),
        Words.number(runs.wrote(run)),
        run.endedMillis() == 0 ? "·" : Words.number(RunsScreen.left(run)));
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
    List<SyncPage.Action> actions = new ArrayList<>();
    if (visitor.may(Permission.PLAN, status.name())) {
      actions.add(
          status.selected()
              ? new SyncPage.Action("Compare", Links.sync(status.name(), "compare"), "main", true)
              : new SyncPage.Action(
                  "Plan for review", Links.sync(status.name(), "plans"), "", false));
    }
    if (!status.selected() && status.sum().containsKey(Due.Reason.CONFLICT)) {
      actions.add(
          new SyncPage.Action("Conflicts", Links.sync(status.name(), "conflicts"), "", true));
    }
    actions.addAll(buttons(visitor, status));
    return actions;
  }

  private static List<SyncPage.Action> buttons(Visitor visitor, StatusScreen status) {
    SyncState.Phase phase = status.state().map(SyncState::phase).orElse(SyncState.Phase.DRAFT);
    List<SyncPage.Action> actions = new ArrayList<>();
    for (Button button : Button.values()) {
      if (button.fits(phase, status.selected())
          && visitor.may(button.permission(), status.name())) {
        actions.add(
            new SyncPage.Action(
                button.label(), Links.sync(status.name(), button.word()), button.look(), false));
      }
    }
    return actions;
  }
}
