package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.History;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.RunPage;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The page of a run. */
final class RunSite {
  private static final String SHOWN = "100";

  private final Desk desk;

  RunSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/runs/{run}", this::show, Need.of(Permission.SEE));
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    RunDetailScreen run =
        desk.asking()
            .answer(
                RunDetailScreen.class,
                "show",
                "run",
                "--show=" + SHOWN,
                "--",
                request.pathParam("run"));
    if (!visitor.may(Permission.SEE, run.sync())) {
      throw new Refusal(403, "forbidden", "You may not see " + run.sync());
    }
    desk.show(request, "run", page(visitor, run));
  }

  private RunPage page(Visitor visitor, RunDetailScreen shown) {
    RunRecord run = shown.run();
    List<RunPage.Operation> operations = shown.entries().stream().map(w -> line(shown, w)).toList();
    long left = shown.total() - operations.size();
    return new RunPage(
        desk.frame(visitor, "Run " + run.id(), Frame.Section.SYNCS),
        run.id(),
        shown.sync(),
        run.kind(),
        run.result(),
        RunLines.tone(run),
        facts(run),
        remarks(shown),
        operations,
        left > 0 ? "and " + Words.number(left) + " more" : "");
  }

  private List<SyncPage.Fact> facts(RunRecord run) {
    List<SyncPage.Fact> facts = new ArrayList<>();
    facts.add(new SyncPage.Fact("Started", desk.moment(run.startedMillis())));
    facts.add(new SyncPage.Fact("Took", RunLines.took(run)));
    facts.add(new SyncPage.Fact("Written", Words.number(RunsScreen.written(run))));
    facts.add(new SyncPage.Fact("Left", Words.number(RunsScreen.left(run))));
    return facts;
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
    return remarks;
  }

  private static RunPage.Operation line(RunDetailScreen shown, RunDetailScreen.Written written) {
    String outcome = History.outcome(written.batch(), written.entry());
    List<RunPage.Field> fields = new ArrayList<>();
    History.fields(written.entry())
        .forEach(
            (name, of) ->
                fields.add(
                    new RunPage.Field(
                        name,
                        Objects.requireNonNullElse(of[0], ""),
                        Objects.requireNonNullElse(of[1], ""))));
    return new RunPage.Operation(
        shown.tasks().getOrDefault(written.batch().task(), "task " + written.batch().task()),
        History.key(written.entry()),
        written.entry().kind().name().toLowerCase(java.util.Locale.ROOT),
        written.batch().side() == Side.SOURCE ? "the source" : "the target",
        outcome,
        outcome.equals("applied"),
        written.entry().detail(),
        fields);
  }
}
