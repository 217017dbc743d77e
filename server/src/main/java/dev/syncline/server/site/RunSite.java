package dev.syncline.server.site;

import dev.syncline.core.BySide;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.DueScreen;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Following;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Operation;
import dev.syncline.server.page.RunPage;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Outcomes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page of a run: where it is, what it wrote, what was refused, and how it is taken back. */
final class RunSite {
  private static final int MOST = 50;
  private static final int DUE = 10;
  private static final List<String> OUTCOMES =
      List.of("applied", "rejected", "stale", "retry", "unknown");

  private final Desk desk;

  RunSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/runs/{run}", this::show, Need.of(Permission.SEE));
    routes.post("/runs/{run}/undo", this::undo, Need.of(Permission.UNDO));
  }

  private RunDetailScreen run(Context request, Permission permission, String... options) {
    List<String> words = new ArrayList<>(List.of("show", "run"));
    words.addAll(List.of(options));
    words.addAll(List.of("--", request.pathParam("run")));
    RunDetailScreen run = desk.asking().answer(RunDetailScreen.class, words.toArray(String[]::new));
    if (!Visitor.of(request).may(permission, run.sync())) {
      throw Refusal.notAdmitted(Visitor.of(request), permission, run.sync());
    }
    return run;
  }

  /** Begins with the plan of it, which is read before it is done. */
  private void undo(Context request) {
    RunDetailScreen run = run(request, Permission.UNDO, "--show=0");
    desk.begin(
        request, run.sync(), List.of("undo", "--show=100", "--", Long.toString(run.run().id())));
  }

  private void show(Context request) {
    String task = Sent.query(request, "task");
    String outcome = Sent.query(request, "outcome");
    String search = Sent.query(request, "search");
    List<String> options = new ArrayList<>(List.of("--show=" + MOST));
    options.add("--skip=" + DueSite.skip(request));
    Map.of("task", task, "outcome", outcome, "search", search)
        .forEach(
            (name, value) -> {
              if (!value.isEmpty()) {
                options.add("--" + name + "=" + value);
              }
            });
    RunDetailScreen run = run(request, Permission.SEE, options.toArray(String[]::new));
    desk.show(request, "run", page(Visitor.of(request), run, new Asked(task, outcome, search)));
  }

  /** What of the journal was asked for; empty for all. */
  private record Asked(String task, String outcome, String search) {}

  private RunPage page(Visitor visitor, RunDetailScreen shown, Asked asked) {
    RunRecord run = shown.run();
    String sync = shown.sync();
    DueScreen due = DueSite.ask(desk, sync, DUE, 0, Map.of());
    String path = Links.run(run.id());
    return new RunPage(
        desk.frame(visitor, "Run " + run.id(), Frame.Section.SYNCS),
        run.id(),
        sync,
        Links.sync(sync),
        run.kind(),
        run.result(),
        RunLines.tone(run),
        facts(shown),
        remarks(shown),
        doing(visitor, run, sync),
        RunCounts.of(shown, due.systems()),
        RunCounts.besides(run),
        DueSite.lines(desk, visitor, due),
        due.total() > DUE ? Links.sync(sync, "due") : "",
        choices(
            "All tasks", shown.fates().keySet().stream().map(w -> w.task()).toList(), asked.task()),
        choices("All outcomes", OUTCOMES, asked.outcome()),
        asked.search(),
        operations(shown, due.systems()),
        Told.pager(
            shown.skipped(),
            shown.entries().size(),
            shown.matching(),
            MOST,
            at ->
                Links.with(
                    path,
                    "task",
                    asked.task(),
                    "outcome",
                    asked.outcome(),
                    "search",
                    asked.search(),
                    "skip",
                    at == 0 ? "" : Long.toString(at))),
        actions(visitor, shown));
  }

  /** Where it is; nothing once it is over. */
  private Following doing(Visitor visitor, RunRecord run, String sync) {
    return run.result().equals("running")
        ? new Doing(desk).ofRun(visitor, desk.status(sync))
        : Following.NOTHING;
  }

  private static List<Choice> choices(String all, List<String> words, String chosen) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", all, chosen.isEmpty()));
    words.stream().distinct().forEach(w -> choices.add(new Choice(w, w, w.equals(chosen))));
    return choices;
  }

  private static List<SyncPage.Action> actions(Visitor visitor, RunDetailScreen shown) {
    List<SyncPage.Action> actions = new ArrayList<>();
    String sync = shown.sync();
    boolean over = shown.run().endedMillis() > 0;
    if (over && visitor.may(Permission.PLAN, sync)) {
      actions.add(new SyncPage.Action("Prove both sides equal", Links.sync(sync, "verify"), ""));
    }
    if (over && RunsScreen.left(shown.run()) > 0 && visitor.may(Permission.RUN, sync)) {
      actions.add(new SyncPage.Action("Retry what is due", Links.sync(sync, "retry"), "main"));
    }
    if (over && shown.total() > 0 && visitor.may(Permission.UNDO, sync)) {
      actions.add(new SyncPage.Action("Undo…", Links.run(shown.run().id()) + "/undo", "risky"));
    }
    return actions;
  }

  private List<SyncPage.Fact> facts(RunDetailScreen shown) {
    RunRecord run = shown.run();
    List<SyncPage.Fact> facts = new ArrayList<>();
    facts.add(new SyncPage.Fact("Started", desk.moment(run.startedMillis())));
    facts.add(new SyncPage.Fact("Took", RunLines.took(run)));
    facts.add(new SyncPage.Fact("Written", Words.number(shown.written())));
    facts.add(new SyncPage.Fact("Left", Words.number(RunsScreen.left(run))));
    asker(desk, shown.sync(), run.id(), run.startedMillis())
        .ifPresent(who -> facts.add(new SyncPage.Fact("Asked for by", who)));
    if (run.planHash() != null) {
      facts.add(new SyncPage.Fact("Of the plan", run.planHash()));
    }
    return facts;
  }

  /** Who asked for a run, or approved it; nothing where it did not begin on the server. */
  static Optional<String> asker(Desk desk, String sync, long run, long startedMillis) {
    Instant from = Instant.ofEpochMilli(startedMillis);
    AuditLog.Filter ofRun =
        new AuditLog.Filter(null, null, sync, null, from, null, Outcomes.detail(run));
    return desk.accounts().audit().page(ofRun, Long.MAX_VALUE, 1).stream()
        .findFirst()
        .map(line -> name(line.by()) + approved(line.event().action()));
  }

  private static String name(Actor by) {
    return by.name().isEmpty() ? by.kind().words() : by.name();
  }

  private static String approved(Event.Action action) {
    return action == Event.Action.APPROVE ? ", who let it pass the guard" : "";
  }

  private static List<String> remarks(RunDetailScreen shown) {
    List<String> remarks = new ArrayList<>();
    if (!shown.run().error().isEmpty()) {
      remarks.add(shown.run().error());
    }
    if (shown.run().result().equals("killed")) {
      remarks.add(
          shown.settled()
              ? "Its process is gone. A later run settled what it left open."
              : "Its process is gone. The next run settles what it left open.");
    }
    if (shown.isForgotten()) {
      remarks.add(
          "Which records it wrote is forgotten: the run is older than the journal is kept.");
    }
    return remarks;
  }

  private static List<Operation> operations(RunDetailScreen shown, BySide<String> systems) {
    return shown.entries().stream()
        .map(
            w ->
                Told.written(
                    shown.sync(),
                    shown.tasks().getOrDefault(w.batch().task(), "task " + w.batch().task()),
                    w,
                    systems::on,
                    null))
        .toList();
  }
}
